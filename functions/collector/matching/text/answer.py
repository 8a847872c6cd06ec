"""What can be said of a rule and a post."""

from __future__ import annotations

from enum import IntEnum


class Answer(IntEnum):
    """Ordered, so that the least of several is what all of them say together, the most what any."""

    NO = 0
    UNDECIDABLE = 1
    YES = 2

    @property
    def opposite(self) -> Answer:
        """What a negated term says."""
        return _OPPOSITE[self]


_OPPOSITE = {
    Answer.NO: Answer.YES,
    Answer.UNDECIDABLE: Answer.UNDECIDABLE,
    Answer.YES: Answer.NO,
}


def decided(holds: bool) -> Answer:
    """Return YES or NO."""
    return Answer.YES if holds else Answer.NO

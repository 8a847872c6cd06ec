"""Why a gap is left before it is filled."""

from __future__ import annotations

import re

# X's words: "Please use a 'since_id' that is larger than 2122343...".
_FLOOR = re.compile(r"larger than ([0-9]{1,19})")


class Interrupted(Exception):
    """Filling stops here, with what was found so far kept; `words` are for the report, if any."""

    def __init__(self, pause: float, words: str = "") -> None:
        self.pause = pause
        self.words = words


class OutOfReachError(Exception):
    """X says that the gap is too old, although our clock does not; perhaps from which id on not."""

    def __init__(self, words: str) -> None:
        floor = _FLOOR.search(words)
        self.floor = int(floor[1]) if floor else None


class NoAnswerError(Exception):
    """X answered, and not what it was asked; the words say how."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words

"""What a run did, and what became of each object."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from redrive.decisions import Fate


@dataclass(slots=True)
class RedriveReport:
    """`objects`, `unreadable`, `postponed` (their pause is not over) and `left` (something was in
    the way) are objects; `resent`, `superseded` (the index has a newer version) and `dead` are
    records; `waiting_seconds` is how old the oldest post is that is still there, or was sent
    once more after it had failed again; with `is_in_vain` nothing was sent, for the domain takes
    nothing.
    """

    objects: int = 0
    resent: int = 0
    superseded: int = 0
    dead: int = 0
    unreadable: int = 0
    postponed: int = 0
    left: int = 0
    waiting_seconds: float = 0.0
    is_in_vain: bool = False
    failures: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ObjectReport:
    """What became of an object: whether it is there no more, whether it or its dead are safe under
    dead/, and its records by their fate.

    `due` and `resting` are records to send now and later; `is_postponed`: what is left of it rests.
    All that were due up to the place `asked_up_to` in the object were acknowledged, but for those
    at the places `refused`. `oldest` is since when the oldest of its posts waits that are sent
    again, `oldest_resent` of those that a run before sent again or left; in seconds since 1970.
    """

    is_gone: bool = False
    is_aside: bool = False
    is_postponed: bool = False
    due: int = 0
    resting: int = 0
    resent: int = 0
    asked_up_to: int = -1
    refused: set[int] = field(default_factory=set)
    fates: Counter[Fate] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    unreadable: str = ""
    oldest: float = math.inf
    oldest_resent: float = math.inf

    @property
    def dead(self) -> int:
        """How many records are given up; of an unreadable object none is known."""
        return 0 if self.unreadable else self.fates[Fate.DEAD]


# Tells what of an object has been put aside.
TellAside = Callable[[ObjectReport], None]

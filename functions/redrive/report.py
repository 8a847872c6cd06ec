"""What a run did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


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

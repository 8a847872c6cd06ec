"""Why one connection to the stream ended, and why a whole window does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from collector.x.refusals import Refusal


class EndKind(Enum):
    """What ended a connection."""

    STOPPED = "stopped"
    """The window closed it."""
    REFUSED = "refused"
    """X did not accept it, or said inside the stream what a person must change."""
    NOTICE = "notice"
    """X announced inside the stream that it closes it."""
    CLOSED = "closed"
    """X ended the answer without a word."""
    NETWORK = "network"
    """The connection broke, could not be made, or stayed silent for too long."""
    BUDGET = "budget"
    """The budget of posts is used up."""
    NO_STATE = "state unavailable"
    """The budget could not be asked for, so nothing may be read."""
    NO_ROOM = "no room"
    """Firehose takes less than X sends."""
    FAILED = "failed"
    """Our own code failed on a line: a defect, told by its class."""


@dataclass(frozen=True, slots=True)
class Ending:
    """`words` say more, in X's own words where there are some; never a post's."""

    kind: EndKind
    words: str = ""
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class WindowEnd:
    """Why a window ends, as its report says it."""

    outcome: str
    reason: str = ""

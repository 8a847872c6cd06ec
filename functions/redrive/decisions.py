"""Decides what becomes of a failed record: by its cause and its age, never by a count alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto

from redrive.attempts import Attempt, next_attempt
from redrive.causes import is_its_own
from redrive.objects import Failure
from redrive.superseded import is_superseded

SECONDS_A_DAY = 86_400.0
FIRST_PAUSE_SECONDS = 1800.0
"""After the first time that a record was sent again and failed; each pause is twice the last."""
LONGEST_PAUSE_SECONDS = 4 * 3600.0
"""What an outage of days has kept out is there so soon after it; a retry costs a fifth of a cent
for a thousand records ("Amazon Data Firehose pricing": 5 KB each)."""
SECONDS_PAST_A_RUN = 1.5 * 3600.0
"""Runs begin every hour (`components/redrive.py`): what failed so long ago one of them has left."""
ATTEMPTS_OF_ITS_OWN = 1
"""How often a document that the index refused is tried again: a mapping may have been mended.
Those that an outage cost do not count."""


class Fate(Enum):
    """What becomes of a failed record."""

    AGAIN = auto()
    """It is sent again, when its pause is over."""
    DEAD = auto()
    """It is put aside for a person."""
    SUPERSEDED = auto()
    """The index has a newer version: it is done."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a record.

    `record` is what to send, `due_at` from when on, `waits_since` when its post was read from X or
    else written (seconds since 1970; None when it says neither), and `has_waited` whether a run
    before this one sent it again or left it.
    """

    fate: Fate
    record: bytes = b""
    due_at: float = 0.0
    waits_since: float | None = None
    has_waited: bool = False


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long records are sent again.

    `retention_seconds` is how old a post may become; with `insists` a person wants all that waits
    sent now, whatever it failed of and however often; with `is_in_vain` nothing is due, for the
    domain takes nothing; `second` is how long a second takes (1 on AWS).
    """

    retention_seconds: float
    insists: bool
    second: float
    is_in_vain: bool = False


def decide(failure: Failure, failed_at: float, now: float, policy: RetryPolicy) -> Decision:
    """Return what becomes of a record that failed at `failed_at`, which is not after `now`; times
    are seconds since 1970.
    """
    if is_superseded(failure):
        return Decision(Fate.SUPERSEDED)
    is_refused = is_its_own(failure)
    attempt = next_attempt(failure.record, is_refused=is_refused)
    if attempt is None:
        return Decision(Fate.DEAD)
    is_hopeless = is_refused and attempt.refused_before >= ATTEMPTS_OF_ITS_OWN
    if not policy.insists and (is_hopeless or _is_too_old(attempt, now, policy)):
        return Decision(Fate.DEAD)
    pause = 0.0 if policy.insists else policy.second * pause_seconds(attempt.before)
    due_at = math.inf if policy.is_in_vain else failed_at + pause
    waits_since = attempt.created_at if attempt.collected_at is None else attempt.collected_at
    has_waited = attempt.before > 0 or (now - failed_at) / policy.second > SECONDS_PAST_A_RUN
    return Decision(Fate.AGAIN, attempt.record, due_at, waits_since, has_waited)


def _is_too_old(attempt: Attempt, now: float, policy: RetryPolicy) -> bool:
    """Say whether the index would forget the post; by its pauses if it does not tell its age."""
    if attempt.created_at is None or attempt.created_at > now:
        return attempt.before > policy.retention_seconds / LONGEST_PAUSE_SECONDS
    return (now - attempt.created_at) / policy.second > policy.retention_seconds


def pause_seconds(attempts: int) -> float:
    """Return how long a record rests that was sent again so often; none when it never was."""
    if not attempts:
        return 0.0
    return min(FIRST_PAUSE_SECONDS * 2.0 ** min(attempts - 1, 20), LONGEST_PAUSE_SECONDS)

"""X's post ids carry their time: milliseconds since X's epoch, shifted left by 22 bits."""

from __future__ import annotations

from datetime import UTC, datetime

X_EPOCH_MS = 1_288_834_974_657
_SEQUENCE_BITS = 22


def first_id_of(time_ms: int) -> int:
    """Return the lowest post id of a millisecond (`time_ms`: milliseconds since 1970, UTC)."""
    return max(0, time_ms - X_EPOCH_MS) << _SEQUENCE_BITS


def time_ms_of(post_id: int) -> int:
    """Return the millisecond (since 1970, UTC) in which a post id was made."""
    return (post_id >> _SEQUENCE_BITS) + X_EPOCH_MS


def iso_time(time_ms: int) -> str:
    """Return a time as X prints it: ISO 8601, milliseconds, UTC."""
    moment = datetime.fromtimestamp(time_ms / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

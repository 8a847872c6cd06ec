"""X's post ids carry their time: milliseconds since 2010-11-04, 22 bits up (X's "Snowflake")."""

from __future__ import annotations

EPOCH_MILLISECONDS = 1_288_834_974_657
SEQUENCE_BITS = 22


def first_id_at(seconds: float) -> int:
    """Return the lowest id that a post of this time of day (seconds since 1970) can have."""
    milliseconds = int(seconds * 1000) - EPOCH_MILLISECONDS
    return max(0, milliseconds) << SEQUENCE_BITS


def time_of_id(post_id: int) -> float:
    """Return when a post was made, in seconds since 1970, true to the millisecond."""
    return ((post_id >> SEQUENCE_BITS) + EPOCH_MILLISECONDS) / 1000

"""When a post was made, as far as its id or its `created_at` tells."""

from __future__ import annotations

from functools import lru_cache

from shared.iso_time import seconds_of
from shared.snowflake import time_of_id

# Ids below were counted up, before X's ids held the time (November 2010); those above do not fit
# the 63 bits that X's ids have.
_IDS_WITH_TIME = range(30_000_000_000, 2**63)
_LONGEST_ID = len(str(_IDS_WITH_TIME.stop))


def time_of_post(post_id: object, created_at: object) -> float | None:
    """Return seconds since 1970, from the id if it holds a time, or None if neither tells."""
    seconds = _time_in_id(post_id) if isinstance(post_id, str) else None
    return seconds_of(created_at) if seconds is None else seconds


@lru_cache(maxsize=2)  # most posts were never edited: their two ids are one
def _time_in_id(post_id: str) -> float | None:
    if len(post_id) > _LONGEST_ID or not (post_id.isascii() and post_id.isdigit()):
        return None
    number = int(post_id)
    return time_of_id(number) if number in _IDS_WITH_TIME else None

"""Which week's index a post belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from shared.snowflake import time_of_id

# Ids below were counted up, before X's ids held the time (November 2010); those above do not fit
# the 63 bits that X's ids have.
_IDS_WITH_TIME = range(30_000_000_000, 2**63)
_LONGEST_ID = len(str(_IDS_WITH_TIME.stop))
_SECONDS_PER_DAY = 86_400


def bucket(document: Mapping[str, Any], now: float) -> str:
    """Return the ISO week (UTC) of the post's first version, such as `2026-w47`.

    It is read from the id, so that an edit on Monday finds the document of Sunday; from
    `created_at` when the id holds no time; from `now` (seconds since 1970) when neither does.
    """
    seconds = _time_in_id(document["id"])
    if seconds is None:
        seconds = _time_created(document.get("created_at"))
    return _iso_week(int((now if seconds is None else seconds) // _SECONDS_PER_DAY))


def _time_in_id(post_id: str) -> float | None:
    if len(post_id) > _LONGEST_ID or not (post_id.isascii() and post_id.isdigit()):
        return None
    number = int(post_id)
    return time_of_id(number) if number in _IDS_WITH_TIME else None


def _time_created(created_at: object) -> float | None:
    if not isinstance(created_at, str):
        return None
    try:
        moment = datetime.fromisoformat(created_at)
        return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=64)
def _iso_week(days_since_1970: int) -> str:
    day = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days_since_1970)
    year, week, _ = day.isocalendar()
    return f"{year:04d}-w{week:02d}"

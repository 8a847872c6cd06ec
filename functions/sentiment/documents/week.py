"""Which week's index a post belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sentiment.documents.post_time import time_of_post

_SECONDS_PER_DAY = 86_400


def week_of(document: Mapping[str, Any], now: float) -> str:
    """Return the ISO week (UTC) of the post's first version, such as `2026-w47`.

    It is read from the id, so that an edit on Monday finds the document of Sunday; from
    `created_at` when the id holds no time; from `now` (seconds since 1970) when neither does.
    """
    seconds = time_of_post(document["id"], document.get("created_at"))
    return _iso_week(int((now if seconds is None else seconds) // _SECONDS_PER_DAY))


@lru_cache(maxsize=64)
def _iso_week(days_since_1970: int) -> str:
    day = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days_since_1970)
    year, week, _ = day.isocalendar()
    return f"{year:04d}-w{week:02d}"

"""The UTC days and months that budgets are kept for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """A UTC day or month: its item, its limit in posts, its borders in seconds since 1970."""

    item_id: str
    limit: int
    starts_at: float
    ends_at: float


Periods = tuple[Period, Period]
"""A day and its month."""


def periods(now: float, per_day: int, per_month: int) -> Periods:
    """Return the day and the month that a time of day falls in."""
    time = datetime.fromtimestamp(now, UTC)
    midnight = time.replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight.replace(day=1)
    next_month = (first + timedelta(days=32)).replace(day=1)
    next_day = midnight + timedelta(days=1)
    return (
        Period(f"{time:%Y-%m-%d}", per_day, midnight.timestamp(), next_day.timestamp()),
        Period(f"{time:%Y-%m}", per_month, first.timestamp(), next_month.timestamp()),
    )

"""The UTC days and months that budgets are kept for, and which posts were read on each day.

X's "Pricing": a post is charged once a UTC day, however often it is delivered; so it counts once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from collector.posts.remembered import RememberedPosts
from shared.clock import Clock
from shared.snowflake import time_of_id

MOST_READ = 300_000
"""X delivers at most 250 posts a second and 450 pages of 100 in 15 minutes, 270,000 in the longest
window; so many ids take 21 of the function's 256 MiB. A post beyond them may count once more."""


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


@dataclass(slots=True)
class Day:
    """A UTC day and its month: `read` are the posts read on it.

    `unnoted` posts are read and not yet written down: they count as set aside in the table.
    """

    periods: Periods
    read: RememberedPosts = field(default_factory=lambda: RememberedPosts(MOST_READ))
    unnoted: int = 0


class Days:
    """Today and the day before it; `posts_read` counts on all days."""

    def __init__(self, clock: Clock, per_day: int, per_month: int) -> None:
        self._clock = clock
        self._limits = per_day, per_month
        self._counted_before: frozenset[int] = frozenset()
        self.today = self._before = Day(self._periods(clock.now()))
        self.posts_read = 0

    def knew_before(self, counted: frozenset[int], name: str, read: Iterable[int]) -> None:
        """Learn what windows before this one counted, and what they read on a day, if they did.

        What this process sent and could not note down was given back, and is not `counted`.
        """
        self._counted_before = counted
        if name and name != self.today.periods[0].item_id:
            self._before = self.named(name)
        day = self.named(name) if name else self.today
        for post_id in sorted(read):
            day.read.add(post_id)

    @property
    def is_over(self) -> bool:
        """Whether midnight has come since today began."""
        return self._clock.now() >= self.today.periods[0].ends_at

    def turn(self) -> None:
        """Begin another day."""
        self._before = self.today
        self.today = Day(self._periods(self._clock.now()))

    def named(self, name: str) -> Day:
        """Return a day by its date."""
        for day in (self.today, self._before):
            if day.periods[0].item_id == name:
                return day
        return Day(self._periods(datetime.fromisoformat(f"{name}T12:00:00+00:00").timestamp()))

    def was_read(self, post_id: int | None, day: Day) -> bool:
        """Say whether a post was read on a day, and counts no more; without an id it does."""
        if post_id is None:
            return False
        if post_id in day.read:
            return True
        return post_id in self._counted_before and time_of_id(post_id) >= day.periods[0].starts_at

    def add(self, post_id: int | None, day: Day) -> None:
        """Note that a post was read on a day."""
        self.posts_read += 1
        if post_id is not None:
            day.read.add(post_id)

    def _periods(self, moment: float) -> Periods:
        return periods(moment, *self._limits)

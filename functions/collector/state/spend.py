"""The budget of posts read from X, per UTC day and month, shared by concurrent windows.

Items `spend/2026-11-23` and `spend/2026-11` hold `posts`. A window reserves posts in blocks by
conditional writes before it reads them, and gives back what it did not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from collector.state.table import StateTable
from shared.clock import WaitingClock

# X's "Pricing": $0.005 a post and $0.010 a user; an expanded author counts as if charged.
USD_A_POST = 0.005
USD_AN_AUTHOR = 0.010

LARGEST_BLOCK = 500
SMALLEST_BLOCK = 10
BLOCKS_A_DAY = 20
KEPT_DAYS = 62


@dataclass(frozen=True, slots=True)
class Period:
    """A UTC day or month: its item, its limit in posts, and when it ends (seconds since 1970)."""

    item_id: str
    limit: int
    ends_at: float


def periods(now: float, per_day: int, per_month: int) -> tuple[Period, Period]:
    """Return the day and the month that a time of day falls in."""
    time = datetime.fromtimestamp(now, UTC)
    midnight = time.replace(hour=0, minute=0, second=0, microsecond=0)
    next_month = (midnight.replace(day=1) + timedelta(days=32)).replace(day=1)
    return (
        Period(f"{time:%Y-%m-%d}", per_day, (midnight + timedelta(days=1)).timestamp()),
        Period(f"{time:%Y-%m}", per_month, next_month.timestamp()),
    )


class Spend:
    """What this window may still read; safe to use from several threads."""

    def __init__(
        self, state: StateTable, clock: WaitingClock, per_day: int, per_month: int
    ) -> None:
        self._state = state
        self._clock = clock
        self._per_day = per_day
        self._per_month = per_month
        self._block = max(SMALLEST_BLOCK, min(LARGEST_BLOCK, per_day // BLOCKS_A_DAY))
        self._lock = clock.lock()
        self._reserved = 0
        self._periods = periods(clock.now(), per_day, per_month)
        self._counted: dict[str, int] = {}
        self.posts_read = 0

    def read_counters(self) -> None:
        """Look up what was read before this window."""
        with self._lock:
            self._turn_day()
            for period in self._periods:
                item = self._state.get("spend", period.item_id) or {}
                self._counted[period.item_id] = int(item.get("posts", 0))

    @property
    def posts_read_today(self) -> int:
        """Posts read this UTC day by all windows, without what this one only reserved."""
        return self._read_in(self._periods[0])

    @property
    def posts_read_this_month(self) -> int:
        """Posts read this UTC month by all windows, without what this one only reserved."""
        return self._read_in(self._periods[1])

    def share_used(self) -> tuple[float, float]:
        """Return how much of the day's and the month's budget is used, as shares of 1."""
        day, month = self.posts_read_today, self.posts_read_this_month
        return day / max(1, self._per_day), month / max(1, self._per_month)

    def take_one(self) -> bool:
        """Count one post of the stream; False (and not counted) when the budget is used up."""
        with self._lock:
            self._turn_day()
            if self._reserved == 0:
                self._reserved = self._reserve(self._block)
            if self._reserved == 0:
                return False
            self._reserved -= 1
            self.posts_read += 1
            return True

    def is_used_up(self) -> bool:
        """Say whether nothing may be read any more, reserving ahead when needed."""
        with self._lock:
            self._turn_day()
            if self._reserved == 0:
                self._reserved = self._reserve(self._block)
            return self._reserved == 0

    def reserve_page(self, posts: int) -> int:
        """Set aside up to so many posts for one page of search; 0 when the budget is used up."""
        with self._lock:
            self._turn_day()
            granted = min(self._reserved, posts)
            self._reserved -= granted
            return granted + (self._reserve(posts - granted) if granted < posts else 0)

    def settle_page(self, granted: int, read: int) -> None:
        """Tell how many posts a page really held; the rest goes back, an excess is counted."""
        with self._lock:
            self.posts_read += read
            self._reserved += granted - read
            if self._reserved < 0:
                excess, self._reserved = -self._reserved, 0
                self._add(excess)

    def give_back(self) -> None:
        """Return what was reserved and not read; for the end of a window."""
        with self._lock:
            self._return_reserved()

    def _read_in(self, period: Period) -> int:
        return max(0, self._counted.get(period.item_id, 0) - self._reserved)

    def _turn_day(self) -> None:
        if self._clock.now() < self._periods[0].ends_at:
            return
        self._return_reserved()
        self._periods = periods(self._clock.now(), self._per_day, self._per_month)

    def _return_reserved(self) -> None:
        unread, self._reserved = self._reserved, 0
        if unread:
            self._add(-unread)

    def _add(self, posts: int) -> None:
        for period in self._periods:
            self._change(period, posts)

    def _reserve(self, wanted: int) -> int:
        day, month = self._periods
        granted = self._reserve_in(day, wanted)
        if not granted:
            return 0
        of_month = self._reserve_in(month, granted)
        if of_month < granted:
            self._change(day, of_month - granted)
        return of_month

    def _reserve_in(self, period: Period, wanted: int) -> int:
        while wanted > 0:
            if self._change(period, wanted, at_most=period.limit - wanted):
                return wanted
            item = self._state.get("spend", period.item_id) or {}
            self._counted[period.item_id] = int(item.get("posts", 0))
            wanted = min(wanted, period.limit - self._counted[period.item_id])
        return 0

    def _change(self, period: Period, posts: int, at_most: int | None = None) -> bool:
        values = {"posts": posts, "expires": int(period.ends_at) + KEPT_DAYS * 86_400}
        condition = None
        if at_most is not None:
            if at_most < 0:
                return False
            values["most"] = at_most
            condition = "attribute_not_exists(#posts) OR #posts <= :most"
        item = self._state.update(
            "spend",
            period.item_id,
            "SET #expires_at = :expires ADD #posts :posts",
            values,
            condition=condition,
        )
        if item is None:
            return False
        self._counted[period.item_id] = int(item["posts"])
        return True

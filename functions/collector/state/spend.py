"""The budget of posts read from X, per UTC day and month, shared by concurrent windows.

A window reserves posts before it reads them, and gives back what it did not read. X's "Pricing":
a post is charged once a UTC day, however often it is delivered; so it counts once.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from collector.posts.remembered import RememberedPosts
from collector.state.counters import Counters
from collector.state.periods import Period, Periods, periods
from collector.state.table import StateTable
from shared.clock import WaitingClock
from shared.snowflake import time_of_id

# X's "Pricing": $0.005 a post and $0.010 a user; an expanded author counts as if charged.
USD_A_POST = 0.005
USD_AN_AUTHOR = 0.010

SHORTEST_BLOCK_SECONDS = 20.0
"""What is reserved is to outlast what a lease does, when the state table is away."""
LONGEST_BLOCK_SECONDS = 80.0
"""A window that is killed leaves counted what it had not read of its block."""
LARGEST_BLOCK = 500
BLOCKS_A_DAY = 20


@dataclass(frozen=True, slots=True)
class Grant:
    """Posts set aside for one page of search; none when the budget is used up."""

    posts: int
    periods: Periods


class Spend:
    """What this window may still read; safe to use from several threads."""

    def __init__(
        self,
        state: StateTable,
        clock: WaitingClock,
        per_day: int,
        per_month: int,
        *,
        sent: Container[int] = frozenset(),
    ) -> None:
        """`sent` has ids of posts that this window or one before it has handed on."""
        self._counters = Counters(state)
        self._clock = clock
        self._per_day = per_day
        self._per_month = per_month
        self._sent = sent
        self._lock = clock.lock()
        self._largest_block = max(1, min(LARGEST_BLOCK, per_day // BLOCKS_A_DAY))
        self._block = 1
        self._reserved_at = clock.monotonic()
        self._reserved = 0
        self._periods = periods(clock.now(), per_day, per_month)
        self._read_today = RememberedPosts()
        self.posts_read = 0

    def read_counters(self) -> None:
        """Look up what was read before this window."""
        with self._lock:
            self._turn_day()
            self._counters.read(self._periods)

    def note_read_before(self, post_ids: Iterable[int]) -> None:
        """Tell what an earlier window read: of this UTC day, it does not count again."""
        with self._lock:
            for post_id in post_ids:
                if self._was_made_today(post_id):
                    self._read_today.add(post_id)

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

    def take_one(self, post_id: int | None = None) -> bool:
        """Count a post of the stream; False (and not counted) when the budget is used up.

        A post that was read before on this UTC day does not count; one without an id always does.
        """
        with self._lock:
            self._turn_day()
            if self._was_read_today(post_id):
                return True
            if not self._reserved_some():
                return False
            self._reserved -= 1
            self._note_read(post_id)
            return True

    def is_used_up(self) -> bool:
        """Say whether nothing may be read any more, reserving ahead when needed."""
        with self._lock:
            self._turn_day()
            return not self._reserved_some()

    def reserve_page(self, posts: int) -> Grant:
        """Set aside up to so many posts for one page of search."""
        with self._lock:
            self._turn_day()
            kept = max(0, min(self._reserved, posts))
            self._reserved -= kept
            more = self._counters.reserve(self._periods, posts - kept)
            return Grant(kept + more, self._periods)

    def settle_page(self, grant: Grant, read: Iterable[int | None]) -> None:
        """Tell which posts a page held; the rest of the grant goes back, an excess is counted."""
        with self._lock:
            left = grant.posts
            for post_id in read:
                if not self._was_read_today(post_id):
                    self._note_read(post_id)
                    left -= 1
            if grant.periods != self._periods:  # midnight came between
                self._add(grant.periods, left)
                return
            self._reserved += left
            if self._reserved < 0:
                # When the table fails now, the next to reserve or to give back counts the excess.
                self._add(self._periods, self._reserved)
                self._reserved = 0

    def give_back(self) -> None:
        """Return what was reserved and not read, and see what others read; ends a window."""
        with self._lock:
            self._return_reserved()
            self._counters.read(self._periods)

    def _read_in(self, period: Period) -> int:
        return max(0, self._counters.posts_in(period) - self._reserved)

    def _was_read_today(self, post_id: int | None) -> bool:
        if post_id is None:
            return False
        if post_id in self._read_today:
            return True
        return post_id in self._sent and self._was_made_today(post_id)

    def _was_made_today(self, post_id: int) -> bool:
        return time_of_id(post_id) >= self._periods[0].starts_at

    def _note_read(self, post_id: int | None) -> None:
        self.posts_read += 1
        if post_id is not None:
            self._read_today.add(post_id)

    def _turn_day(self) -> None:
        if self._clock.now() < self._periods[0].ends_at:
            return
        self._return_reserved()
        self._periods = periods(self._clock.now(), self._per_day, self._per_month)
        self._read_today = RememberedPosts()

    def _reserved_some(self) -> bool:
        if self._reserved < 0:
            self._return_reserved()
        if self._reserved == 0:
            self._reserved = self._reserve_block()
        return self._reserved > 0

    def _reserve_block(self) -> int:
        """Reserve twice as much as before or half, by how long that lasted; little in trouble."""
        now = self._clock.monotonic()
        lasted, block = now - self._reserved_at, self._block
        if lasted < SHORTEST_BLOCK_SECONDS:
            block = min(2 * block, self._largest_block)
        elif lasted > LONGEST_BLOCK_SECONDS:
            block = max(1, block // 2)
        self._block = 1  # until the table answers
        reserved = self._counters.reserve(self._periods, block)
        self._block, self._reserved_at = block, now
        return reserved

    def _return_reserved(self) -> None:
        unread = self._reserved
        if unread > 0:  # what could not be given back stays counted, and is not given back twice
            self._reserved = 0
        self._add(self._periods, unread)
        self._reserved = 0

    def _add(self, to: Periods, unread: int) -> None:
        if unread:
            self._counters.add(to, -unread)

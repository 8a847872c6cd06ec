"""Posts of the stream that a window sets aside in the state table before it reads them."""

from __future__ import annotations

from collector.state.counters import Counters
from collector.state.days import Period, Periods
from collector.state.debt import Debt
from shared.clock import Clock

SHORTEST_BLOCK_SECONDS = 20.0
"""When the state table is away, what is reserved is to last about as long as a lease that was just
renewed is safe to read by: 30 s, but for 5 until its renewal and 5 of safety."""
LONGEST_BLOCK_SECONDS = 80.0
"""A post that another window could read is not to be set aside for long."""
LARGEST_BLOCK = 500
BLOCKS_A_DAY = 20


class Blocks:
    """How many are set aside at once: twice as many as before, or half, as the blocks last.

    It begins with few posts, and again after trouble.
    """

    def __init__(self, clock: Clock, per_day: int) -> None:
        self._clock = clock
        self._largest = max(1, min(LARGEST_BLOCK, per_day // BLOCKS_A_DAY))
        self._size = 1
        self._taken_at = clock.monotonic()

    def next_size(self) -> int:
        """Return how many posts to set aside now; tell `taken` when that was done."""
        lasted, size = self._clock.monotonic() - self._taken_at, self._size
        self._size = 1
        if lasted < SHORTEST_BLOCK_SECONDS:
            return min(2 * size, self._largest)
        if lasted > LONGEST_BLOCK_SECONDS:
            return max(1, size // 2)
        return size

    def taken(self, size: int) -> None:
        """Tell that the state table answered."""
        self._size, self._taken_at = size, self._clock.monotonic()


class Reserved:
    """How many `posts` are set aside and not read; fewer than none were read beyond that."""

    def __init__(self, counters: Counters, clock: Clock, per_day: int) -> None:
        self._counters = counters
        self._debt = Debt(counters)
        self._blocks = Blocks(clock, per_day)
        self.posts = 0

    def take_block(self, periods: Periods) -> None:
        """Set aside as many as the stream needs for a while, or as are left."""
        size = self._blocks.next_size()
        self.posts = self._counters.reserve(periods, size)
        self._blocks.taken(size)

    def take(self, most: int) -> int:
        """Hand out up to so many of them; returns how many."""
        posts = max(0, min(self.posts, most))
        self.posts -= posts
        return posts

    def give_back(self, periods: Periods) -> None:
        """Let others have what was not read, and count what was read beyond it."""
        unread, self.posts = self.posts, 0
        if unread > 0:  # what could not be given back stays counted, and is not given back twice
            self._counters.add(periods, -unread, -unread)
        self.owe(periods, -unread)

    def owe(self, periods: Periods, posts: int) -> None:
        """Count posts that were read without having been set aside."""
        self._debt.add(periods, posts)
        self._debt.pay()

    def owed_in(self, period: Period) -> int:
        """Return how many posts of a day or a month could not be counted yet."""
        return self._debt.posts_in(period)

    def may_owe(self, periods: Periods, beside: int) -> bool:
        """Say whether one more may be read that is not set aside, `beside` some not counted here.

        That is half of what was left when the table was last asked.
        """
        return all(self._may_owe_in(period, beside) for period in periods)

    def _may_owe_in(self, period: Period, beside: int) -> bool:
        owed = self._debt.posts_in(period) - min(0, self.posts) + beside
        left = self._counters.left_in(period)
        return self._counters.is_known(period) and owed < left // 2

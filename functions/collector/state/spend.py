"""The budget, as the threads of a window share it: the stream never waits while X sends posts."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from collector.state.budget import Budget, Grant
from collector.state.table import StateUnavailableError
from shared.clock import WaitingClock

# X's "Pricing": $0.005 a post and $0.010 a user; an expanded author counts as if charged.
USD_A_POST = 0.005
USD_AN_AUTHOR = 0.010


class Spend:
    """What this window may still read; safe to use from several threads."""

    def __init__(self, budget: Budget, clock: WaitingClock) -> None:
        self._budget = budget
        self._lock = clock.lock()
        self._waits_for_table = False
        self._aside: deque[int | None] = deque()
        """Posts of the stream that were read while another thread waited for the table."""

    def begin(self) -> None:
        """Look up what was read before this window, and take back what dead windows set aside."""
        with self._lock:
            self._budget.begin()

    @property
    def posts_read(self) -> int:
        """Posts that this window read."""
        return self._budget.days.posts_read

    @property
    def posts_read_today(self) -> int:
        """Posts read this UTC day by all windows, without what this one only reserved."""
        return self._budget.read_in(self._budget.days.today.periods[0])

    @property
    def posts_read_this_month(self) -> int:
        """Posts read this UTC month by all windows, without what this one only reserved."""
        return self._budget.read_in(self._budget.days.today.periods[1])

    def share_used(self) -> tuple[float, float]:
        """Return how much of the day's and the month's budget is used, as shares of 1."""
        day, month = self._budget.days.today.periods
        used = self.posts_read_today, self.posts_read_this_month
        return used[0] / max(1, day.limit), used[1] / max(1, month.limit)

    def take_one(self, post_id: int | None = None) -> bool:
        """Count a post of the stream; False (and not counted) when the budget is used up.

        A post that was read before on this UTC day does not count; one without an id always does.
        While the state table does not answer, half of what was left when it did may be read: then
        nobody else can reserve, and this counts later. Raises StateUnavailableError after that.
        """
        if self._waits_for_table and self._may_go_on():
            self._aside.append(post_id)  # X closes a stream that is not read
            return True
        with self._lock:
            self._count_aside()
            return self._budget.take_one(post_id)

    def is_used_up(self) -> bool:
        """Say whether nothing may be read any more, reserving ahead when needed."""
        with self._asking():
            return self._budget.is_used_up()

    def is_kept_back(self) -> bool:
        """Say whether all that is left may be read by another window: then a stream is no use."""
        if not self._budget.is_kept_back:
            return False
        with self._asking(), suppress(StateUnavailableError):
            self._budget.take_in_bills()
        return self._budget.is_kept_back

    def reserve_page(self, posts: int) -> Grant:
        """Set aside up to so many posts for one page of search."""
        with self._asking():
            return self._budget.reserve_page(posts)

    def settle_page(self, grant: Grant, read: Iterable[int | None]) -> None:
        """Tell which posts a page held; the rest of the grant goes back, an excess is counted.

        They are written down at once: a later step may pass them for good.
        """
        with self._asking():
            self._budget.settle_page(grant, read)

    def note(self) -> None:
        """Write down what was read and sent, so that it counts and goes out once if we die now."""
        with self._asking():
            self._budget.note()

    def give_back(self) -> None:
        """Return what was reserved and not read, and see what others read; ends a window."""
        with self._asking():
            self._budget.give_back()

    @property
    def is_overtaken(self) -> bool:
        """Whether the table refused to count, as a later window has begun."""
        return self._budget.counters.is_overtaken

    def leave_bills(self) -> None:
        """Tell the window that has the lease by now what this one read; it counts the posts."""
        with self._asking():
            self._budget.leave_bills()

    def _may_go_on(self) -> bool:
        """Say whether a post may be read without asking the table, which does not answer."""
        budget = self._budget
        periods = budget.days.today.periods
        return budget.counters.is_away and budget.reserved.may_owe(periods, len(self._aside))

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Hold the lock while the table is asked, and let the stream know of it."""
        with self._lock:
            self._count_aside()
            self._waits_for_table = True
            try:
                yield
            finally:
                self._waits_for_table = False

    def _count_aside(self) -> None:
        while self._aside:
            self._budget.count_read(self._aside.popleft())

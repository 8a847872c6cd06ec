"""The budget of posts read from X, per UTC day and month, shared by concurrent windows.

A window reserves posts before it reads them, and gives back what it did not read. X's "Pricing":
a post is charged once a UTC day, however often it is delivered; so it counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from collector.posts.remembered import RememberedPosts
from collector.state.counters import Counters
from collector.state.days import Day, Days, Period
from collector.state.notes import Notes
from collector.state.overtaken import KeptBackError, Overtaken
from collector.state.reserved import Reserved
from collector.state.sent_posts import load_sent_posts
from collector.state.table import StateTable, StateUnavailableError
from shared.clock import Clock


@dataclass(frozen=True, slots=True)
class Grant:
    """Posts set aside for one page of search; none when the budget is used up."""

    posts: int
    day: Day


class Budget:
    """What this window may still read; for one thread at a time (`Spend` is for several)."""

    def __init__(
        self,
        state: StateTable,
        clock: Clock,
        per_day: int,
        per_month: int,
        *,
        sent: RememberedPosts | None = None,
        fence: int = 0,
        took_over: bool = False,
        reads_until: float = 0.0,
        found_from: Callable[[], int] = lambda: 0,
        found_in_gaps: Callable[[list[int]], list[int]] = list,
    ) -> None:
        """`sent` has ids of posts that this window or one before it has handed on.

        `fence` is that of the window's lease, which it `took_over` when that of another ran out;
        it reads until `reads_until` at the latest, in seconds since 1970. Posts from the id
        `found_from` on may be found again, and `found_in_gaps` tells which even if no gaps are
        joined.
        """
        self._state = state
        self.counters = Counters(state, fence, reads_until)
        self.reserved = Reserved(self.counters, clock, per_day)
        self.days = Days(clock, per_day, per_month)
        self._sent = RememberedPosts() if sent is None else sent
        self._overtaken = Overtaken(state, self.counters, fence, clock)
        self._took_over = took_over
        self._notes = Notes(self.counters, self._sent, fence, self._kept_from, found_in_gaps)
        self._found_from = found_from
        self._found_from_at_first = 0

    def begin(self) -> None:
        """Look up what was read before this window, and take back what dead windows set aside."""
        self._turn_day()
        before = load_sent_posts(self._state)
        counted = before.sent - before.uncounted
        uncounted = before.sent.union(self._sent.since(0)) - counted
        for post_id in sorted(before.sent):
            self._sent.add(post_id)
        self._sent.misses_up_to(before.complete_from - 1)
        self.days.knew_before(counted, before.day, before.read)
        self._notes.pass_over(self.days.posts_read, uncounted)
        self._found_from_at_first = self._found_from()
        left_behind = {item["id"]: item for item in self.counters.reclaim()}
        self.counters.read(self.days.today.periods)
        if self._took_over:
            today = left_behind.get(self.days.today.periods[0].item_id)
            self._overtaken.keep_back(today, self.days.today.periods)
        self.take_in_bills()

    def read_in(self, period: Period) -> int:
        """Return how many posts all windows read in a period, without what this one reserved."""
        known, owed = self.counters.posts_in(period), self.reserved.owed_in(period)
        return max(0, known - self.reserved.posts + owed)

    def take_one(self, post_id: int | None) -> bool:
        """Count a post of the stream (`Spend.take_one`)."""
        self._turn_day()
        if self.days.was_read(post_id, self.days.today):
            return True
        if not self._reserved_some_or_may_owe():
            return False
        self._count(post_id)
        return True

    def count_read(self, post_id: int | None) -> None:
        """Count a post that was read already."""
        if not self.days.was_read(post_id, self.days.today):
            self._count(post_id)

    def is_used_up(self) -> bool:
        """Say whether nothing may be read any more, reserving ahead when needed."""
        self._turn_day()
        try:
            return not self._reserved_some()
        except KeptBackError:
            return False

    @property
    def is_kept_back(self) -> bool:
        """Whether all that is left may be read by another window, as far as is known."""
        return self.reserved.posts <= 0 and self.counters.keeps_all_back(self.days.today.periods)

    def reserve_page(self, posts: int) -> Grant:
        """Set aside up to so many posts for one page of search."""
        self._turn_day()
        kept = self.reserved.take(posts)
        more = self._reserve(posts - kept)
        self._is_any(kept + more)
        return Grant(kept + more, self.days.today)

    def settle_page(self, grant: Grant, read: Iterable[int | None]) -> None:
        """Tell which posts a page held (`Spend.settle_page`)."""
        left = grant.posts
        for post_id in read:
            if not self.days.was_read(post_id, grant.day):
                self.days.add(post_id, grant.day)
                left -= 1
        if grant.day is not self.days.today:  # midnight came between
            self.counters.add(grant.day.periods, -left, -grant.posts)
            return
        self.reserved.posts += left
        self.days.today.unnoted += grant.posts - left
        if self.reserved.posts < 0:
            # When the table fails now, the next to reserve or to give back counts the excess.
            self.reserved.give_back(self.days.today.periods)
        with suppress(StateUnavailableError):  # the next to note does it
            self._note()

    def note(self) -> None:
        """Write down what was read and sent, so that it counts and goes out once if we die now."""
        if self.reserved.posts <= 0:
            self.reserved.give_back(self.days.today.periods)
        self._note()

    def give_back(self) -> None:
        """Return what was reserved and not read, and see what others read; ends a window."""
        self._note()
        self.reserved.give_back(self.days.today.periods)
        if self._overtaken.may_read:
            self.take_in_bills()
        self.counters.read(self.days.today.periods)

    def take_in_bills(self) -> None:
        """Count what windows before this one read and could not count."""
        self._overtaken.take_in_bills(self.days, self._count_bill)

    def leave_bills(self) -> None:
        """Tell the window that has the lease by now what this one read; it counts the posts."""
        for bill in self._notes.bills(self.days.today):
            bill.leave(self._state)

    def _turn_day(self) -> None:
        if self.days.is_over:
            self.reserved.give_back(self.days.today.periods)
            self._note()
            if self.counters.is_overtaken:  # its bill is of one day, and the new one is another's
                raise StateUnavailableError("A later window has the budget by now.")
            self.days.turn()

    def _reserved_some(self) -> bool:
        if self.reserved.posts <= 0:
            self.reserved.give_back(self.days.today.periods)
            self._note()  # so that a death leaves no more than a block to be read again
            if self._overtaken.may_read:
                self.take_in_bills()
            self.reserved.take_block(self.days.today.periods)
        return self._is_any(self.reserved.posts)

    def _reserved_some_or_may_owe(self) -> bool:
        """While the table is away only those ask it who need not keep up with the stream."""
        if self.reserved.posts <= 0 and self.counters.is_away and self._may_owe():
            return True
        try:
            return self._reserved_some()
        except StateUnavailableError:
            if not self._may_owe():
                raise
            return True

    def _may_owe(self) -> bool:
        return self.reserved.may_owe(self.days.today.periods, beside=0)

    def _reserve(self, posts: int) -> int:
        if posts and self._overtaken.may_read:
            self.take_in_bills()
        return self.counters.reserve(self.days.today.periods, posts)

    def _is_any(self, posts: int) -> bool:
        """Say whether there are any; raises KeptBackError when what is left is kept back."""
        if posts <= 0 and self.counters.keeps_all_back(self.days.today.periods):
            raise KeptBackError("Another window may be reading what is left of the budget.")
        return posts > 0

    def _count(self, post_id: int | None) -> None:
        self.reserved.posts -= 1
        self.days.today.unnoted += 1
        self.days.add(post_id, self.days.today)

    def _count_bill(self, day: Day, read: list[int]) -> None:
        """Count posts of a bill: today's as all others, those of another day at once or not yet."""
        is_today = day is self.days.today
        if not is_today:
            self.counters.add(day.periods, len(read), 0)
        for post_id in read:
            day.read.add(post_id)
        if is_today:
            day.unnoted += len(read)
            self.reserved.owe(day.periods, len(read))
            self._note()

    def _kept_from(self) -> int:
        """Return the first id that may be found again, or be in the bill of another window."""
        if self._overtaken.may_read:
            return min(self._found_from_at_first, self._found_from())
        return self._found_from()

    def _note(self) -> None:
        self._notes.write(self.days.today, self.days.posts_read)

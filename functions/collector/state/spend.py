"""The budget of posts read from X, per UTC day and month, shared by concurrent windows.

A window reserves posts before it reads them, and gives back what it did not read. X's "Pricing":
a post is charged once a UTC day, however often it is delivered; so it counts once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from collector.posts.remembered import RememberedPosts
from collector.state.blocks import Blocks
from collector.state.counters import Counters
from collector.state.days import Day, Days, Period
from collector.state.debt import Debt
from collector.state.notes import Notes
from collector.state.overtaken import KeptBackError, Overtaken
from collector.state.sent_posts import load_sent_posts
from collector.state.table import StateTable, StateUnavailableError
from shared.clock import WaitingClock

# X's "Pricing": $0.005 a post and $0.010 a user; an expanded author counts as if charged.
USD_A_POST = 0.005
USD_AN_AUTHOR = 0.010


@dataclass(frozen=True, slots=True)
class Grant:
    """Posts set aside for one page of search; none when the budget is used up."""

    posts: int
    day: Day


class Spend:
    """What this window may still read; safe to use from several threads."""

    def __init__(
        self,
        state: StateTable,
        clock: WaitingClock,
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
        self._counters = Counters(state, fence, reads_until)
        self._overtaken = Overtaken(state, self._counters, fence, clock)
        self._took_over = took_over
        self._debt = Debt(self._counters)
        self._clock = clock
        self._per_day = per_day
        self._per_month = per_month
        self._sent = RememberedPosts() if sent is None else sent
        self._notes = Notes(self._counters, self._sent, fence, self._kept_from, found_in_gaps)
        self._found_from = found_from
        self._found_from_at_first = 0
        self._lock = clock.lock()
        self._blocks = Blocks(clock, per_day)
        self._reserved = 0
        self._days = Days(clock, per_day, per_month)
        self._waits_for_table = False
        self._aside: deque[int | None] = deque()
        """Posts of the stream that were read while another thread waited for the table."""

    def begin(self) -> None:
        """Look up what was read before this window, and take back what dead windows set aside."""
        with self._lock:
            self._turn_day()
            before = load_sent_posts(self._state)
            counted = before.sent - before.uncounted
            uncounted = before.sent.union(self._sent.since(0)) - counted
            for post_id in sorted(before.sent):
                self._sent.add(post_id)
            self._sent.misses_up_to(before.complete_from - 1)
            self._days.knew_before(counted, before.day, before.read)
            self._notes.pass_over(self._days.posts_read, uncounted)
            self._found_from_at_first = self._found_from()
            left_behind = {item["id"]: item for item in self._counters.reclaim()}
            self._counters.read(self._days.today.periods)
            if self._took_over:
                today = left_behind.get(self._days.today.periods[0].item_id)
                self._overtaken.keep_back(today, self._days.today.periods)
            self._take_in_bills()

    @property
    def posts_read(self) -> int:
        """Posts that this window read."""
        return self._days.posts_read

    @property
    def posts_read_today(self) -> int:
        """Posts read this UTC day by all windows, without what this one only reserved."""
        return self._read_in(self._days.today.periods[0])

    @property
    def posts_read_this_month(self) -> int:
        """Posts read this UTC month by all windows, without what this one only reserved."""
        return self._read_in(self._days.today.periods[1])

    def share_used(self) -> tuple[float, float]:
        """Return how much of the day's and the month's budget is used, as shares of 1."""
        day, month = self.posts_read_today, self.posts_read_this_month
        return day / max(1, self._per_day), month / max(1, self._per_month)

    def take_one(self, post_id: int | None = None) -> bool:
        """Count a post of the stream; False (and not counted) when the budget is used up.

        A post that was read before on this UTC day does not count; one without an id always does.
        While the state table does not answer, half of what was left when it did may be read: then
        nobody else can reserve, and this counts later. Raises StateUnavailableError after that.
        """
        if self._waits_for_table and self._counters.is_away and self._may_owe():
            self._aside.append(post_id)  # X closes a stream that is not read
            return True
        with self._lock:
            self._count_aside()
            self._turn_day()
            if self._days.was_read(post_id, self._days.today):
                return True
            if not self._reserved_some_or_may_owe():
                return False
            self._count(post_id)
            return True

    def is_used_up(self) -> bool:
        """Say whether nothing may be read any more, reserving ahead when needed."""
        with self._asking():
            self._turn_day()
            try:
                return not self._reserved_some()
            except KeptBackError:
                return False

    def is_kept_back(self) -> bool:
        """Say whether all that is left may be read by another window: then a stream is no use."""
        if self._reserved > 0 or not self._counters.keeps_all_back(self._days.today.periods):
            return False
        with self._asking(), suppress(StateUnavailableError):
            self._take_in_bills()
        return self._counters.keeps_all_back(self._days.today.periods)

    def reserve_page(self, posts: int) -> Grant:
        """Set aside up to so many posts for one page of search."""
        with self._asking():
            self._turn_day()
            kept = max(0, min(self._reserved, posts))
            more = self._reserve(posts - kept)
            self._reserved -= kept
            self._is_any(kept + more)
            return Grant(kept + more, self._days.today)

    def settle_page(self, grant: Grant, read: Iterable[int | None]) -> None:
        """Tell which posts a page held; the rest of the grant goes back, an excess is counted.

        They are written down at once: a later step may pass them for good.
        """
        with self._asking():
            left = grant.posts
            for post_id in read:
                if not self._days.was_read(post_id, grant.day):
                    self._days.add(post_id, grant.day)
                    left -= 1
            if grant.day is not self._days.today:  # midnight came between
                self._counters.add(grant.day.periods, -left, -grant.posts)
                return
            self._reserved += left
            self._days.today.unnoted += grant.posts - left
            if self._reserved < 0:
                # When the table fails now, the next to reserve or to give back counts the excess.
                self._return_reserved()
            with suppress(StateUnavailableError):  # the next to note does it
                self._note()

    def note(self) -> None:
        """Write down what was read and sent, so that it counts and goes out once if we die now."""
        with self._asking():
            if self._reserved <= 0:
                self._return_reserved()
            self._note()

    def give_back(self) -> None:
        """Return what was reserved and not read, and see what others read; ends a window."""
        with self._asking():
            self._note()
            self._return_reserved()
            if self._overtaken.may_read:
                self._take_in_bills()
            self._counters.read(self._days.today.periods)

    @property
    def is_overtaken(self) -> bool:
        """Whether the table refused to count, as a later window has begun."""
        return self._counters.is_overtaken

    def leave_bills(self) -> None:
        """Tell the window that has the lease by now what this one read; it counts the posts."""
        with self._asking():
            for bill in self._notes.bills(self._days.today):
                bill.leave(self._state)

    def _read_in(self, period: Period) -> int:
        owed = self._debt.posts_in(period)
        return max(0, self._counters.posts_in(period) - self._reserved + owed)

    def _turn_day(self) -> None:
        if self._days.is_over:
            self._return_reserved()
            self._note()
            self._days.turn()

    def _reserved_some(self) -> bool:
        if self._reserved <= 0:
            self._return_reserved()
            self._note()  # so that a death leaves no more than a block to be read again
            size = self._blocks.next_size()
            self._reserved = self._reserve(size)
            self._blocks.taken(size)
        return self._is_any(self._reserved)

    def _reserve(self, posts: int) -> int:
        if posts and self._overtaken.may_read:
            self._take_in_bills()
        return self._counters.reserve(self._days.today.periods, posts)

    def _is_any(self, posts: int) -> bool:
        """Say whether there are any; raises KeptBackError when what is left is kept back."""
        if posts <= 0 and self._counters.keeps_all_back(self._days.today.periods):
            raise KeptBackError("Another window may be reading what is left of the budget.")
        return posts > 0

    def _take_in_bills(self) -> None:
        """Count what windows before this one read and could not count, but for what is counted."""
        bills = self._overtaken.bills()
        for bill in bills:
            day = self._days.named(bill.day)
            unknown = [post for post in bill.read if not self._days.was_read(post, day)]
            for post_id in unknown:
                day.read.add(post_id)
            if day is self._days.today:
                day.unnoted += len(unknown)
                self._debt.add(day.periods, len(unknown))
                self._debt.pay()
                self._note()
            else:
                self._counters.add(day.periods, len(unknown), 0)
            bill.remove(self._state)
        self._overtaken.counted(bills)

    def _kept_from(self) -> int:
        """Return the first id that may be found again, or be in the bill of another window."""
        if self._overtaken.may_read:
            return min(self._found_from_at_first, self._found_from())
        return self._found_from()

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
            post_id = self._aside.popleft()
            if not self._days.was_read(post_id, self._days.today):
                self._count(post_id)

    def _count(self, post_id: int | None) -> None:
        self._reserved -= 1
        self._days.today.unnoted += 1
        self._days.add(post_id, self._days.today)

    def _reserved_some_or_may_owe(self) -> bool:
        """While the table is away only those ask it who need not keep up with the stream."""
        if self._reserved <= 0 and self._counters.is_away and self._may_owe():
            return True
        try:
            return self._reserved_some()
        except StateUnavailableError:
            if not self._may_owe():
                raise
            return True

    def _may_owe(self) -> bool:
        return all(map(self._may_owe_in, self._days.today.periods))

    def _may_owe_in(self, period: Period) -> bool:
        owed = self._debt.posts_in(period) - min(0, self._reserved) + len(self._aside)
        left = self._counters.left_in(period)
        return self._counters.is_known(period) and owed < left // 2

    def _return_reserved(self) -> None:
        unread, self._reserved = self._reserved, 0
        if unread > 0:  # what could not be given back stays counted, and is not given back twice
            self._counters.add(self._days.today.periods, -unread, -unread)
        self._debt.add(self._days.today.periods, -unread)
        self._debt.pay()

    def _note(self) -> None:
        self._notes.write(self._days.today, self._days.posts_read)

"""What the window that this one overtook may still read: nobody else may read that meanwhile.

A lease that ran out says nothing of its window: it may have died, or read on because only it does
not reach the state table. It may then read what it had set aside and half of what was left, until
its function ends. So much is kept back until then, or until its bill tells what it read.
"""

from __future__ import annotations

from collections.abc import Callable

from collector.state.bills import bills_before
from collector.state.counters import Counters
from collector.state.days import Day, Days, Periods
from collector.state.items import Item
from collector.state.table import StateTable, StateUnavailableError
from shared.clock import Clock


class KeptBackError(StateUnavailableError):
    """What is left of the budget may be read by another window, which can't be asked."""


class Overtaken:
    """`fence` is that of the lease of the window that overtook the other."""

    def __init__(self, state: StateTable, counters: Counters, fence: int, clock: Clock) -> None:
        self._state = state
        self._counters = counters
        self._fence = fence
        self._clock = clock
        self._reads_until = 0.0

    @property
    def may_read(self) -> bool:
        """Whether it may have read, or may yet read, what is not known here."""
        return self._reads_until > 0

    def keep_back(self, today: Item | None, periods: Periods) -> None:
        """Keep back what it may read; `today` is the day's item as that window left it."""
        if today is None:  # it may read nothing of a day of which it knows nothing
            return
        set_aside = int(today.get("set_aside", 0))
        left = min(period.limit - self._counters.posts_in(period) for period in periods)
        self._reads_until = int(today.get("reads_until", 0)) / 1000
        self._counters.keep_back(periods, set_aside + max(0, left - set_aside) // 2)

    def take_in_bills(self, days: Days, count: Callable[[Day, list[int]], None]) -> None:
        """Count what windows before this one read and could not count, but for what is counted.

        A bill is there until `count` has counted it. Nothing is kept back any more once the last
        window told all, or its time is over.
        """
        bills = bills_before(self._state, self._fence)
        for bill in bills:
            day = days.named(bill.day)
            count(day, [post for post in bill.read if not days.was_read(post, day)])
            bill.remove(self._state)
        has_told_all = any(bill.number == 0 for bill in bills)
        if has_told_all or self._clock.now() >= self._reads_until:
            self._reads_until = 0.0
            self._counters.keep_back((), 0)

"""Posts that were read beyond what was set aside: they count when the state table answers again.

Each of them counts once, even when the table did what it was asked and its answer was lost:
"Amazon DynamoDB Transactions: How it works" on ClientRequestToken, which holds for 10 minutes.
"""

from __future__ import annotations

import uuid
from collections import deque
from dataclasses import dataclass, field

from collector.state.counters import Counters
from collector.state.days import Period, Periods


@dataclass(frozen=True, slots=True)
class _Owed:
    periods: Periods
    posts: int
    token: str = field(default_factory=lambda: uuid.uuid4().hex)


class Debt:
    """What is owed, oldest first."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._owed: deque[_Owed] = deque()

    def add(self, periods: Periods, posts: int) -> None:
        """Owe posts of a day; `pay` asks the table."""
        if posts > 0:
            self._owed.append(_Owed(periods, posts))

    def pay(self) -> None:
        """Count what is owed; raises StateUnavailableError, and then owes the rest."""
        while self._owed:
            owed = self._owed[0]
            self._counters.add(owed.periods, owed.posts, owed.posts, token=owed.token)
            self._owed.popleft()

    def posts_in(self, period: Period) -> int:
        """Return how many posts of a day or a month are owed."""
        return sum(owed.posts for owed in self._owed if period in owed.periods)

"""How many posts were read in a UTC day and its month, in the state table.

Items `spend/2026-11-23` and `spend/2026-11` hold `posts`. They change together or not at all, and
an answer that gets lost changes nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable

from collector.state.items import Change, Item
from collector.state.periods import Period, Periods
from collector.state.table import StateTable

KEPT_DAYS = 62


class Counters:
    """Knows what stood in the table when it was asked last, and what was added from here since."""

    def __init__(self, state: StateTable) -> None:
        self._state = state
        self._known: dict[str, int] = {}

    def posts_in(self, period: Period) -> int:
        """Return how many posts a period counts, without asking the table."""
        return self._known.get(period.item_id, 0)

    def read(self, periods: Periods) -> None:
        """Look up what others added."""
        for period in periods:
            item = self._state.get("spend", period.item_id)
            self._note([item or {"id": period.item_id}])

    def add(self, periods: Periods, posts: int) -> None:
        """Count posts, whatever the limits are; fewer than none gives them back."""
        self._state.update_together([_change(period, posts) for period in periods])
        self._note_added(periods, posts)

    def reserve(self, periods: Periods, wanted: int) -> int:
        """Count up to so many posts, as many as day and month allow; returns how many."""
        posts = min(wanted, *(period.limit for period in periods))
        while posts > 0:
            changes = [_change(period, posts, period.limit - posts) for period in periods]
            refused = self._state.update_together(changes)
            if not refused:
                self._note_added(periods, posts)
                return posts
            self._note(refused)
            posts = min(posts, *(period.limit - self.posts_in(period) for period in periods))
        return 0

    def _note(self, items: Iterable[Item]) -> None:
        for item in items:
            self._known[str(item["id"])] = int(item.get("posts", 0))

    def _note_added(self, periods: Periods, posts: int) -> None:
        for period in periods:
            self._known[period.item_id] = self.posts_in(period) + posts


def _change(period: Period, posts: int, most_before: int | None = None) -> Change:
    values = {"posts": posts, "expires": int(period.ends_at) + KEPT_DAYS * 86_400}
    expression = "SET #expires_at = :expires ADD #posts :posts"
    if most_before is None:
        return Change("spend", period.item_id, expression, values)
    condition = "attribute_not_exists(#posts) OR #posts <= :most"
    return Change("spend", period.item_id, expression, values | {"most": most_before}, condition)

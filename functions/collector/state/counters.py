"""How many posts were read in a UTC day and its month, in the state table.

Items `spend/2026-11-23` and `spend/2026-11` hold `posts`. They change together or not at all, and
an answer that gets lost changes nothing twice. Of the day's posts some are only `set_aside` by the
window whose lease has the `fence`: when that window dies, the next one gives them back.
`reads_until`, in milliseconds since 1970, is when that window's function ends at the latest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from collector.state.days import Period, Periods
from collector.state.items import Item, ItemChange
from collector.state.table import StateTable, StateUnavailableError

KEPT_DAYS = 62
LENGTH_OF_A_MONTH = len("2026-11")


class Counters:
    """Knows what stood in the table when it was asked last, and what was added from here since.

    `fence` is that of the window's lease: when a later window has begun, this one changes nothing
    any more. `reads_until` is when this window ends at the latest, in seconds since 1970.
    """

    def __init__(self, state: StateTable, fence: int, reads_until: float = 0.0) -> None:
        self._state = state
        self._fence = fence
        self._reads_until = int(reads_until * 1000)
        self._known: dict[str, int] = {}
        self._kept_back: dict[str, int] = {}
        self.is_away = False
        """Whether the table left the last change unanswered."""
        self.is_overtaken = False
        """Whether the table refused to count, as a later window has begun."""

    def posts_in(self, period: Period) -> int:
        """Return how many posts a period counts, without asking the table."""
        return self._known.get(period.item_id, 0)

    def left_in(self, period: Period) -> int:
        """Return how many posts may be set aside, as far as is known without asking the table."""
        return self._limit(period) - self.posts_in(period)

    def keep_back(self, periods: Iterable[Period], posts: int) -> None:
        """Set nothing aside of the last so many posts of these periods, and all of others."""
        self._kept_back = {period.item_id: posts for period in periods}

    def keeps_all_back(self, periods: Periods) -> bool:
        """Say whether something is left, and all of it is kept back."""
        is_left = all(self.posts_in(period) < period.limit for period in periods)
        return is_left and any(self.left_in(period) <= 0 for period in periods)

    def read(self, periods: Periods) -> None:
        """Look up what others added."""
        for period in periods:
            item = self._state.get("spend", period.item_id)
            self._note([item or {"id": period.item_id}])

    def reclaim(self) -> list[Item]:
        """Give back what windows before this one had set aside when they died.

        Returns the items as they left them.
        """
        items = self._state.query("spend")
        for item in items:
            left, fence = int(item.get("set_aside", 0)), int(item.get("fence", 0))
            if left > 0 and fence < self._fence:
                day = str(item["id"])
                month = day[:LENGTH_OF_A_MONTH]
                values = {"back": -left, "left": left, "theirs": fence, "ours": self._fence}
                of_day = ItemChange(
                    "spend",
                    day,
                    "SET #fence = :ours ADD #posts :back, #set_aside :back",
                    values,
                    "#set_aside = :left AND #fence = :theirs",
                )
                of_month = ItemChange("spend", month, "ADD #posts :back", {"back": -left})
                self._state.update_together([of_day, of_month])
        return [item for item in items if int(item.get("fence", self._fence)) < self._fence]

    def is_known(self, period: Period) -> bool:
        """Say whether the table has told how many posts a period counts."""
        return period.item_id in self._known

    def add(
        self,
        periods: Periods,
        posts: int,
        set_aside: int,
        *others: ItemChange,
        token: str | None = None,
    ) -> None:
        """Count posts, whatever the limits are, and posts set aside; fewer than none gives back.

        Other changes of the state table are made with it, or none at all. What is asked again
        with the same `token` is done once.
        """
        day, month = periods
        changes = []
        if posts or set_aside:
            changes.append(self._added_to_day(day, {"posts": posts, "set_aside": set_aside}))
        if posts:
            changes.append(_added(month, {"posts": posts}))
        if not changes and not others:
            return
        if self._change([*changes, *others], token):
            self.is_overtaken = True
        else:
            self._note_added(periods, posts)

    def reserve(self, periods: Periods, wanted: int) -> int:
        """Set aside up to so many posts, as many as day and month allow; returns how many."""
        day, month = periods
        posts = min(wanted, self._limit(day), self._limit(month))
        while posts > 0:
            both = {"posts": posts, "set_aside": posts}
            changes = [
                self._added_to_day(day, both, most_before=self._limit(day) - posts),
                _added(month, {"posts": posts}, most_before=self._limit(month) - posts),
            ]
            refused = self._change(changes)
            if not refused:
                self._note_added(periods, posts)
                return posts
            if any(int(item.get("fence", 0)) > self._fence for item in refused):
                raise StateUnavailableError("A later window has the budget by now.")
            self._note(refused)
            posts = min(posts, *map(self.left_in, periods))
        return 0

    def _limit(self, period: Period) -> int:
        return period.limit - self._kept_back.get(period.item_id, 0)

    def _added_to_day(
        self, day: Period, amounts: Mapping[str, int], most_before: int | None = None
    ) -> ItemChange:
        settings = {"fence": self._fence, "reads_until": self._reads_until}
        return _added(day, amounts, settings, most_before=most_before)

    def _change(self, changes: Sequence[ItemChange], token: str | None = None) -> list[Item]:
        try:
            refused = self._state.update_together(changes, token=token)
        except StateUnavailableError:
            self.is_away = True
            raise
        self.is_away = False
        return refused

    def _note(self, items: Iterable[Item]) -> None:
        for item in items:
            self._known[str(item["id"])] = int(item.get("posts", 0))

    def _note_added(self, periods: Periods, posts: int) -> None:
        for period in periods:
            self._known[period.item_id] = self.posts_in(period) + posts


def _added(
    period: Period,
    amounts: Mapping[str, int],
    settings: Mapping[str, int] | None = None,
    *,
    most_before: int | None = None,
) -> ItemChange:
    """Return what adds amounts; with a `fence` among the settings, unless there is a later one."""
    settings = {"expires_at": int(period.ends_at) + KEPT_DAYS * 86_400, **(settings or {})}
    values = {**settings, **amounts}
    conditions = []
    if most_before is not None:
        values["most"] = most_before
        conditions.append("(attribute_not_exists(#posts) OR #posts <= :most)")
    if "fence" in settings:
        conditions.append("(attribute_not_exists(#fence) OR #fence <= :fence)")
    setting = ", ".join(f"#{name} = :{name}" for name in settings)
    adding = ", ".join(f"#{name} :{name}" for name in amounts)
    expression = f"SET {setting} ADD {adding}"
    return ItemChange("spend", period.item_id, expression, values, " AND ".join(conditions) or None)

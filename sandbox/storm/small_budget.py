"""A storm that may read few posts: the budget is nearly used up before it, and renewed at last."""

from __future__ import annotations

import time
from collections.abc import Callable

from sandbox.failure import Failure
from sandbox.stack.pipeline import Pipeline
from sandbox.storm.evidence import Spent
from sandbox.storm.state_table import CollectorState, today

PAUSE_SECONDS = 0.05
WINDOW_BEGINS_SECONDS = 60.0


class SmallBudget:
    """`budget` posts may be read a day; `spent` tells in the end what became of those allowed."""

    def __init__(
        self,
        pipeline: Pipeline,
        state: CollectorState,
        start_window: Callable[[], None],
        budget: int,
    ) -> None:
        self._pipeline = pipeline
        self._state = state
        self._start_window = start_window
        self._budget = budget
        self._day: str | None = None
        self._unread = 0
        self._allowed = 0
        self._before = (0, 0, 0)
        self._owed_by_dead = 0
        self.spent: Spent | None = None

    def use_up(self, posts_left: int, within_seconds: float = WINDOW_BEGINS_SECONDS) -> None:
        """Leave so many posts of the budget, before any fault; returns once a window knows it.

        Only windows change the count: one that is not told by the table may owe, while that is
        away, half of what it knows to be left. Raises Failure when no window begins.
        """
        day = today()
        before = self._state.budget(day)
        self._before = self._seen()
        self._unread = self._budget - posts_left - before.posts
        self._state.count_posts(day, self._unread)
        self._day, self._allowed = day, posts_left + before.set_aside
        self._start_window()
        end = time.monotonic() + within_seconds
        while self._state.budget(day).fence <= before.fence:
            if time.monotonic() > end:
                raise Failure("No window began that takes from the budget.")
            time.sleep(PAUSE_SECONDS)

    def note_death(self) -> None:
        """Note what Firehose has of posts that nobody counted, now that windows were killed.

        What a window read and had not noted is taken back with what it set aside; the next ones
        count it when search finds it again, if the budget lasts until then.
        """
        if self._day is None:
            return
        of_day = self._state.budget(self._day)
        counted = of_day.posts - of_day.set_aside - self._budget + self._allowed
        self._owed_by_dead = max(self._owed_by_dead, len(self._handed_on()) - counted)

    def renew(self) -> None:
        """Let posts be read again, as a new day would. Raises Failure."""
        if self._day is None:
            return
        day = self._day
        billed, connections, _ = self._seen()
        handed_on = self._handed_on()
        counted = self._state.budget(day).posts
        self._state.count_posts(day, -self._unread)
        self._day = None
        self.spent = Spent(
            allowed=self._allowed,
            counted_beyond=counted - self._budget,
            handed_on=len(handed_on),
            owed_by_dead=self._owed_by_dead,
            billed=billed - self._before[0],
            connections=connections - self._before[1],
        )

    def _handed_on(self) -> set[str]:
        return set(self._pipeline.control.accepted(self._before[2]))

    def _seen(self) -> tuple[int, int, int]:
        """Return what X bills of today, how often it let windows in, and what Firehose took."""
        x = self._pipeline.x.state()
        accepted = self._pipeline.control.accepted(0)
        return int(x["billed_today"]), int(x["connects_accepted"]), len(accepted)

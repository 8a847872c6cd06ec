"""Lets the strikes of a storm's schedule happen in the local cloud."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.failure import Failure
from sandbox.stack.pipeline import Pipeline
from sandbox.storm.schedule import Strike
from sandbox.storm.state_table import CollectorState, today

TRIES = 20
PAUSE_SECONDS = 0.05
WINDOW_BEGINS_SECONDS = 60.0
MOST_SET_ASIDE = 500
"""By a window, where the state table does not tell."""


Answer = TypeVar("Answer")


class Strikes:
    """Carries out strikes, and takes back in the end what they changed.

    `killed` counts the runs that were killed, by function; `read_before` is what counts as read
    today although X handed out nothing; `reads_when_renewed` is what X had handed out when that
    ended, and `counted_when_renewed` what was counted then, with what is read before;
    `set_aside_by_dead` is what killed windows may have read and told nobody.
    """

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
        self._redrives: list[threading.Thread] = []
        self._budget_of: str | None = None
        self.killed: Counter[str] = Counter()
        self.set_aside_by_dead = 0
        self.read_before = 0
        self.reads_when_renewed: int | None = None
        self.counted_when_renewed = 0

    def strike(self, strike: Strike) -> None:
        """Let one happen."""
        details: Mapping[str, Any] = strike.details
        match strike.kind:
            case "cloud_faults":
                self._pipeline.control.order_faults(details["rates"], details["seed"])
            case "x_random":
                self._pipeline.x.order_faults({"random": details})
            case "x_faults":
                self._pipeline.x.order_faults(details)
            case "kill":
                self._kill(details["function"])
            case "second_window":
                self._start_window()
            case "restart_index":
                self._pipeline.control.restart_index()
            case "redrive":
                thread = threading.Thread(target=self._redrive, daemon=True)
                self._redrives.append(thread)
                thread.start()
            case "renew_budget":
                with suppress(Failure):  # it is done in the end
                    self.renew_budget()

    def use_up_budget(self, posts_left: int, within_seconds: float = WINDOW_BEGINS_SECONDS) -> None:
        """Leave so many posts of the budget, before any fault; returns once a window knows it.

        Only windows change the count: one that is not told by the table may owe, while that is
        away, half of what it knows to be left. Raises Failure when no window begins.
        """
        day = today()
        before = self._state.budget_fence(day)
        unread = self._budget - posts_left - self._state.posts_counted(day)
        self._state.count_posts(day, unread)
        self._budget_of, self.read_before = day, unread
        self._start_window()
        end = time.monotonic() + within_seconds
        while self._state.budget_fence(day) <= before:
            if time.monotonic() > end:
                raise Failure("No window began that takes from the budget.")
            time.sleep(PAUSE_SECONDS)

    def heal(self) -> None:
        """End every fault, and wait for the redrives that still run."""
        self._pipeline.control.heal()
        self._pipeline.x.heal()
        for thread in self._redrives:
            thread.join()

    def renew_budget(self) -> None:
        """Let posts be read again, as a new day would."""
        if self._budget_of is not None:
            day = self._budget_of
            reads = int(self._pipeline.x.state()["billed_today"])
            counted = self._insist(lambda: self._state.posts_counted(day))
            self._insist(lambda: self._state.count_posts(day, -self.read_before))
            self._budget_of = None
            self.reads_when_renewed, self.counted_when_renewed = reads, counted

    def _kill(self, function: str) -> None:
        killed = self._pipeline.control.kill(function)
        self.killed[function] += killed
        if killed and function == "collector":
            self.set_aside_by_dead += self._set_aside()

    def _set_aside(self) -> int:
        """Return what is set aside: by a dead window until the next one begins."""
        try:
            return self._state.set_aside(today())
        except (ClientError, BotoCoreError):
            return MOST_SET_ASIDE

    def _redrive(self) -> None:
        try:
            self._pipeline.redrive(insists=False)
        except Failure:  # killed or refused on order: what it left is counted in the end
            return

    def _insist(self, call: Callable[[], Answer]) -> Answer:
        """Call until it is not throttled any more."""
        for _ in range(TRIES):
            try:
                return call()
            except (ClientError, BotoCoreError):
                time.sleep(PAUSE_SECONDS)
        raise Failure("The state table was throttled on order for too long.")

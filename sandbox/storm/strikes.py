"""Lets the strikes of a storm's schedule happen in the local cloud."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from sandbox.failure import Failure
from sandbox.stack.pipeline import Pipeline
from sandbox.storm.schedule import FAILING_TEXTS, UNFIT, Strike
from sandbox.storm.small_budget import SmallBudget
from sandbox.storm.state_table import CollectorState, today

FAILED_TEXTS = 30
LONGEST_SECONDS = 10.0


class Strikes:
    """Carries out strikes, and takes back in the end what they changed.

    `killed` counts the runs that were killed, by function; `set_aside_by_dead` is what killed
    windows may have read and told nobody.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        state: CollectorState,
        start_window: Callable[[], None],
        small_budget: SmallBudget,
    ) -> None:
        self._pipeline = pipeline
        self._state = state
        self._start_window = start_window
        self._small_budget = small_budget
        self._redrives: list[threading.Thread] = []
        self.killed: Counter[str] = Counter()
        self.set_aside_by_dead = 0

    def strike(self, strike: Strike) -> None:
        """Let one happen."""
        details: Mapping[str, Any] = strike.details
        match strike.kind:
            case "cloud_faults":
                self._order(details["rates"], details["seed"])
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
                    self._small_budget.renew()

    def let_texts_fail(self) -> None:
        """Let most texts fail, until some did: whether a phase meets any depends on the machine."""
        self._pipeline.x.heal()
        control = self._pipeline.control
        self._order(FAILING_TEXTS, seed=0)
        wanted = control.counters().get("comprehend.failed_texts", 0) + FAILED_TEXTS
        deadline = time.monotonic() + LONGEST_SECONDS
        while control.counters().get("comprehend.failed_texts", 0) < wanted:
            if time.monotonic() > deadline:  # none is left, as where the budget is used up
                return
            time.sleep(0.1)

    def heal(self) -> None:
        """End what will be over, and wait for the redrives that still run."""
        self._order({}, seed=0)
        self._pipeline.x.heal()
        for thread in self._redrives:
            thread.join()

    def _order(self, rates: Mapping[str, float], seed: int) -> None:
        self._pipeline.control.order_faults({**rates, **UNFIT}, seed)

    def _kill(self, function: str) -> None:
        killed = self._pipeline.control.kill(function)
        self.killed[function] += killed
        if killed and function == "collector":
            # By a dead window until the next one begins.
            self.set_aside_by_dead += self._state.budget(today()).set_aside
            self._small_budget.note_death()

    def _redrive(self) -> None:
        try:
            self._pipeline.redrive(insists=False)
        except Failure:  # killed or refused on order: what it left is counted in the end
            return

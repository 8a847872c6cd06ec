"""After a storm: everything heals, and what is late arrives, or is missing for good."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.failure import Failure
from sandbox.stack.pipeline import Pipeline
from sandbox.storm.evidence import Evidence
from sandbox.storm.excuses import outdated, unwanted
from sandbox.storm.stack import StormyStack

LOOK_SECONDS = 1.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """posts: how many are published; budget: how many may be read a day.

    What is late may take so many windows that did their work, `settle_windows`, and so many real
    seconds, `settle_seconds`; where a machine is too busy for windows, `longest_seconds`.
    """

    posts: int
    budget: int
    settle_windows: int
    settle_seconds: float
    longest_seconds: float

    def are_reached(self, seconds: float, windows: int) -> bool:
        """Say whether, after so much of both, what is still late counts as missing."""
        is_settled = seconds > self.settle_seconds and windows >= self.settle_windows
        return is_settled or seconds > self.longest_seconds


class Settling:
    """Waits until every post has arrived and every gap is closed; sends again what failed."""

    def __init__(self, pipeline: Pipeline, stack: StormyStack, limits: Limits, say: Say) -> None:
        self._pipeline = pipeline
        self._stack = stack
        self._limits = limits
        self._say = say

    def wait(self, look: Callable[[], Evidence]) -> None:
        """Return when nothing is missing, or when it was waited enough; raises Failure."""
        begun, windows_before = time.monotonic(), self._windows()
        insists = True
        missing = ""
        while not self._limits.are_reached(
            time.monotonic() - begun, self._windows() - windows_before
        ):
            time.sleep(LOOK_SECONDS)
            if not self._pipeline.control.idle():
                continue
            evidence = look()
            if evidence.waiting:
                # What has failed again would rest for hours. One that insists gives nothing up.
                insists = not insists
                self._redrive(insists=insists)
                continue
            seen, missing = missing, self._missing(evidence)
            if not missing:
                return
            if missing != seen:
                self._say(f"the faults are over, the pipeline catches up: {missing}")
        windows = self._windows() - windows_before
        self._say(f"waited {time.monotonic() - begun:.0f} s and {windows} windows for {missing}")
        self._say(f"runs: {dict(look().endings)}; the cloud: {self._pipeline.control.errors()}")

    def _windows(self) -> int:
        """Return how many windows have done their work."""
        ended = self._pipeline.control.counters().get("function.collector.ok", 0)
        return ended - self._pipeline.control.metric_sum("WindowRefused")

    def _missing(self, evidence: Evidence) -> str:
        """Return what has not arrived, in words; none when nothing is missing."""
        arrived = evidence.indexed | evidence.dead | unwanted(evidence)
        late = len(evidence.matched - arrived) + len(outdated(evidence))
        # Each handover opens a gap: those after the storm's last post are not of the storm.
        newest = max(map(int, {*evidence.published, *evidence.newest.values()}), default=0)
        gaps = [gap for gap in self._stack.collector_state.gaps() if gap[0] <= newest]
        return f"posts still to come: {late:,}, gaps open: {len(gaps)}" if late or gaps else ""

    def _redrive(self, *, insists: bool) -> None:
        try:
            self._pipeline.redrive(insists=insists)
        except Failure as failure:  # frozen or crashed before all was healed; the next one goes on
            self._say(str(failure))

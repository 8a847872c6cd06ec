"""Comprehend in this process, on a clock that jumps, and the real client that asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

from sandbox.simulation.aws import Answered, Call, InProcessAws, NoAnswer, Refused
from sandbox.simulation.clock import JumpingClock
from sandbox.simulation.comprehend import comprehend_service
from sentiment.comprehend.asking import Comprehend
from sentiment.comprehend.detect import comprehend_client, detect_with
from sentiment.comprehend.pace import Pace
from tests.unit.sentiment.opinions import opinion

Verdict = Refused | Answered | NoAnswer | None

DENIED = "User is not authorized to perform: comprehend:BatchDetectSentiment"


class Setting:
    """`times` tells when each call came."""

    def __init__(self) -> None:
        self.clock = JumpingClock()
        self.aws = InProcessAws(self._see)
        self.service = comprehend_service(self.clock, opinion)
        self.verdict: Callable[[Call], Verdict] = lambda _: None
        self.times: list[float] = []

    def _see(self, call: Call) -> Verdict:
        self.times.append(self.clock.monotonic())
        return self.verdict(call)

    def comprehend(self, calls_per_second: float = 25) -> Comprehend:
        """Return what the function asks with."""
        return self.with_pace(Pace(calls_per_second, self.clock))

    def with_pace(self, pace: Pace) -> Comprehend:
        """Return what the function asks with, at a pace that the test looks at."""
        client = comprehend_client("us-east-1", self.clock)
        return Comprehend(detect_with(client), pace, self.clock, jitter=Random(1))

    def refuse(self, verdicts: Iterable[Verdict]) -> None:
        """Let the next calls end like this, and the service answer those after them."""
        waiting = iter(verdicts)
        self.verdict = lambda _: next(waiting, None)

    def take(self, seconds: float) -> None:
        """Let each call take so long."""
        self.verdict = lambda _: self.clock.sleep(seconds)

    @property
    def calls(self) -> list[tuple[str, list[str]]]:
        """What was asked: language and texts of each call."""
        return [(call.body["LanguageCode"], call.body["TextList"]) for call in self.aws.calls]

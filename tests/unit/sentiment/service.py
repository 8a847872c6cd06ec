"""The transform with a service that refuses some texts, fails for others and answers the rest."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from sandbox.simulation.clock import JumpingClock
from sentiment.comprehend.analysis import Failed, Outcome, Skip, SkipReason
from sentiment.comprehend.asking import Comprehend
from sentiment.comprehend.memory import Memory
from sentiment.comprehend.pace import Pace
from sentiment.transform import TransformReport, transform
from tests.fake_clock import FakeClock
from tests.unit.sentiment.opinions import analysis

NOW = 1_795_000_000.25


def outcome_of(language: str, text: str) -> Outcome:
    if "refuse" in text:
        return Skip(SkipReason.REFUSED)
    if "later" in text:
        return Failed("INTERNAL_SERVER_ERROR")
    return analysis(language, text)


class Service:
    """Answers by `outcome_of` and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.clock = FakeClock(now=NOW)
        self.memory = Memory()
        elsewhere = JumpingClock()  # calls take no time here: `analysed_at` can be foretold
        pace = Pace(1000, elsewhere)
        self.answer = Comprehend(self.detect, pace, elsewhere, jitter=Random(1)).answer

    def detect(self, language: str, texts: Sequence[str]) -> list[Outcome]:
        self.asked += [(language, text) for text in texts]
        return [outcome_of(language, text) for text in texts]

    def transform(
        self, records: list[dict[str, Any]]
    ) -> tuple[list[dict[str, str]], TransformReport]:
        return transform(
            records,
            answer=self.answer,
            memory=self.memory,
            clock=self.clock,
            deadline=1e9,
        )

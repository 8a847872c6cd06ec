"""Puts texts to Comprehend: in batches, in parallel, within the rate, until the deadline."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sentiment.comprehend.analysis import Analysis, Failed, Outcome, Question, Skip, SkipReason
from sentiment.comprehend.batches import Batch, batches
from sentiment.comprehend.breaker import Breaker
from sentiment.comprehend.detect import PARALLEL_CALLS, Detect
from sentiment.comprehend.faults import Fault, FaultKind
from sentiment.comprehend.pace import Pace
from sentiment.comprehend.units import billed_units
from shared.clock import WaitingClock

OUT_OF_TIME = "OutOfTime"
AWAY = "ComprehendAway"
_ITEM_TRIES = 3
_TRIES = 3
"""A service that is away for seconds is asked the same again; what lasts may be one text's own."""
_FIRST_BACKOFF_SECONDS = 0.2
_LONGEST_BACKOFF_SECONDS = 8.0


@dataclass(slots=True)
class Answers:
    """An outcome for every question, and what it took."""

    outcomes: dict[Question, Outcome] = field(default_factory=dict)
    calls: int = 0
    throttles: int = 0
    units_billed: int = 0
    advice: set[str] = field(default_factory=set)

    def settle(self, batch: Batch, outcome: Outcome) -> None:
        """Give all texts of a batch the same outcome."""
        self.outcomes.update(dict.fromkeys(batch.questions(), outcome))

    def add(self, other: Answers) -> None:
        """Take in what another part of the work found."""
        self.outcomes.update(other.outcomes)
        self.calls += other.calls
        self.throttles += other.throttles
        self.units_billed += other.units_billed
        self.advice |= other.advice


class Comprehend:
    """Asks Comprehend about any number of texts."""

    def __init__(
        self,
        detect: Detect,
        pace: Pace,
        clock: WaitingClock,
        *,
        jitter: random.Random,
    ) -> None:
        self._detect = detect
        self._pace = pace
        self._clock = clock
        self._jitter = jitter
        self._breaker = Breaker(clock)

    def answer(self, questions: Iterable[Question], deadline: float) -> Answers:
        """Return an outcome for every question, at the deadline at the latest.

        `deadline` is a reading of the clock's `monotonic`. What has no answer by then is `Failed`;
        at once while Comprehend stays away.
        """
        asked = batches(questions)
        waiting = iter(enumerate(asked))
        found: dict[int, Answers] = {}
        all_found = self._clock.event()

        def ask() -> None:
            for number, batch in waiting:
                found[number] = self._ask_whatever_happens(batch, deadline)
                if len(found) == len(asked):
                    all_found.set()

        for number in range(min(len(asked), PARALLEL_CALLS)):
            self._clock.thread(ask, f"comprehend-{number}").start()
        if asked:
            all_found.wait(max(0.0, deadline - self._clock.monotonic()))
        answers = Answers()
        for number, batch in enumerate(asked):
            answers.add(found.get(number) or _failed(batch, OUT_OF_TIME))
        return answers

    def _ask_whatever_happens(self, batch: Batch, deadline: float) -> Answers:
        try:
            return self._ask(batch, deadline)
        except Exception as error:
            self._breaker.not_asked()
            return _failed(batch, type(error).__name__)

    def _ask(self, batch: Batch, deadline: float) -> Answers:
        answers = Answers()
        waiting = [batch]
        while waiting:
            part = waiting.pop(0)
            if not self._breaker.lets_through(deadline):
                answers.settle(part, Failed(AWAY))
                continue
            if not self._pace.wait(deadline):
                self._breaker.not_asked()
                answers.settle(part, Failed(OUT_OF_TIME))
                continue
            answers.calls += 1
            try:
                outcomes = self._detect(part.language, part.texts)
            except Fault as fault:
                waiting += self._after_fault(fault, part, answers, deadline)
            else:
                self._breaker.answered()
                self._pace.speed_up()
                waiting += _after_answer(part, outcomes, answers)
        return answers

    def _after_fault(
        self, fault: Fault, batch: Batch, answers: Answers, deadline: float
    ) -> list[Batch]:
        """Return what is to be asked again."""
        if fault.kind in (FaultKind.THROTTLED, FaultKind.UNAVAILABLE):
            self._breaker.failed()
        else:
            self._breaker.answered()
        match fault.kind:
            case FaultKind.THROTTLED:
                answers.throttles += 1
                self._pace.slow_down()
                return [batch]
            case FaultKind.UNAVAILABLE:
                return self._after_trouble(fault, batch, answers, deadline)
            case FaultKind.REFUSED if len(batch.texts) > 1:
                return batch.halves()
            case FaultKind.REFUSED:
                answers.settle(batch, Skip(SkipReason.REFUSED))
            case FaultKind.UNSUPPORTED_LANGUAGE:
                answers.settle(batch, Skip(SkipReason.UNSUPPORTED_LANGUAGE))
            case FaultKind.NOT_ALLOWED:
                answers.settle(batch, Failed(fault.code))
                answers.advice.add(fault.advice)
        return []

    def _after_trouble(
        self, fault: Fault, batch: Batch, answers: Answers, deadline: float
    ) -> list[Batch]:
        """Ask again, and find out whether it is one text that the service fails at."""
        began = self._clock.monotonic() if batch.failing_since is None else batch.failing_since
        failing = replace(batch, tries=batch.tries + 1, failing_since=began)
        if failing.tries > _TRIES:
            if len(failing.texts) > 1:
                return [_from_the_start_if_alone(half) for half in failing.halves()]
            if self._breaker.has_answered_since(began):
                answers.settle(failing, Failed(fault.code))
                return []
        self._back_off(batch.tries, deadline)
        return [failing]

    def _back_off(self, tries: int, deadline: float) -> None:
        # The exponent is capped because a power of many tries would not fit a float.
        longest = min(_FIRST_BACKOFF_SECONDS * 2 ** min(tries, 10), _LONGEST_BACKOFF_SECONDS)
        left = deadline - self._clock.monotonic()
        self._clock.sleep(max(0.0, min(self._jitter.uniform(longest / 2, longest), left)))


def _from_the_start_if_alone(batch: Batch) -> Batch:
    return replace(batch, tries=0) if len(batch.texts) == 1 else batch


def _after_answer(batch: Batch, outcomes: list[Outcome], answers: Answers) -> list[Batch]:
    """Take the outcomes of one call; return the texts that are worth another try."""
    again = []
    for question, outcome in zip(batch.questions(), outcomes, strict=True):
        if isinstance(outcome, Failed) and batch.tries + 1 < _ITEM_TRIES:
            again.append(question.text)
            continue
        answers.outcomes[question] = outcome
        if isinstance(outcome, Analysis):
            answers.units_billed += billed_units(question.text)
    return [Batch(batch.language, tuple(again), batch.tries + 1)] if again else []


def _failed(batch: Batch, code: str) -> Answers:
    answers = Answers()
    answers.settle(batch, Failed(code))
    return answers

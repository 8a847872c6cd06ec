"""Texts are asked side by side, at the rate, and answered by the deadline."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest

from sandbox.simulation.aws import Call, Refused
from sentiment.comprehend import breaker
from sentiment.comprehend.analysis import Failed, Outcome, Question
from sentiment.comprehend.asking import Comprehend
from sentiment.comprehend.faults import Fault, FaultKind
from sentiment.comprehend.pace import Pace
from tests.unit.sentiment.opinions import analysed
from tests.unit.sentiment.setting import Setting

TEXTS = [Question("en", f"text {number}") for number in range(60)]
MINUTE = 60.0


def test_calls_in_parallel_stay_within_the_rate(setting: Setting) -> None:
    setting.take(0.5)
    questions = [Question("en", str(number)) for number in range(25 * 50)]
    answers = setting.comprehend(25).answer(questions, MINUTE)
    assert (answers.calls, answers.throttles) == (50, 0)
    assert all(after - before >= 0.0399 for before, after in pairwise(setting.times))


@pytest.mark.parametrize(("batches", "seconds"), [(16, 10), (17, 20)])
def test_16_calls_run_side_by_side(setting: Setting, batches: int, seconds: float) -> None:
    setting.take(10.0)
    questions = [Question("en", str(number)) for number in range(25 * batches)]
    answers = setting.comprehend(1000).answer(questions, MINUTE)
    assert answers.outcomes == analysed(questions)
    assert setting.clock.monotonic() == pytest.approx(seconds, abs=0.1)


def test_pauses_while_the_service_is_away_double_up_to_8_seconds(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "AWAY_SECONDS", 10_000.0)
    times: list[float] = []

    def away(_language: str, _texts: Sequence[str]) -> list[Outcome]:
        times.append(setting.clock.monotonic())
        raise Fault(FaultKind.UNAVAILABLE, "InternalServerException")

    pace = Pace(1000, setting.clock)
    service = Comprehend(away, pace, setting.clock, jitter=Random(1))
    service.answer(TEXTS[:1], 9000.0)
    pauses = [after - before for before, after in pairwise(times)]
    longest = [0.2, 0.4, 0.8, 1.6, 3.2, 6.4] + [8.0] * (len(pauses) - 7)
    assert len(pauses) > 1100
    assert all(top / 2 - 0.001 <= each <= top for each, top in zip(pauses, longest, strict=False))
    assert max(pauses) > 7.9
    assert len({*pauses}) > len(pauses) / 2


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServerException"])
def test_what_is_not_answered_by_the_deadline_is_failed(setting: Setting, code: str) -> None:
    setting.verdict = lambda _: Refused(code, 500)
    answers = setting.comprehend(5).answer(TEXTS, 25.0)
    assert answers.outcomes == dict.fromkeys(TEXTS, Failed("OutOfTime"))
    assert 25 - 8 <= setting.clock.monotonic() <= 25
    assert max(setting.times) < 25


def test_a_call_that_hangs_does_not_hold_back_what_others_answered(setting: Setting) -> None:
    def japanese_hangs(call: Call) -> None:
        if call.body["LanguageCode"] == "ja":
            setting.clock.sleep(300.0)

    setting.verdict = japanese_hangs
    hanging = Question("ja", "text")
    answers = setting.comprehend().answer([hanging, *TEXTS], MINUTE)
    assert setting.clock.monotonic() == pytest.approx(MINUTE)
    assert answers.outcomes == analysed(TEXTS) | {hanging: Failed("OutOfTime")}


def test_no_call_is_made_once_the_answer_was_given(setting: Setting) -> None:
    setting.take(7.0)
    questions = [Question("en", str(number)) for number in range(25 * 40)]
    answers = setting.comprehend().answer(questions, 10.0)
    made = len(setting.calls)
    setting.clock.sleep(MINUTE)
    assert len(setting.calls) == made == 32
    assert list(answers.outcomes.values()).count(Failed("OutOfTime")) == 24 * 25


def test_calls_that_hang_take_no_place_of_the_next_invocation(setting: Setting) -> None:
    setting.take(1000.0)
    comprehend = setting.comprehend(1000)
    questions = [Question("en", str(number)) for number in range(25 * 16)]
    comprehend.answer(questions, 5.0)
    setting.take(1.0)
    assert comprehend.answer(questions, 10.0).outcomes == analysed(questions)

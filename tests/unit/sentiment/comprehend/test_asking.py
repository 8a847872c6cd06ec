"""Every text gets an outcome, whatever the service says."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.simulation.aws import Answered, Call, Refused
from sentiment.comprehend.analysis import Failed, Question, Skip, SkipReason
from sentiment.comprehend.pace import Pace
from tests.unit.sentiment.opinions import analysed, item_error, result
from tests.unit.sentiment.setting import DENIED, Setting

TEXTS = [Question("en", f"text {number}") for number in range(60)]
MINUTE = 60.0
THROTTLED = Refused("ThrottlingException")


def test_every_text_gets_its_own_answer(setting: Setting) -> None:
    questions = [*TEXTS, Question("ja", "text 1"), Question("zh-TW", "text 1")]
    answers = setting.comprehend().answer(questions, MINUTE)
    assert answers.outcomes == analysed(questions)
    assert answers.calls == len(setting.calls) == 5
    assert answers.units_billed == 3 * len(questions)
    assert (answers.throttles, answers.advice) == (0, set())


@pytest.mark.parametrize(("texts", "sizes"), [(25, [25]), (26, [25, 1]), (50, [25, 25])])
def test_25_texts_go_in_a_call(setting: Setting, texts: int, sizes: list[int]) -> None:
    setting.comprehend().answer(TEXTS[:texts], MINUTE)
    assert [len(asked) for _, asked in setting.calls] == sizes


def test_nothing_to_ask_is_no_call_and_no_wait(setting: Setting) -> None:
    answers = setting.comprehend().answer([], MINUTE)
    assert (answers.outcomes, answers.calls, setting.calls) == ({}, 0, [])
    assert setting.clock.monotonic() == 0.0


def test_throttled_calls_are_made_again_slower_and_counted(setting: Setting) -> None:
    setting.refuse([THROTTLED] * 5)
    pace = Pace(25, setting.clock)
    answers = setting.with_pace(pace).answer(TEXTS, MINUTE)
    assert (answers.throttles, answers.calls) == (5, 8)
    assert answers.outcomes == analysed(TEXTS)
    assert pace.calls_per_second < 25


def test_each_answer_lets_the_pace_recover(setting: Setting) -> None:
    pace = Pace(20, setting.clock)
    pace.slow_down()
    setting.with_pace(pace).answer(TEXTS[:2], MINUTE)
    assert pace.calls_per_second == pytest.approx(10.4)


@pytest.mark.parametrize("status", [500, 503])
def test_a_passing_fault_of_the_service_is_waited_for(setting: Setting, status: int) -> None:
    setting.refuse([Refused("InternalServerException", status)] * 3)
    answers = setting.comprehend().answer(TEXTS[:20], MINUTE)
    assert answers.outcomes == analysed(TEXTS[:20])
    assert (answers.calls, answers.throttles) == (4, 0)


def test_a_refused_batch_loses_only_the_text_that_is_refused(setting: Setting) -> None:
    def picky(call: Call) -> Refused | None:
        refused = "text 7" in call.body["TextList"]
        return Refused("InvalidRequestException", message="text 7") if refused else None

    setting.verdict = picky
    answers = setting.comprehend().answer(TEXTS, MINUTE)
    refused = Question("en", "text 7")
    assert answers.outcomes == analysed(TEXTS) | {refused: Skip(SkipReason.REFUSED)}
    assert answers.units_billed == 3 * 59
    assert (answers.throttles, answers.advice) == (0, set())


@pytest.mark.parametrize("poison", ["text 0", "text 7", "text 24"])
def test_a_text_that_the_service_fails_at_costs_no_other_its_answer(
    setting: Setting, poison: str
) -> None:
    """Each time that it is sent again it is with the same others."""

    def trouble(call: Call) -> Refused | None:
        is_there = poison in call.body["TextList"]
        return Refused("InternalServerException", 500) if is_there else None

    setting.verdict = trouble
    comprehend = setting.comprehend()
    answers = comprehend.answer(TEXTS[:25], MINUTE)
    failed = {Question("en", poison): Failed("InternalServerException")}
    assert answers.outcomes == analysed(TEXTS[:25]) | failed
    assert answers.calls <= 20
    assert setting.clock.monotonic() < 20
    others = [Question("en", f"other {number}") for number in range(60)]
    assert comprehend.answer(others, MINUTE).outcomes == analysed(others), "it is not away"


def test_a_text_that_was_parted_from_others_is_asked_again_for_itself(setting: Setting) -> None:
    verdicts = iter([Refused("InternalServerException", 500)] * 10)
    setting.verdict = lambda call: (
        next(verdicts, None) if "text 7" in call.body["TextList"] else None
    )
    assert setting.comprehend().answer(TEXTS[:25], MINUTE).outcomes == analysed(TEXTS[:25])


def test_a_text_that_is_alone_waits_for_the_service_to_come_back(setting: Setting) -> None:
    setting.refuse([Refused("InternalServerException", 500)] * 8)
    assert setting.comprehend().answer(TEXTS[:1], MINUTE).outcomes == analysed(TEXTS[:1])


def test_a_language_the_service_does_not_have_here_is_a_reason(setting: Setting) -> None:
    setting.verdict = lambda call: (
        Refused("UnsupportedLanguageException") if call.body["LanguageCode"] == "zh-TW" else None
    )
    other = [Question("zh-TW", "text"), Question("zh-TW", "another")]
    answers = setting.comprehend().answer([TEXTS[0], *other], MINUTE)
    reason = Skip(SkipReason.UNSUPPORTED_LANGUAGE)
    assert answers.outcomes == analysed(TEXTS[:1]) | dict.fromkeys(other, reason)
    assert answers.calls == 2


def test_a_function_that_may_not_call_says_so_and_stops(setting: Setting) -> None:
    setting.verdict = lambda _: Refused("AccessDeniedException", message=DENIED)
    answers = setting.comprehend().answer(TEXTS, MINUTE)
    assert answers.outcomes == dict.fromkeys(TEXTS, Failed("AccessDeniedException"))
    assert answers.calls == 3
    (advice,) = answers.advice
    assert DENIED in advice


@pytest.mark.parametrize("status", [402, 404, 409, 418])
def test_trouble_on_the_way_is_no_verdict_on_a_text(setting: Setting, status: int) -> None:
    setting.verdict = lambda _: Refused("Unheard", status)
    comprehend = setting.comprehend()
    away = dict.fromkeys(TEXTS, Failed("ComprehendAway"))
    assert comprehend.answer(TEXTS, 5 * MINUTE).outcomes == away


def test_a_region_without_the_operation_says_so_and_costs_no_post_its_sentiment(
    setting: Setting,
) -> None:
    setting.verdict = lambda _: Refused("UnknownOperationException", 404)
    answers = setting.comprehend().answer(TEXTS, MINUTE)
    assert answers.outcomes == dict.fromkeys(TEXTS, Failed("UnknownOperationException"))
    assert (answers.calls, len(answers.advice)) == (3, 1)


def answer_of(texts: list[str], failed: dict[int, str]) -> Answered:
    """Return the service's answer with an error in place of some texts' results."""
    body: dict[str, Any] = {"ResultList": [], "ErrorList": []}
    for index, text in enumerate(texts):
        if index in failed:
            body["ErrorList"].append(item_error(index, failed[index]))
        else:
            body["ResultList"].append(result(index, "en", text))
    return Answered(body)


def test_a_passing_item_error_is_asked_again_alone(setting: Setting) -> None:
    texts = [question.text for question in TEXTS[:20]]
    setting.refuse([answer_of(texts, {0: "INTERNAL_SERVER_ERROR", 7: "500"})])
    answers = setting.comprehend().answer(TEXTS[:20], MINUTE)
    assert answers.outcomes == analysed(TEXTS[:20])
    assert setting.calls == [("en", texts), ("en", [texts[0], texts[7]])]
    assert answers.units_billed == 3 * 20


def test_an_item_that_keeps_failing_is_failed_after_three_calls(setting: Setting) -> None:
    setting.service.faults.order({"comprehend.item_error": 1})
    answers = setting.comprehend().answer(TEXTS[:3], MINUTE)
    assert answers.outcomes == dict.fromkeys(TEXTS[:3], Failed("INTERNAL_SERVER_ERROR"))
    assert (answers.calls, answers.units_billed) == (3, 0)


def test_an_answer_that_makes_no_sense_fails_only_its_batch(setting: Setting) -> None:
    nonsense = Answered({"ResultList": [{"Index": "x"}], "ErrorList": []})
    setting.verdict = lambda call: nonsense if call.body["LanguageCode"] == "de" else None
    german = Question("de", "Unsinn")
    answers = setting.comprehend().answer([TEXTS[0], german], MINUTE)
    assert answers.outcomes == analysed(TEXTS[:1]) | {german: Failed("TypeError")}

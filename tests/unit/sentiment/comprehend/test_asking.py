import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sentiment.comprehend.analysis import Analysis, Failed, Question, Skip, SkipReason
from sentiment.comprehend.asking import OUT_OF_TIME, Comprehend
from sentiment.comprehend.detect import comprehend_client, detect_with
from sentiment.comprehend.pace import Pace
from shared.clock import Clock, SystemClock
from tests.fake_clock import FakeClock
from tests.unit.sentiment import comprehend_server
from tests.unit.sentiment.comprehend_server import ComprehendServer, Reply

TEXTS = [Question("en", f"text {number}") for number in range(60)]
MINUTE = 60.0


@contextmanager
def comprehend(clock: Clock, pace: Pace | None = None) -> Iterator[Comprehend]:
    client = comprehend_client("us-east-1", clock)
    pace = pace or Pace(1000, clock)
    try:
        yield Comprehend(detect_with(client), pace, clock, jitter=random.Random(1))
    finally:
        client.close()


def test_every_text_gets_its_own_answer_in_calls_of_25(server: ComprehendServer) -> None:
    questions = [*TEXTS, Question("ja", "text 1"), Question("zh-TW", "text 1")]
    with comprehend(FakeClock()) as service:
        answers = service.answer(questions, MINUTE)
    assert answers.calls == len(server.calls) == 5
    for question in questions:
        outcome = answers.outcomes[question]
        assert isinstance(outcome, Analysis)
        label, scores = comprehend_server.scores_of(question.language, question.text)
        assert outcome.sentiment == label
        assert outcome.negative == pytest.approx(scores["Negative"], abs=1e-4)
    assert max(len(texts) for _, texts in server.calls) == 25
    assert answers.units_billed == 3 * len(questions)


def test_nothing_to_ask_is_no_call(server: ComprehendServer) -> None:
    with comprehend(FakeClock()) as service:
        assert service.answer([], MINUTE).outcomes == {}
    assert server.calls == []


def test_throttled_calls_are_made_again_slower_and_counted(server: ComprehendServer) -> None:
    refusals = iter([True] * 5)

    def throttling(language: str, texts: list[str]) -> Reply:
        if next(refusals, False):
            return comprehend_server.error(400, "ThrottlingException", "Rate exceeded")
        return comprehend_server.answer(language, texts)

    server.behaviour = throttling
    clock = FakeClock()
    pace = Pace(25, clock)
    with comprehend(clock, pace) as service:
        answers = service.answer(TEXTS, MINUTE)
    assert answers.throttles == 5
    assert answers.calls == 8
    assert all(isinstance(outcome, Analysis) for outcome in answers.outcomes.values())
    assert pace.calls_per_second < 25


def test_calls_in_parallel_stay_within_the_rate(server: ComprehendServer) -> None:
    clock = FakeClock()
    questions = [Question("en", str(number)) for number in range(25 * 50)]
    with comprehend(clock, Pace(25, clock)) as service:
        answers = service.answer(questions, MINUTE)
    assert answers.calls == 50
    assert clock.monotonic() >= 49 / 25 - 0.001


def test_a_passing_fault_of_the_service_is_waited_for(server: ComprehendServer) -> None:
    faults = iter([500, 503, 500])

    def unsteady(language: str, texts: list[str]) -> Reply:
        status = next(faults, 200)
        if status != 200:
            return comprehend_server.error(status, "InternalServerException")
        return comprehend_server.answer(language, texts)

    server.behaviour = unsteady
    clock = FakeClock()
    with comprehend(clock) as service:
        answers = service.answer(TEXTS, MINUTE)
    assert all(isinstance(outcome, Analysis) for outcome in answers.outcomes.values())
    assert len(clock.slept) >= 3


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServerException"])
def test_what_is_not_answered_by_the_deadline_is_failed(
    server: ComprehendServer, code: str
) -> None:
    server.behaviour = lambda *_: comprehend_server.error(500, code)
    clock = FakeClock()
    with comprehend(clock, Pace(5, clock)) as service:
        answers = service.answer(TEXTS, MINUTE)
    assert set(answers.outcomes) == set(TEXTS)
    assert all(outcome == Failed(OUT_OF_TIME) for outcome in answers.outcomes.values())
    assert clock.monotonic() < MINUTE + 10


def test_a_call_that_hangs_does_not_hold_back_the_answer(server: ComprehendServer) -> None:
    server.held.clear()
    clock = SystemClock(scale=0.02)
    with comprehend(clock) as service:
        deadline = clock.monotonic() + 5.0
        answers = service.answer(TEXTS, deadline)
        assert clock.monotonic() < deadline + 5.0
        server.held.set()
    assert set(answers.outcomes.values()) == {Failed(OUT_OF_TIME)}


def test_a_refused_batch_loses_only_the_text_that_is_refused(server: ComprehendServer) -> None:
    def picky(language: str, texts: list[str]) -> Reply:
        if "text 7" in texts:
            return comprehend_server.error(400, "InvalidRequestException", "text 7")
        return comprehend_server.answer(language, texts)

    server.behaviour = picky
    with comprehend(FakeClock()) as service:
        answers = service.answer(TEXTS, MINUTE)
    refused = [each for each in TEXTS if answers.outcomes[each] == Skip(SkipReason.REFUSED)]
    assert refused == [Question("en", "text 7")]
    assert sum(isinstance(each, Analysis) for each in answers.outcomes.values()) == 59
    assert answers.units_billed == 3 * 59


def test_a_language_the_service_does_not_have_here_is_a_reason(server: ComprehendServer) -> None:
    def only_english(language: str, texts: list[str]) -> Reply:
        if language != "en":
            return comprehend_server.error(400, "UnsupportedLanguageException")
        return comprehend_server.answer(language, texts)

    server.behaviour = only_english
    other = Question("zh-TW", "text")
    with comprehend(FakeClock()) as service:
        answers = service.answer([TEXTS[0], other], MINUTE)
    assert answers.outcomes[other] == Skip(SkipReason.UNSUPPORTED_LANGUAGE)
    assert isinstance(answers.outcomes[TEXTS[0]], Analysis)


def test_a_function_that_may_not_call_says_so_and_stops(server: ComprehendServer) -> None:
    message = "is not authorized to perform: comprehend:BatchDetectSentiment"
    server.behaviour = lambda *_: comprehend_server.error(400, "AccessDeniedException", message)
    with comprehend(FakeClock()) as service:
        answers = service.answer(TEXTS, MINUTE)
    assert set(answers.outcomes.values()) == {Failed("AccessDeniedException")}
    assert answers.calls == 3
    (advice,) = answers.advice
    assert message in advice


def test_a_passing_item_error_is_asked_again_alone(server: ComprehendServer) -> None:
    failures = iter(["INTERNAL_SERVER_ERROR"])

    def one_item_fails(language: str, texts: list[str]) -> Reply:
        status, reply = comprehend_server.answer(language, texts)
        code = next(failures, None)
        if code is not None:
            reply["ErrorList"] = [comprehend_server.item_error(0, code)]
            reply["ResultList"] = reply["ResultList"][1:]
        return status, reply

    server.behaviour = one_item_fails
    with comprehend(FakeClock()) as service:
        answers = service.answer(TEXTS[:20], MINUTE)
    assert all(isinstance(outcome, Analysis) for outcome in answers.outcomes.values())
    assert [len(texts) for _, texts in server.calls] == [20, 1]
    assert answers.units_billed == 3 * 20


def test_an_item_that_keeps_failing_is_failed_after_three_calls(server: ComprehendServer) -> None:
    def always(_language: str, texts: list[str]) -> Reply:
        errors = [comprehend_server.item_error(index, "500") for index in range(len(texts))]
        return 200, {"ResultList": [], "ErrorList": errors}

    server.behaviour = always
    with comprehend(FakeClock()) as service:
        answers = service.answer(TEXTS[:3], MINUTE)
    assert set(answers.outcomes.values()) == {Failed("500")}
    assert len(server.calls) == 3


def test_an_answer_that_makes_no_sense_fails_only_its_batch(server: ComprehendServer) -> None:
    def nonsense_in_german(language: str, texts: list[str]) -> Reply:
        if language == "de":
            return 200, {"ResultList": [{"Index": "x"}], "ErrorList": []}
        return comprehend_server.answer(language, texts)

    server.behaviour = nonsense_in_german
    german = Question("de", "Unsinn")
    with comprehend(FakeClock()) as service:
        answers = service.answer([TEXTS[0], german], MINUTE)
    assert isinstance(answers.outcomes[german], Failed)
    assert isinstance(answers.outcomes[TEXTS[0]], Analysis)


def test_calls_of_one_invocation_run_side_by_side(server: ComprehendServer) -> None:
    together = threading.Barrier(3, timeout=10)

    def meets_the_others(language: str, texts: list[str]) -> Reply:
        together.wait()
        return comprehend_server.answer(language, texts)

    server.behaviour = meets_the_others
    with comprehend(FakeClock()) as service:
        answers = service.answer(TEXTS, MINUTE)
    assert all(isinstance(outcome, Analysis) for outcome in answers.outcomes.values())

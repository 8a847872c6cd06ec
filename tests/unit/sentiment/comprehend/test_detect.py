import logging

import pytest

from sentiment.comprehend.analysis import Analysis, Failed, Skip, SkipReason
from sentiment.comprehend.detect import comprehend_client, detect_with, outcomes
from sentiment.comprehend.faults import Fault, FaultKind, fault_kind, is_final_item_error
from shared.clock import SystemClock
from tests.unit.sentiment import comprehend_server
from tests.unit.sentiment.comprehend_server import ComprehendServer


def detect(language: str, texts: list[str], clock: SystemClock | None = None) -> list[object]:
    client = comprehend_client("us-east-1", clock or SystemClock())
    try:
        return list(detect_with(client)(language, texts))
    finally:
        client.close()


@pytest.mark.parametrize(
    "language", ["ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "pt", "zh", "zh-TW"]
)
def test_the_language_code_reaches_the_service(server: ComprehendServer, language: str) -> None:
    (found,) = detect(language, ["text"])
    label, scores = comprehend_server.scores_of(language, "text")
    assert server.calls == [(language, ["text"])]
    assert isinstance(found, Analysis)
    assert found.sentiment == label
    assert found.positive == pytest.approx(scores["Positive"], abs=1e-4)
    assert found.mixed == pytest.approx(scores["Mixed"], abs=1e-4)


def test_item_errors_stay_with_their_item(server: ComprehendServer) -> None:
    def two_of_four(language: str, texts: list[str]) -> comprehend_server.Reply:
        results = [comprehend_server.result(index, language, texts[index]) for index in (3, 0)]
        errors = [
            comprehend_server.item_error(1, "INTERNAL_SERVER_ERROR"),
            comprehend_server.item_error(2, "TEXT_SIZE_LIMIT_EXCEEDED"),
        ]
        return 200, {"ResultList": results, "ErrorList": errors}

    server.behaviour = two_of_four
    first, second, third, fourth = detect("en", ["a", "b", "c", "d"])
    assert isinstance(first, Analysis)
    assert first.sentiment == comprehend_server.scores_of("en", "a")[0]
    assert second == Failed("INTERNAL_SERVER_ERROR")
    assert third == Skip(SkipReason.REFUSED)
    assert isinstance(fourth, Analysis)
    assert fourth.sentiment == comprehend_server.scores_of("en", "d")[0]


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "ThrottlingException", FaultKind.THROTTLED),
        (429, "Whatever", FaultKind.THROTTLED),
        (500, "InternalServerException", FaultKind.UNAVAILABLE),
        (503, "Whatever", FaultKind.UNAVAILABLE),
        (400, "InvalidRequestException", FaultKind.REFUSED),
        (400, "TextSizeLimitExceededException", FaultKind.REFUSED),
        (400, "UnsupportedLanguageException", FaultKind.UNSUPPORTED_LANGUAGE),
        (400, "AccessDeniedException", FaultKind.NOT_ALLOWED),
        (400, "ExpiredTokenException", FaultKind.NOT_ALLOWED),
        (403, "Whatever", FaultKind.NOT_ALLOWED),
    ],
)
def test_a_call_that_fails_is_made_once_and_its_cause_is_told(
    server: ComprehendServer, status: int, code: str, kind: FaultKind
) -> None:
    server.behaviour = lambda *_: comprehend_server.error(status, code, "no")
    with pytest.raises(Fault) as caught:
        detect("en", ["text"])
    assert (caught.value.kind, caught.value.code) == (kind, code)
    assert len(server.calls) == 1


def test_a_denial_names_the_action_and_a_refusal_never_quotes(server: ComprehendServer) -> None:
    message = "User is not authorized to perform: comprehend:BatchDetectSentiment"
    server.behaviour = lambda *_: comprehend_server.error(400, "AccessDeniedException", message)
    with pytest.raises(Fault) as denied:
        detect("en", ["text"])
    assert message in denied.value.advice
    server.behaviour = lambda *_: comprehend_server.error(400, "ValidationException", "'secret'")
    with pytest.raises(Fault) as refused:
        detect("en", ["secret"])
    assert refused.value.advice == ""
    assert "secret" not in str(refused.value)


def test_a_service_that_hangs_is_given_up(
    server: ComprehendServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    server.held.clear()
    with pytest.raises(Fault) as caught:
        detect("en", ["text"], SystemClock(scale=0.01))
    assert (caught.value.kind, caught.value.code) == (FaultKind.UNAVAILABLE, "ReadTimeoutError")


def test_a_service_that_is_not_there_is_unavailable(
    monkeypatch: pytest.MonkeyPatch, server: ComprehendServer
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_COMPREHEND", "http://127.0.0.1:9")
    with pytest.raises(Fault) as caught:
        detect("en", ["text"])
    assert caught.value.kind is FaultKind.UNAVAILABLE


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"ResultList": [], "ErrorList": []},
        {"ResultList": [{"Index": 7, "Sentiment": "POSITIVE"}]},
        {"ResultList": [{"Index": 0, "Sentiment": "HAPPY"}]},
    ],
)
def test_a_text_without_an_answer_that_can_be_read_is_failed(response: dict[str, object]) -> None:
    assert outcomes(response, 1) == [Failed("NoAnswer")]


@pytest.mark.parametrize("code", ["400", "413", "INVALID_REQUEST", "UnsupportedLanguageException"])
def test_final_item_errors_are_known_by_number_and_by_name(code: str) -> None:
    assert is_final_item_error(code)


@pytest.mark.parametrize("code", ["500", "503", "429", "INTERNAL_SERVER_ERROR", "Unheard", ""])
def test_an_item_error_that_may_pass_is_not_final(code: str) -> None:
    assert not is_final_item_error(code)


def test_an_unknown_code_is_judged_by_its_status() -> None:
    assert fault_kind("Unheard", 418) is FaultKind.REFUSED
    assert fault_kind("Unheard", 502) is FaultKind.UNAVAILABLE

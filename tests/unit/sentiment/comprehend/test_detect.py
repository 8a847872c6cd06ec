"""One call of Comprehend: what is asked, and what its answer is taken for."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from sandbox.simulation.aws import Answered, NoAnswer, Refused
from sentiment.comprehend.analysis import Analysis, Failed, Outcome, Skip, SkipReason
from sentiment.comprehend.detect import comprehend_client, detect_with, outcomes
from sentiment.comprehend.faults import Fault, FaultKind
from tests.fake_clock import FakeClock
from tests.unit.sentiment.opinions import analysis, item_error, result
from tests.unit.sentiment.setting import DENIED, Setting


def detect(setting: Setting, language: str, texts: list[str]) -> list[Outcome]:
    return detect_with(comprehend_client("us-east-1", setting.clock))(language, texts)


@pytest.mark.parametrize(
    "language", ["ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "pt", "zh", "zh-TW"]
)
def test_the_language_code_reaches_the_service(setting: Setting, language: str) -> None:
    assert detect(setting, language, ["text"]) == [analysis(language, "text")]
    assert setting.calls == [(language, ["text"])]


def test_25_texts_of_5_000_bytes_are_within_the_services_limits(setting: Setting) -> None:
    texts = [f"{number:02d}" + "é" * 2_499 for number in range(25)]
    assert detect(setting, "fr", texts) == [analysis("fr", text) for text in texts]


def test_item_errors_stay_with_their_item(setting: Setting) -> None:
    results = [result(3, "en", "d"), result(0, "en", "a")]
    errors = [item_error(1, "INTERNAL_SERVER_ERROR"), item_error(2, "TEXT_SIZE_LIMIT_EXCEEDED")]
    setting.verdict = lambda _: Answered({"ResultList": results, "ErrorList": errors})
    assert detect(setting, "en", ["a", "b", "c", "d"]) == [
        analysis("en", "a"),
        Failed("INTERNAL_SERVER_ERROR"),
        Skip(SkipReason.REFUSED),
        analysis("en", "d"),
    ]


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
    setting: Setting, status: int, code: str, kind: FaultKind
) -> None:
    setting.verdict = lambda _: Refused(code, status)
    with pytest.raises(Fault) as caught:
        detect(setting, "en", ["text"])
    assert (caught.value.kind, caught.value.code, str(caught.value)) == (kind, code, code)
    assert len(setting.calls) == 1


def test_a_denial_names_the_action(setting: Setting) -> None:
    setting.verdict = lambda _: Refused("AccessDeniedException", message=DENIED)
    with pytest.raises(Fault) as denied:
        detect(setting, "en", ["text"])
    assert DENIED in denied.value.advice


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ValidationException", 400),
        ("UnsupportedLanguageException", 400),
        ("ThrottlingException", 400),
        ("InternalServerException", 500),
    ],
)
def test_a_refusal_is_never_quoted(setting: Setting, code: str, status: int) -> None:
    setting.verdict = lambda _: Refused(code, status, "'secret'")
    with pytest.raises(Fault) as refused:
        detect(setting, "en", ["secret"])
    assert refused.value.advice == ""
    assert "secret" not in repr(refused.value)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("error", [ReadTimeoutError, ConnectTimeoutError, EndpointConnectionError])
def test_a_service_that_does_not_answer_is_unavailable(
    setting: Setting, error: type[EndpointConnectionError]
) -> None:
    def breaks(_: object) -> None:
        raise error(endpoint_url="https://comprehend")

    setting.verdict = breaks
    with pytest.raises(Fault) as caught:
        detect(setting, "en", ["text"])
    assert (caught.value.kind, caught.value.code) == (FaultKind.UNAVAILABLE, error.__name__)
    assert len(setting.calls) == 1


def test_a_connection_that_breaks_is_unavailable(setting: Setting) -> None:
    setting.aws.intervention = lambda _: NoAnswer(done=True)
    with pytest.raises(Fault) as caught:
        detect(setting, "en", ["text"])
    assert caught.value.kind is FaultKind.UNAVAILABLE


def test_a_call_is_given_up_after_10_nominal_seconds_in_the_region_that_was_asked_for(
    monkeypatch: pytest.MonkeyPatch, setting: Setting
) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", setting.aws.session(region="us-east-1"))
    client: Any = comprehend_client("eu-west-1", FakeClock(scale=0.5))
    config = client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (1.5, 5.0)
    assert config.max_pool_connections == 16
    client.batch_detect_sentiment(TextList=["text"], LanguageCode="en")
    assert setting.aws.calls[0].url == "https://comprehend.eu-west-1.amazonaws.com/"


SCORED = {"Sentiment": "POSITIVE", "SentimentScore": {}}


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"ResultList": [], "ErrorList": []},
        {"ResultList": [{"Index": 2} | SCORED, {"Index": 7} | SCORED, {"Index": -1} | SCORED]},
        {"ResultList": [SCORED]},
        {"ResultList": [{"Index": 0, "Sentiment": "HAPPY", "SentimentScore": {}}]},
        {"ResultList": [{"Index": 0, "SentimentScore": {}}]},
        {"ErrorList": [item_error(2, "500"), item_error(-1, "500"), {"ErrorCode": "500"}]},
    ],
)
def test_a_text_without_an_answer_that_can_be_read_is_failed(response: dict[str, object]) -> None:
    assert outcomes(response, 2) == [Failed("NoAnswer")] * 2


def test_an_item_error_without_a_code_may_pass() -> None:
    assert outcomes({"ErrorList": [{"Index": 0}]}, 1) == [Failed("Unknown")]


def test_scores_are_kept_to_four_digits_and_missing_ones_are_none() -> None:
    scores = {"Positive": 0.12344, "Negative": 0.12346, "Neutral": 0.55556, "Mixed": 0.00004}
    item = {"Index": 0, "Sentiment": "MIXED", "SentimentScore": scores}
    assert outcomes({"ResultList": [item]}, 1) == [Analysis("MIXED", 0.1234, 0.1235, 0.5556, 0.0)]
    bare = {"Index": 0, "Sentiment": "NEUTRAL"}
    assert outcomes({"ResultList": [bare]}, 1) == [Analysis("NEUTRAL", 0.0, 0.0, 0.0, 0.0)]

"""The transform function as Lambda runs it."""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import dataclass
from itertools import pairwise
from types import ModuleType
from typing import Any

import pytest

from sandbox.simulation.aws import Refused
from shared.clock import SystemClock
from tests.unit.sentiment import events
from tests.unit.sentiment.opinions import analysis
from tests.unit.sentiment.setting import DENIED, Setting

ENVIRONMENT = {
    "STACK": "dev",
    "POWERTOOLS_SERVICE_NAME": "sentiment",
    "POWERTOOLS_METRICS_NAMESPACE": "TweetSentiment",
    "AWS_DEFAULT_REGION": "us-east-2",
    "COMPREHEND_REGION": "eu-west-1",
    "COMPREHEND_CALLS_PER_SECOND": "5",
}


@dataclass
class Context:
    function_name: str = "sentiment"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:sentiment"
    aws_request_id: str = "1"
    seconds_left: float = 300.0

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds_left * 1000)


@pytest.fixture
def function(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(SystemClock, "from_environment", lambda: setting.clock)
    sys.modules.pop("sentiment.handler", None)
    return importlib.import_module("sentiment.handler")


def outcomes(answer: dict[str, Any]) -> list[str]:
    return [result["result"] for result in answer["records"]]


def test_an_event_of_firehose_is_answered_in_its_form(
    function: ModuleType, setting: Setting
) -> None:
    event = {
        "invocationId": "1",
        "deliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/tweets",
        "region": "us-east-1",
        "records": [events.record(events.post(), "one"), events.raw(b"no post", "two")],
    }
    answer = function.handler(event, Context())
    first, second = answer["records"]
    assert set(answer) == {"records"}
    assert set(first) == {"recordId", "result", "data"}
    assert (first["recordId"], first["result"]) == ("one", "Ok")
    assert second == {"recordId": "two", "result": "ProcessingFailed"}
    document = events.document(first)
    assert document["sentiment"] == analysis("en", str(events.POST["text"])).sentiment
    assert document["analysed_at"] == "2026-11-18T11:06:40.000Z"


def test_comprehend_is_asked_in_its_region_and_at_its_rate(
    function: ModuleType, setting: Setting
) -> None:
    posts = [events.post(text=str(number)) for number in range(25 * 8)]
    function.handler({"records": events.records(*posts)}, Context())
    urls = {call.url for call in setting.aws.calls}
    assert urls == {"https://comprehend.eu-west-1.amazonaws.com/"}
    pauses = [after - before for before, after in pairwise(setting.times)]
    assert pauses == pytest.approx([0.2] * 7)


@pytest.mark.parametrize("calls_per_second", ["0", "-1", "fast", ""])
def test_a_rate_that_is_none_is_told_at_once(
    function: ModuleType, monkeypatch: pytest.MonkeyPatch, calls_per_second: str
) -> None:
    monkeypatch.setenv("COMPREHEND_CALLS_PER_SECOND", calls_per_second)
    sys.modules.pop("sentiment.handler")
    with pytest.raises(RuntimeError, match="COMPREHEND_CALLS_PER_SECOND"):
        importlib.import_module("sentiment.handler")


def test_a_text_is_remembered_by_the_next_invocation(
    function: ModuleType, setting: Setting
) -> None:
    for _ in range(2):
        function.handler({"records": events.records(events.post())}, Context())
    assert len(setting.calls) == 1


def test_the_metrics_say_what_was_done(
    function: ModuleType, setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    setting.refuse([Refused("ThrottlingException")] * 6)
    posts = [
        *[events.post()] * 2,
        *[events.post(lang="tr")] * 3,
        *[events.post(lang="und")] * 4,
        *[events.post(text="")] * 5,
        *[events.post(sentiment_skipped="refused")] * 6,
        *[{"no": "id"}] * 7,
    ]
    function.handler({"records": events.records(*posts)}, Context())
    (line,) = [each for each in capsys.readouterr().out.splitlines() if '"_aws"' in each]
    told = json.loads(line)
    (directive,) = told["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "TweetSentiment"
    assert (told["stack"], told["service"]) == ("dev", "sentiment")
    assert {each["Unit"] for each in directive["Metrics"]} == {"Count"}
    assert {each["Name"]: told[each["Name"]] for each in directive["Metrics"]} == {
        "PostsAnalysed": [2.0],
        "PostsAnalysedBefore": [6.0],
        "PostsSkipped": [12.0],
        "PostsSkippedNoText": [5.0],
        "PostsSkippedUnknownLanguage": [4.0],
        "PostsSkippedUnsupportedLanguage": [3.0],
        "PostsSkippedRefused": [0.0],
        "PostsFailed": [7.0],
        "ComprehendCalls": [7.0],
        "ComprehendThrottles": [6.0],
        "ComprehendUnitsBilled": [3.0],
        "ComprehendUnitsSaved": [3.0],
    }


def test_refused_posts_are_a_metric_of_their_own(
    function: ModuleType, setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    setting.verdict = lambda _: Refused("InvalidRequestException")
    function.handler({"records": events.records(events.post())}, Context())
    (line,) = [each for each in capsys.readouterr().out.splitlines() if '"_aws"' in each]
    assert json.loads(line)["PostsSkippedRefused"] == [1.0]
    assert json.loads(line)["PostsSkipped"] == [1.0]


def test_failures_are_told_by_their_reasons(
    function: ModuleType, setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    setting.service.faults.order({"comprehend.item_error": 1})
    posts = [events.post(), events.post(text="other"), {"no": "id"}]
    function.handler({"records": events.records(*posts)}, Context())
    (told,) = [vars(each) for each in caplog.records if each.message == "Records failed"]
    assert told["levelname"] == "WARNING"
    assert told["failed"] == 3
    assert told["reasons"] == {"INTERNAL_SERVER_ERROR": 2, "it has no id": 1}


def test_nothing_is_told_when_nothing_failed(
    function: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    function.handler({"records": events.records(events.post())}, Context())
    assert caplog.messages == []


def test_no_text_of_a_post_is_ever_logged(
    function: ModuleType,
    setting: Setting,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    refused = Refused("ValidationException", message="not valid: 'a secret text'")
    broken = Refused("InternalServerException", 500, "not now: 'a secret text'")
    setting.refuse([refused, broken, refused])
    posts = [events.post(text="a secret text"), {"text": "a secret text"}]
    bad = events.raw(b'{"id": "5", "text": "a secret text"', "bad")
    function.handler({"records": [*events.records(*posts), bad]}, Context())
    assert "Records failed" in caplog.messages
    logged = [vars(record) for record in caplog.records]
    printed = capsys.readouterr()
    assert "secret" not in f"{logged} {printed.out} {printed.err}"


def test_a_missing_permission_is_told_with_its_action(
    function: ModuleType, setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    setting.verdict = lambda _: Refused("AccessDeniedException", message=DENIED)
    answer = function.handler({"records": events.records(events.post())}, Context())
    assert outcomes(answer) == ["ProcessingFailed"]
    (told,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert told.message == "Comprehend may not be called"
    assert DENIED in vars(told)["answer"]


def test_without_time_left_every_record_is_failed_and_answered_at_once(
    function: ModuleType, setting: Setting
) -> None:
    event = {"records": events.records(events.post())}
    assert outcomes(function.handler(event, Context(seconds_left=5.0))) == ["ProcessingFailed"]
    assert (setting.calls, setting.clock.monotonic()) == ([], 0.0)


def test_five_seconds_are_kept_to_hand_the_answer_back(
    function: ModuleType, setting: Setting
) -> None:
    setting.take(1000.0)
    event = {"records": events.records(events.post())}
    assert outcomes(function.handler(event, Context(seconds_left=30.0))) == ["ProcessingFailed"]
    assert setting.clock.monotonic() == pytest.approx(25.0)


def test_the_time_left_is_counted_in_nominal_seconds(
    function: ModuleType, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setting.clock, "nominal", lambda real_seconds: real_seconds * 10)
    setting.take(1000.0)
    function.handler({"records": events.records(events.post())}, Context(seconds_left=3.0))
    assert setting.clock.monotonic() == pytest.approx(25.0)

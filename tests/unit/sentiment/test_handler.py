import importlib
import json
import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from tests.unit.sentiment import comprehend_server, events
from tests.unit.sentiment.comprehend_server import ComprehendServer


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
def function(server: ComprehendServer, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    settings = {
        "STACK": "dev",
        "POWERTOOLS_SERVICE_NAME": "sentiment",
        "POWERTOOLS_METRICS_NAMESPACE": "TweetSentiment",
        "COMPREHEND_REGION": "eu-west-1",
        "COMPREHEND_CALLS_PER_SECOND": "1000",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    sys.modules.pop("sentiment.handler", None)
    return importlib.import_module("sentiment.handler")


def metrics_of(output: str) -> dict[str, Any]:
    (line,) = [json.loads(line) for line in output.splitlines() if '"_aws"' in line]
    assert isinstance(line, dict)
    return line


def test_an_event_of_firehose_is_answered(function: ModuleType) -> None:
    answer = function.handler({"records": events.records(events.post())}, Context())
    (result,) = answer["records"]
    document = events.document(result)
    text = events.POST["text"]
    assert isinstance(text, str)
    assert document["sentiment"] == comprehend_server.scores_of("en", text)[0]


def test_the_metrics_say_what_was_done(
    function: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    posts = [
        events.post(),
        events.post(),
        events.post(lang="tr"),
        events.post(lang="und"),
        events.post(text=""),
        events.post(sentiment_skipped="refused"),
        {"no": "id"},
    ]
    function.handler({"records": events.records(*posts)}, Context())
    line = metrics_of(capsys.readouterr().out)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "TweetSentiment"
    assert line["stack"] == "dev"
    assert line["service"] == "sentiment"
    names = [metric["Name"] for metric in directive["Metrics"]]
    assert {name: line[name] for name in names} == {
        "PostsAnalysed": [2.0],
        "PostsAnalysedBefore": [1.0],
        "PostsSkipped": [3.0],
        "PostsSkippedNoText": [1.0],
        "PostsSkippedUnknownLanguage": [1.0],
        "PostsSkippedUnsupportedLanguage": [1.0],
        "PostsSkippedRefused": [0.0],
        "PostsFailed": [1.0],
        "ComprehendCalls": [1.0],
        "ComprehendThrottles": [0.0],
        "ComprehendUnitsBilled": [3.0],
        "ComprehendUnitsSaved": [3.0],
    }


def test_no_text_of_a_post_is_ever_logged(
    function: ModuleType,
    server: ComprehendServer,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def quotes_what_it_refuses(_language: str, texts: list[str]) -> comprehend_server.Reply:
        return comprehend_server.error(400, "ValidationException", f"not valid: {texts}")

    server.behaviour = quotes_what_it_refuses
    posts = [events.post(text="a secret text"), {"text": "a secret text"}]
    bad = events.raw(b'{"id": "5", "text": "a secret text"', "bad")
    function.handler({"records": [*events.records(*posts), bad]}, Context())
    assert "Records failed" in caplog.messages
    logged = [vars(record) for record in caplog.records]
    printed = capsys.readouterr()
    assert "secret" not in f"{logged} {printed.out} {printed.err}"


def test_a_missing_permission_is_told_with_its_action(
    function: ModuleType, server: ComprehendServer, caplog: pytest.LogCaptureFixture
) -> None:
    message = "User is not authorized to perform: comprehend:BatchDetectSentiment"
    server.behaviour = lambda *_: comprehend_server.error(400, "AccessDeniedException", message)
    answer = function.handler({"records": events.records(events.post())}, Context())
    assert [result["result"] for result in answer["records"]] == ["ProcessingFailed"]
    (told,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert message in vars(told)["answer"]


def test_without_time_left_every_record_is_failed_and_answered_at_once(
    function: ModuleType, server: ComprehendServer
) -> None:
    answer = function.handler({"records": events.records(events.post())}, Context(seconds_left=1))
    assert [result["result"] for result in answer["records"]] == ["ProcessingFailed"]
    assert server.calls == []

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from tests.unit.collector.helpers import message, new_id
from tests.unit.collector.x_server import StreamWriter, XServer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TOKEN = "AAAA%2Bsecret%3D"
EVENT = {"rules": [{"tag": "sun", "value": "sun -is:retweet"}]}
SECRET_TEXT = "the words of a post"


@pytest.fixture
def load(
    x: XServer, dynamodb: DynamoDBClient, table: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], ModuleType]]:
    """Import a handler as Lambda would, with the deploy's environment."""
    url = dynamodb.meta.endpoint_url
    kwargs: dict[str, Any] = {"endpoint_url": url, "region_name": "us-east-1"}
    for name, value in {
        "STACK": "dev",
        "STATE_TABLE": table,
        "DELIVERY_STREAM": "posts",
        "WINDOW_MINUTES": "14",
        "MAX_POSTS_PER_DAY": "1000",
        "MAX_POSTS_PER_MONTH": "20000",
        "EXPAND_AUTHORS": "true",
        "INCLUDE_REPOSTS": "false",
        "RECLAIM_CONNECTION": "true",
        "POWERTOOLS_SERVICE_NAME": "collector",
        "POWERTOOLS_METRICS_NAMESPACE": "TweetSentiment",
        "TIME_SCALE": "0.02",
        "X_API_URL": x.url,
        "AWS_ENDPOINT_URL": url,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        monkeypatch.setenv(name, value)
    secret = boto3.client("secretsmanager", **kwargs).create_secret(
        Name=f"token-{table}", SecretString=f" {TOKEN}\n"
    )
    monkeypatch.setenv("BEARER_TOKEN_SECRET_ARN", secret["ARN"])
    firehose = boto3.client("firehose", **kwargs)
    if "posts" not in firehose.list_delivery_streams()["DeliveryStreamNames"]:
        firehose.create_delivery_stream(DeliveryStreamName="posts")
    loaded: list[str] = []

    def load(name: str) -> ModuleType:
        loaded.append(name)
        return importlib.import_module(name)

    yield load
    for name in loaded:
        sys.modules.pop(name, None)


def test_an_event_of_the_schedule_runs_a_window_and_tells_no_token_and_no_text(
    load: Callable[[str], ModuleType],
    x: XServer,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def stream(writer: StreamWriter) -> None:
        writer.accept()
        writer.post(message(new_id(1_795_000_000.0), text=SECRET_TEXT))
        writer.send(b'{"data": {"id": "' + SECRET_TEXT.encode() + b'"\r\n')
        writer.keep_alive_until_gone(0.05)

    x.on_stream = stream
    context = SimpleNamespace(
        aws_request_id="request-1", get_remaining_time_in_millis=lambda: 1000.0
    )
    answer = load("collector.handler").handler(EVENT, context)

    assert (answer["outcome"], answer["sent"], answer["bad_lines"]) == ("deadline", 1, 1)
    assert json.loads(json.dumps(answer)) == answer
    out = capsys.readouterr().out
    metrics = json.loads(out)
    assert (metrics["PostsSent"], metrics["stack"]) == ([1.0], "dev")
    told = out + caplog.text + json.dumps(answer)
    assert TOKEN not in told
    assert SECRET_TEXT not in told


def test_the_deploys_call_puts_the_rules_on_x_and_the_destroys_takes_them_off(
    load: Callable[[str], ModuleType], x: XServer
) -> None:
    handler = load("collector.rules.handler").handler
    x.rules = [{"id": "1", "value": "cats"}]
    created = handler({**EVENT, "tf": {"action": "create"}}, None)
    assert [rule.get("tag") for rule in x.rules] == [None, "tweet-sentiment/dev/sun"]
    assert created["warnings"] == ["Left alone, not ours: cats (tag none)"]
    deleted = handler({**EVENT, "tf": {"action": "delete"}}, None)
    assert (deleted["removed"], [rule["id"] for rule in x.rules]) == (1, ["1"])


def test_a_refused_keyword_fails_the_deploy_in_xs_own_words(
    load: Callable[[str], ModuleType], x: XServer
) -> None:
    x.on_add = lambda item: {
        "value": item["value"],
        "title": "Bad",
        "details": ["no operator"],
    }
    with pytest.raises(RuntimeError, match=r"keyword 'sun'.*Bad: no operator"):
        load("collector.rules.handler").handler({**EVENT, "tf": {"action": "update"}}, None)


def test_a_refused_token_fails_the_deploy_with_what_to_do(
    load: Callable[[str], ModuleType], x: XServer
) -> None:
    x.answer = lambda *_: (401, {"title": "Unauthorized"})  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match=r"Unauthorized.*xBearerToken"):
        load("collector.rules.handler").handler({**EVENT, "tf": {"action": "create"}}, None)


def test_a_destroy_never_fails_on_x(load: Callable[[str], ModuleType], x: XServer) -> None:
    x.answer = lambda *_: (503, {"title": "Service Unavailable"})  # type: ignore[method-assign]
    answer = load("collector.rules.handler").handler({"tf": {"action": "delete"}}, None)
    assert "tweet-sentiment/dev/*" in answer["warnings"][0]

"""The collector's function, loaded as Lambda loads it: what goes in, and what comes out."""

from __future__ import annotations

import json
import logging
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from collector.report import GOOD_OUTCOMES
from collector.timing import Timing
from shared.snowflake import first_id_at
from tests.unit.collector.lambda_setting import TOKEN, Lambda
from tests.unit.collector.setting import Setting, hexed

EVENT = {"rules": [{"tag": "sun", "value": "sun -is:retweet"}]}
LOSES_ITS_SLOT: list[dict[str, Any]] = [
    {"kind": "stale_slot", "seconds": 1},
    {"kind": "clean_end"},
]
SECRET_TEXT = "the words of a post"


def invoke(function: Lambda, seconds: float = 100.0) -> dict[str, Any]:
    context = SimpleNamespace(
        aws_request_id="request-1", get_remaining_time_in_millis=lambda: seconds * 1_000
    )
    answer: dict[str, Any] = function.load("collector.handler").handler(EVENT, context)
    return answer


def test_an_event_of_the_schedule_runs_a_window_and_tells_no_token_and_no_text(
    function: Lambda,
    setting: Setting,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    post_id = str(first_id_at(setting.clock.now()))
    whole = {"data": {"id": post_id, "text": SECRET_TEXT}, "matching_rules": []}
    damaged = b'{"data": {"id": "' + SECRET_TEXT.encode() + b'"'
    setting.order(*({"kind": "raw", "line": hexed(line)} for line in (whole, damaged)))
    with caplog.at_level(logging.INFO):
        answer = invoke(function)

    assert (answer["outcome"], answer["sent"], answer["bad_lines"]) == ("deadline", 1, 1)
    assert [record["text"] for record in function.kept.records()] == [SECRET_TEXT]
    assert json.loads(json.dumps(answer)) == answer
    out = capsys.readouterr().out
    metrics = json.loads(out)
    assert (metrics["PostsSent"], metrics["stack"]) == ([1.0], "a-stack")
    assert metrics["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "TweetSentiment"
    told = out + caplog.text + json.dumps(answer)
    assert TOKEN not in told
    assert SECRET_TEXT not in told


def test_a_function_is_loaded_anew_whoever_loaded_it_before(
    function: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads of one clock would wait for those of another, for ever."""
    stale = ModuleType("collector.handler")
    monkeypatch.setitem(sys.modules, stale.__name__, stale)
    assert function.load(stale.__name__) is not stale


def test_each_setting_of_the_deploy_takes_effect(function: Lambda, setting: Setting) -> None:
    lease: list[dict[str, Any]] = []
    setting.later(1, lambda: lease.append(dict(setting.state().get("lease", "stream") or {})))
    setting.publish_every(1, 50)
    started = setting.clock.now()
    answer = invoke(function)

    assert answer["outcome"] == "budget_used_up"
    assert (answer["posts_read"], answer["share_of_day"], answer["share_of_month"]) == (
        40,
        1.0,
        40 / 500,
    )
    assert len(function.kept.records()) == 40
    assert setting.kept.records() == []
    (rule,) = setting.x.state()["rules"]
    assert rule["tag"] == "tweet-sentiment/a-stack/sun"
    assert lease[0]["owner"] == "request-1"
    assert int(lease[0]["handover_from"]) == int((started + 180 - 90) * 1000)
    assert answer["estimated_spend_usd"] == 0.2


def test_each_flag_of_the_deploy_takes_effect(function: Lambda, setting: Setting) -> None:
    asked: list[dict[str, str]] = []
    connect = setting.x.connect

    def note(client: Any, query: Any) -> Any:
        asked.append(dict(query))
        return connect(client, query)

    setting.x.connect = note  # type: ignore[method-assign]
    told = []
    for flag in ("NONE", "EXPAND_AUTHORS", "RECLAIM_CONNECTION"):
        asked.clear()
        before = setting.requests("DELETE connections")
        function.set(EXPAND_AUTHORS="false", RECLAIM_CONNECTION="false")
        function.set(**{flag: "true"})
        setting.clock.sleep(10)
        setting.later(50, lambda: setting.order(*LOSES_ITS_SLOT))
        invoke(function, 75.0)
        told.append(
            (
                "author_id" in asked[0]["expansions"],
                setting.requests("DELETE connections") - before,
            )
        )
    assert told == [(False, 0), (True, 0), (False, 1)]


def test_the_window_ends_with_its_functions_time(function: Lambda) -> None:
    assert invoke(function, 50.0)["window_seconds"] == 40.0


def test_the_clients_of_aws_give_up_well_before_the_lease_does(function: Lambda) -> None:
    module = function.load("collector.handler")
    for client in (module.edges.dynamodb, module.edges.firehose):
        config = client.meta.config
        assert (config.connect_timeout, config.read_timeout) == (2, 5)
        assert config.retries["total_max_attempts"] == 1, "retries are the collector's own"
    assert module.edges.dynamodb.meta.service_model.service_name == "dynamodb"
    assert module.edges.firehose.meta.service_model.service_name == "firehose"


@pytest.mark.parametrize(
    ("fault", "outcome", "level"),
    [
        ({"kind": "clean_end"}, "deadline", "INFO"),
        ({"kind": "unauthorized"}, "token_refused", "ERROR"),
    ],
)
def test_a_refused_window_is_an_error_in_the_log_and_a_good_one_is_not(
    function: Lambda,
    setting: Setting,
    caplog: pytest.LogCaptureFixture,
    fault: dict[str, Any],
    outcome: str,
    level: str,
) -> None:
    setting.hold_rules({"value": "cats"})
    setting.order(fault)
    with caplog.at_level(logging.INFO):
        answer = invoke(function)
    assert (answer["outcome"] in GOOD_OUTCOMES) == (level == "INFO")
    said = [(r.levelname, r.getMessage()) for r in caplog.records if r.name == "collector"]
    assert said[-1] == (level, f"Window over: {outcome}. {answer['reason']}")
    assert said[:-1] == [("WARNING", words) for words in answer["warnings"]]
    assert len(said) == 2


def test_one_process_remembers_its_posts_over_windows(function: Lambda, setting: Setting) -> None:
    module = function.load("collector.handler")
    assert module.edges.remembered is module.edges.remembered
    assert module.edges.timing == Timing()
    assert module.clock is setting.clock

from __future__ import annotations

import json

import pytest
from aws_lambda_powertools.metrics import Metrics
from hypothesis import given
from hypothesis import strategies as st

from shared.metrics import create_metrics
from shared.snowflake import first_id_at, time_of_id


def test_ids_carry_their_time_as_x_documents_it() -> None:
    assert time_of_id(1346889436626259968) == 1609958440.344
    assert first_id_at(1795446000.0) == 2124880650040246272


@given(st.integers(1_288_834_974_657, 4_000_000_000_000))
def test_the_first_id_of_a_time_has_that_time(milliseconds: int) -> None:
    first = first_id_at(milliseconds / 1000 + 0.0001)
    assert abs(time_of_id(first) * 1000 - milliseconds) < 1
    assert time_of_id(first - 1) < time_of_id(first)


@pytest.mark.parametrize("seconds", [0.0, 1_288_834_974.0])
def test_a_time_before_all_ids_is_the_lowest_id(seconds: float) -> None:
    assert first_id_at(seconds) == 0


def test_the_first_millisecond_of_all_ids() -> None:
    assert first_id_at(1_288_834_974.6581) == 1 << 22
    assert time_of_id(0) == 1_288_834_974.657
    assert time_of_id((1 << 22) - 1) == 1_288_834_974.657


def metrics_of_the_collector(monkeypatch: pytest.MonkeyPatch) -> Metrics:
    monkeypatch.setenv("STACK", "dev")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "collector")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "TweetSentiment")
    return create_metrics()


def test_metrics_carry_the_stack_and_the_service(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics = metrics_of_the_collector(monkeypatch)
    metrics.add_metric("PostsSent", "Count", 3)
    metrics.flush_metrics()
    line = json.loads(capsys.readouterr().out)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "TweetSentiment"
    assert sorted(directive["Dimensions"][0]) == ["service", "stack"]
    assert (line["stack"], line["service"], line["PostsSent"]) == ("dev", "collector", [3.0])


def test_metrics_of_a_warm_function_carry_the_stack_at_each_invocation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without it no alarm of the stack sees them, as if nothing was wrong."""
    metrics = metrics_of_the_collector(monkeypatch)
    for _ in range(2):
        metrics.add_metric("PostsSent", "Count", 3)
        metrics.flush_metrics()
    for line in map(json.loads, capsys.readouterr().out.splitlines()):
        (directive,) = line["_aws"]["CloudWatchMetrics"]
        assert sorted(directive["Dimensions"][0]) == ["service", "stack"]


def test_metrics_without_a_stack_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STACK", raising=False)
    with pytest.raises(RuntimeError, match="STACK is missing"):
        create_metrics()

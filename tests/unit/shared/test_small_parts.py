from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import environment
from shared.environment import EnvironmentVariableError
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


def test_a_missing_variable_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STACK", raising=False)
    with pytest.raises(EnvironmentVariableError, match=r"STACK is missing or empty.*pulumi up"):
        environment.text("STACK")


@pytest.mark.parametrize("value", ["-1", "1.5", "ten", "\uff14"])
def test_a_number_that_is_none_is_told_with_what_was_given(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("LIMIT", value)
    with pytest.raises(EnvironmentVariableError, match=r"LIMIT.*whole number from 0"):
        environment.whole_number("LIMIT")


def test_a_flag_is_true_or_false(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLAG", "True")
    assert environment.flag("FLAG")
    monkeypatch.setenv("FLAG", "yes")
    with pytest.raises(EnvironmentVariableError, match="true or false"):
        environment.flag("FLAG")


def test_metrics_carry_the_stack_and_the_service(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STACK", "dev")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "collector")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "TweetSentiment")
    metrics = create_metrics()
    metrics.add_metric("PostsSent", "Count", 3)
    metrics.flush_metrics()
    line = json.loads(capsys.readouterr().out)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "TweetSentiment"
    assert sorted(directive["Dimensions"][0]) == ["service", "stack"]
    assert (line["stack"], line["service"], line["PostsSent"]) == ("dev", "collector", [3.0])

"""What the deploy tells the collector arrives where it is meant to."""

from __future__ import annotations

from typing import Any

import pytest

from collector.settings import CollectorSettings, Rule, rules_from_event, tag_prefix, x_api_url
from shared.environment import EnvironmentVariableError
from tests.unit.collector.lambda_setting import ENVIRONMENT

READ: dict[str, Any] = {
    "stack": "a-stack",
    "state_table": "a-table",
    "delivery_stream": "a-stream",
    "window_seconds": 180.0,
    "max_posts_per_day": 40,
    "max_posts_per_month": 500,
    "expand_authors": False,
    "reclaim_connection": False,
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def test_each_setting_is_read_from_its_own_variable() -> None:
    assert CollectorSettings.from_environment() == CollectorSettings(**READ)


@pytest.mark.parametrize(
    ("variable", "setting"),
    [
        ("EXPAND_AUTHORS", "expand_authors"),
        ("RECLAIM_CONNECTION", "reclaim_connection"),
    ],
)
def test_each_flag_turns_on_its_own_setting(
    monkeypatch: pytest.MonkeyPatch, variable: str, setting: str
) -> None:
    monkeypatch.setenv(variable, "true")
    assert CollectorSettings.from_environment() == CollectorSettings(**{**READ, setting: True})


@pytest.mark.parametrize("variable", ENVIRONMENT)
def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.delenv(variable)
    with pytest.raises(EnvironmentVariableError, match=f"variable {variable} is missing"):
        CollectorSettings.from_environment()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("WINDOW_MINUTES", "0"),
        ("WINDOW_MINUTES", "1.5"),
        ("MAX_POSTS_PER_DAY", "-1"),
        ("MAX_POSTS_PER_MONTH", "many"),
        ("EXPAND_AUTHORS", "yes"),
    ],
)
def test_an_odd_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(EnvironmentVariableError, match=variable):
        CollectorSettings.from_environment()


def test_the_smallest_settings_are_a_minute_and_no_posts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAX_POSTS_PER_DAY", "MAX_POSTS_PER_MONTH"):
        monkeypatch.setenv(name, "0")
    monkeypatch.setenv("WINDOW_MINUTES", "1")
    settings = CollectorSettings.from_environment()
    assert settings.window_seconds == 60.0
    assert (settings.max_posts_per_day, settings.max_posts_per_month) == (0, 0)


def test_x_is_asked_at_its_own_address_unless_the_sandbox_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("X_API_URL", raising=False)
    assert x_api_url() == "https://api.x.com"
    monkeypatch.setenv("X_API_URL", "http://127.0.0.1:8/")
    assert x_api_url() == "http://127.0.0.1:8"


def test_a_stack_marks_its_rules_as_its_own() -> None:
    assert tag_prefix("dev") == "tweet-sentiment/dev/"


def test_rules_are_read_in_their_order() -> None:
    event = {"rules": [{"tag": "b", "value": "2", "more": 3}, {"tag": "a", "value": "1"}], "x": 1}
    assert rules_from_event(event) == [Rule("b", "2"), Rule("a", "1")]


@pytest.mark.parametrize("event", [{}, {"rules": []}, {"rules": "sun"}, {"rules": {"tag": "x"}}])
def test_an_event_without_rules_is_refused_with_the_shape_it_needs(event: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r'holds no rules.*\{"rules": \[\{"tag": "keyword"'):
        rules_from_event(event)


@pytest.mark.parametrize(
    "rule",
    [
        {"tag": "x"},
        {"value": "x"},
        {"tag": "", "value": "x"},
        {"tag": "x", "value": ""},
        {"tag": 5, "value": "x"},
        {"tag": "x", "value": 5},
        5,
        None,
    ],
)
def test_a_rule_without_tag_or_value_is_named(rule: Any) -> None:
    with pytest.raises(ValueError, match="neither empty, but is") as caught:
        rules_from_event({"rules": [{"tag": "good", "value": "good"}, rule]})
    assert str(caught.value).endswith(f"but is {rule!r}.")

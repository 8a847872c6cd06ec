"""A variable that the deploy should have set is read, or told with what to do."""

from __future__ import annotations

import pytest

from shared import environment
from shared.environment import EnvironmentVariableError

REDEPLOY = r"The deploy sets it: run `pulumi up` again\.$"


def test_a_text_is_read_without_white_space_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACK", " dev one ")
    assert environment.text("STACK") == "dev one"


@pytest.mark.parametrize("value", ["", "  \n"])
def test_an_empty_variable_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("STACK", value)
    with pytest.raises(
        EnvironmentVariableError,
        match=rf"^The environment variable STACK is missing or empty\. {REDEPLOY}",
    ):
        environment.text("STACK")


def test_a_missing_variable_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STACK", raising=False)
    for read in (environment.text, environment.whole_number, environment.flag):
        with pytest.raises(EnvironmentVariableError, match=rf"STACK is missing or.* {REDEPLOY}"):
            read("STACK")


@pytest.mark.parametrize(("value", "number"), [("0", 0), ("7", 7), (" 1000000 ", 1_000_000)])
def test_a_whole_number_is_read(monkeypatch: pytest.MonkeyPatch, value: str, number: int) -> None:
    monkeypatch.setenv("LIMIT", value)
    assert environment.whole_number("LIMIT") == number


@pytest.mark.parametrize("value", ["-1", "1.5", "ten", "\uff14", "\u00b2", "1 0"])
def test_a_number_that_is_none_is_told_with_what_was_given(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("LIMIT", value)
    with pytest.raises(EnvironmentVariableError) as told:
        environment.whole_number("LIMIT")
    assert str(told.value) == (
        f"The environment variable LIMIT must be a whole number from 0 up, but is {value!r}. "
        "The deploy sets it: run `pulumi up` again."
    )


def test_a_number_below_its_minimum_is_told_and_the_minimum_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LIMIT", "4")
    assert environment.whole_number("LIMIT", minimum=4) == 4
    with pytest.raises(EnvironmentVariableError, match="a whole number from 5 up, but is '4'"):
        environment.whole_number("LIMIT", minimum=5)


@pytest.mark.parametrize("value", ["true", "True", " TRUE "])
def test_a_flag_is_true_in_any_case(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("FLAG", value)
    assert environment.flag("FLAG") is True


@pytest.mark.parametrize("value", ["false", "FALSE"])
def test_a_flag_is_false_in_any_case(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("FLAG", value)
    assert environment.flag("FLAG") is False


def test_a_flag_that_is_neither_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLAG", "Yes")
    with pytest.raises(
        EnvironmentVariableError,
        match=rf"^The environment variable FLAG must be true or false, but is 'yes'\. {REDEPLOY}",
    ):
        environment.flag("FLAG")

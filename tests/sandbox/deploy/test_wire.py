"""Secrets stay marked on their way, and are taken off only for the API call."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.deploy import wire

SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)
FEW = settings(max_examples=25)  # such values take long to make up


@FEW
@given(st.dictionaries(st.text(), VALUES.filter(lambda value: value is not None)))
def test_values_come_back_from_the_wire_as_they_were(properties: dict[str, Any]) -> None:
    assert wire.from_struct(wire.to_struct(properties)) == properties


@FEW
@given(VALUES)
def test_a_secret_is_unwrapped_wherever_it_is(value: Any) -> None:
    wrapped = {"a": [wire.secret({"b": wire.secret(value)})]}
    assert wire.contains_secret(wrapped)
    assert wire.unwrapped(wrapped) == {"a": [{"b": wire.unwrapped(value)}]}


def test_the_texts_of_secrets_are_found_for_cleaning_messages() -> None:
    value = {"open": "seen", "hidden": wire.secret({"user": "anna", "days": 3, "list": ["pin"]})}
    assert wire.secret_texts(value) == {"anna", "pin"}


def test_marking_twice_changes_nothing() -> None:
    assert wire.secret(wire.secret("x")) == wire.secret("x")

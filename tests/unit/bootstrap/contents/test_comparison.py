"""When what a server shows is what we asked for, and when it is not."""

from __future__ import annotations

from typing import Any

import pytest

from bootstrap.contents.comparison import holds

SAME: list[tuple[Any, Any]] = [
    ({"a": 1, "added": 2}, {"a": 1}),
    ({"a": {"b": 1, "added": 2}}, {"a": {"b": 1}}),
    # Index settings come back as text.
    ("1", 1),
    ("true", True),
    ("True", True),
    ("false", False),
    (1, 1),
    # A retention policy's template comes back as a list of one.
    ([{"a": 1}], {"a": 1}),
    ([{"x": 0}, {"a": 1, "added": 2}], {"a": 1}),
    ([{"a": 1, "added": 0}, "2"], [{"a": 1}, 2]),
    ([], []),
    ({}, {}),
    (None, None),
]
OTHER: list[tuple[Any, Any]] = [
    ({}, {"a": 1}),
    ({"a": 2}, {"a": 1}),
    ({"a": 1}, {"a": 1, "b": 2}),
    (None, {"a": 1}),
    ("a", {"a": 1}),
    ([{"a": 2}], {"a": 1}),
    ([], {"a": 1}),
    ([1], [1, 2]),
    ([1, 2], [1]),
    ([2, 1], [1, 2]),
    ("12", [1, 2]),
    (None, []),
    ("2", 1),
    ("true", False),
    (1, True),
    (None, False),
    ("", "a"),
    ("A", "a"),
]


@pytest.mark.parametrize(("found", "wanted"), SAME)
def test_what_a_server_adds_or_respells_is_the_same(found: Any, wanted: Any) -> None:
    assert holds(found, wanted) is True


@pytest.mark.parametrize(("found", "wanted"), OTHER)
def test_what_is_missing_or_different_is_not(found: Any, wanted: Any) -> None:
    assert holds(found, wanted) is False

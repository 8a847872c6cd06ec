"""How far a query has come is known by the query and its rules, whatever window asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.gaps.progress import query_digest, read_progress, write_progress
from collector.matching.queries import Query
from collector.settings import Rule
from tests.unit.collector.gaps.planned import (
    plan,
)
from tests.unit.collector.setting import Setting


@given(
    st.dictionaries(
        st.text("0123456789abcdef", min_size=1, max_size=12), st.integers(0, 2**63 - 1), max_size=9
    )
)
def test_progress_comes_back_as_it_was_written(progress: dict[str, int]) -> None:
    assert read_progress(write_progress(progress)) == progress


def test_a_query_is_known_by_its_text_in_every_window() -> None:
    assert query_digest(Query("sun", ())) != query_digest(Query("moon", ()))
    assert len(query_digest(Query("\ud800", (Rule("odd", "\ud800"),)))) == 12


@pytest.mark.parametrize(
    ("before", "after"),
    [(["sun"], ["sun -café"]), (["sun -café"], ["sun -thé"]), (["sun", "sun -é"], ["sun"])],
)
def test_a_query_is_known_by_its_rules_though_x_is_asked_the_same(
    setting: Setting, before: list[str], after: list[str]
) -> None:
    """What X is not asked to leave out we leave out ourselves."""
    (old,) = plan(setting, [Rule(value, value) for value in before]).queries
    (new,) = plan(setting, [Rule(value, value) for value in after]).queries
    assert old.value == new.value
    assert query_digest(old) != query_digest(new)


def test_a_query_is_known_whatever_its_rules_are_called(setting: Setting) -> None:
    (old,) = plan(setting, [Rule("sun", "sun"), Rule("moon", "moon")]).queries
    (new,) = plan(setting, [Rule("our sun", "sun"), Rule("a moon", "moon")]).queries
    assert query_digest(old) == query_digest(new)

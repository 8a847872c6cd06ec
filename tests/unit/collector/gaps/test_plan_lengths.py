"""How long a query may be is learned from what X says of it, and from nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from collector.gaps.lessons import ENTERPRISE_QUERY
from collector.matching.queries import Query
from collector.matching.text.characters import weighted_length
from collector.settings import Rule
from tests.unit.collector.gaps.planned import (
    RULES,
    SELF_SERVICE_QUERY,
    TOO_LONG,
    in_queries,
    lessons,
    plan,
    search,
)
from tests.unit.collector.setting import Setting


def test_queries_are_as_long_as_the_best_access_level_allows_at_first(setting: Setting) -> None:
    made = plan(setting)
    assert len(made.queries) == 1
    assert SELF_SERVICE_QUERY < weighted_length(made.queries[0].value) <= ENTERPRISE_QUERY


def test_a_query_refused_for_its_length_is_packed_anew(setting: Setting) -> None:
    made = plan(setting)
    assert (
        search(setting, made, lambda query: weighted_length(query.value) <= 512, words=TOO_LONG)
        == 1 + 6
    )
    assert sorted(in_queries(made), key=RULES.index) == RULES
    assert made.left_out == {}
    assert len(plan(setting).queries) == 6, "known to the next window"


@pytest.mark.parametrize(
    ("words", "longest"),
    [
        ("Rule must not exceed 256 characters, this one has 3000", 256),
        ("The maximum length of a query is 1024", 1024),
        ("your query is longer than 300 characters", 300),
        ("query too long (2650 > 512)", 512),
        ("Query exceeds 512 bytes", 512),
        ("There were errors: the limit of a length is 400.", 400),
        ("query length (2600) exceeds the maximum of 1,024 characters", 1024),
        ("a query may have at most 1024 characters", 1024),
        ("Your query is too long: 2,700 characters, up to 2,048 are allowed", 2048),
        ("Rules must be no more than 1 024 characters long", 1024),
        ("must be shorter than 1.024 characters", 1024),
        ("The query is limited to 700 characters.", 700),
        ("Query must be 600 characters or less (it has 2100)", 600),
        ("512 characters maximum, and 2600 were given", 512),
        ("The query is over the 900-character limit", 900),
        ("Raw query length 2650 exceeds max allowed 512", 512),
        (
            "The `query` query parameter value [at most 300] must be of a size between 1 and 512",
            512,
        ),
    ],
)
def test_the_length_is_learned_from_xs_own_words(
    setting: Setting, words: str, longest: int
) -> None:
    made = plan(setting)
    made.refused(made.queries[0], words, names_query=True)
    assert lessons(setting).longest_query == longest
    assert max(weighted_length(query.value) for query in made.queries) <= longest
    assert sorted(in_queries(made), key=RULES.index) == RULES


@pytest.mark.parametrize(
    "words",
    [
        "too many operators: the limit is 100",
        "'max_results' must not exceed 100",
        "no viable alternative at character 123 (at position 345)",
        "no viable alternative at input 'length maximum 300 characters'",
        'the term "at most 200 characters" is not allowed, nor is a limit of 9',
        "must not exceed 99999 characters",
        "at most 0 characters",
        "The `query` query parameter value [length at most 300] is not valid",
        "Reference to invalid operator 'is:nice'. Operator is not available in current product",
        "odd",
    ],
)
def test_nothing_is_learned_of_a_refusal_that_tells_no_length(setting: Setting, words: str) -> None:
    """One guilty rule among many is no sign of X's limit."""
    made = plan(setting)
    made.refused(made.queries[0], words, names_query=True)
    assert lessons(setting).longest_query == ENTERPRISE_QUERY
    assert len(made.queries) == 2, "its halves"
    assert sorted(in_queries(made), key=RULES.index) == RULES


def test_a_query_that_is_too_long_without_a_number_is_halved_until_x_takes_it(
    setting: Setting,
) -> None:
    made = plan(setting)
    requests = search(
        setting,
        made,
        lambda query: weighted_length(query.value) <= 512,
        words="Your query is too long.",
    )
    assert requests <= 1 + 2 + 4 + 8
    assert made.left_out == {}
    assert sorted(in_queries(made), key=RULES.index) == RULES


def test_on_enterprise_access_one_guilty_rule_leaves_the_queries_long(setting: Setting) -> None:
    made = plan(setting)
    guilty = RULES[77]
    search(setting, made, lambda query: guilty not in query.rules)
    assert made.left_out == {guilty: "X says: no"}
    (query,) = plan(setting).queries
    assert weighted_length(query.value) > SELF_SERVICE_QUERY


def test_a_rule_that_only_a_longer_query_takes_is_left_out_with_its_length(
    setting: Setting,
) -> None:
    long = Rule("long", " ".join(f"word{number}" for number in range(90)))
    made = plan(setting, [long, *RULES])
    search(setting, made, lambda query: weighted_length(query.value) <= 512, words=TOO_LONG)
    assert list(made.left_out) == [long]
    assert "search takes 512" in made.left_out[long]


def refused_terms(most: int) -> Callable[[Query], bool]:
    return lambda query: query.value.count(" OR ") < most


@pytest.mark.parametrize("most", [3, 10, 50])
def test_how_much_x_takes_without_telling_a_number_is_known_to_the_next_window(
    setting: Setting, most: int
) -> None:
    search(setting, plan(setting), refused_terms(most))
    made = plan(setting)
    assert lessons(setting).longest_query == ENTERPRISE_QUERY, "longer rules are asked for as well"
    asked = len(made.queries)
    assert search(setting, made, refused_terms(most)) <= asked + 2
    assert asked <= 2.5 * len(RULES) / most
    assert sorted(in_queries(made), key=RULES.index) == RULES


def test_half_a_query_is_no_lesson_after_one_refusal_in_passing(setting: Setting) -> None:
    refusals = iter([False])
    search(setting, plan(setting), lambda _: next(refusals, True))
    assert len(plan(setting).queries) == 1


def test_a_query_that_was_too_much_for_one_rule_of_it_is_no_lesson(setting: Setting) -> None:
    search(setting, plan(setting), lambda query: RULES[7] not in query.rules)
    assert len(plan(setting).queries) == 1


def test_a_rule_longer_than_what_x_takes_of_many_is_asked_for_alone(setting: Setting) -> None:
    long = Rule("long", " ".join(f"word{number}" for number in range(60)))
    search(setting, plan(setting), refused_terms(3))
    made = plan(setting, [long, *RULES])
    assert made.left_out == {}
    assert (long,) in [query.rules for query in made.queries]

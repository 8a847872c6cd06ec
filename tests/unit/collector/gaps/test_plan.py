"""Every rule is in one query or left out with a reason, whatever X refuses and in which order."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.gaps.lessons import CONFIRMED_SECONDS, DOUBTED_SECONDS, KEPT_SECONDS
from collector.gaps.progress import query_digest
from collector.matching.queries import Query
from collector.matching.text.characters import weighted_length
from collector.settings import Rule
from tests.unit.collector.gaps.planned import (
    RULES,
    TOO_LONG,
    in_queries,
    plan,
    search,
)
from tests.unit.collector.setting import Setting

WINDOW_SECONDS = 840


def test_the_guilty_rule_is_left_alone_and_costs_few_requests(setting: Setting) -> None:
    guilty = RULES[123]
    made = plan(setting)
    search(setting, made, lambda query: weighted_length(query.value) <= 512, words=TOO_LONG)
    queries = len(made.queries)
    requests = search(setting, made, lambda query: guilty not in query.rules)
    assert made.left_out == {guilty: "X says: no"}
    assert set(in_queries(made)) == set(RULES) - {guilty}
    assert requests <= queries + 2 * 6 + 2
    again = plan(setting)
    assert again.left_out == {guilty: "X says: no"}, "known to the next window"
    assert guilty not in in_queries(again)


def test_many_guilty_rules_are_found_in_windows_of_few_searches(setting: Setting) -> None:
    """X takes so many in 15 minutes, and each window halves anew what is refused."""
    guilty = set(RULES[::2])
    done: set[str] = set()
    for _ in range(10):
        made = plan(setting)
        search(setting, made, lambda query: guilty.isdisjoint(query.rules), done=done, most=150)
        setting.clock.sleep(WINDOW_SECONDS)
    assert set(made.left_out) == guilty
    assert {query_digest(query) for query in made.queries} <= done


def test_of_rules_refused_in_a_bad_hour_the_guilty_one_alone_is_left_out(
    setting: Setting,
) -> None:
    guilty = RULES[7]
    for _ in range(4):
        made = plan(setting)
        search(setting, made, lambda _: False)
        made.all_were_refused()
        setting.clock.sleep(60.0)
    made = plan(setting)
    assert search(setting, made, lambda query: guilty not in query.rules) < 100
    assert set(made.left_out) == {guilty}


@pytest.mark.parametrize("names_query", [True, False])
def test_what_waits_to_be_asked_again_as_x_takes_others_now_is_not_left_out_before(
    setting: Setting, names_query: bool
) -> None:
    """X refused all for half an hour, and recovered while the rules were asked for one by one."""
    search(setting, plan(setting, RULES[:2]), lambda _: False)
    setting.clock.sleep(DOUBTED_SECONDS)
    made = plan(setting, RULES[:2])
    made.refused(made.queries[0], "no", names_query=names_query)
    refused, taken = made.queries
    made.refused(refused, "no", names_query=names_query)
    made.accepted(taken)
    assert made.all_were_refused() is None
    assert (made.left_out, made.queries) == ({}, [refused, taken])
    assert not made.may_ask(refused)
    setting.clock.sleep(CONFIRMED_SECONDS)
    assert made.may_ask(refused)


def test_a_guilty_part_of_a_divided_rule_is_known_to_the_next_window(setting: Setting) -> None:
    words = [f"word{number:03}" for number in range(90)]
    long = Rule("long", f"({' OR '.join([*words, 'guilty'])}) -is:retweet")
    made = plan(setting, [long, RULES[0]])
    search(setting, made, lambda query: weighted_length(query.value) <= 512, words=TOO_LONG)
    search(setting, made, lambda query: "guilty" not in query.value)
    assert made.left_out == {long: "X says: no"}, "a person knows the rule, not its parts"
    asked = {rule.value for rule in in_queries(made)}
    again = plan(setting, [long, RULES[0]])
    assert again.left_out == {long: "X says: no"}
    assert {rule.value for rule in in_queries(again)} == asked
    assert len(asked) > 1, "what else it wants is searched for"


@pytest.mark.parametrize("first", [0, 1])
def test_without_a_named_query_a_rule_is_left_out_only_when_another_is_taken(
    setting: Setting, first: int
) -> None:
    rules = RULES[:2]
    made = plan(setting, rules)
    search(setting, made, lambda query: query.rules == (rules[first],), names_query=False)
    assert set(made.left_out) == {rules[1 - first]}
    assert made.all_were_refused() is None


def test_when_everything_is_refused_all_rules_stay(setting: Setting) -> None:
    made = plan(setting, RULES[:3])
    search(setting, made, lambda query: False, names_query=False)
    assert made.left_out == {}
    assert made.all_were_refused() == "no"
    assert set(in_queries(made)) == set(RULES[:3])
    assert plan(setting, RULES[:3]).left_out == {}, "nothing is held against them"


def test_rules_that_x_refuses_for_long_without_naming_the_query_all_stay(setting: Setting) -> None:
    made = plan(setting, RULES[:2])
    for _ in range(3):
        search(setting, made, lambda query: False, names_query=False)
        assert made.all_were_refused() == "no"
        setting.clock.sleep(DOUBTED_SECONDS)
    assert made.left_out == {}


def test_who_is_first_refused_beside_others_after_a_long_trouble_is_no_sure_case(
    setting: Setting,
) -> None:
    first, second = RULES[:2]
    made = plan(setting, [first, second])
    search(setting, made, lambda query: False)
    assert made.all_were_refused() == "no"
    setting.clock.sleep(DOUBTED_SECONDS)
    search(setting, made, lambda query: query.rules == (second,))
    assert set(made.left_out) == {first}
    setting.clock.sleep(DOUBTED_SECONDS)
    assert plan(setting, [first, second]).left_out == {}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    guilty=st.sets(st.sampled_from(RULES[:40]), max_size=4),
    longest=st.sampled_from([100, 256, 512, 4096]),
    names_query=st.booleans(),
)
def test_whatever_x_refuses_the_rules_that_it_takes_are_searched(
    setting: Setting, guilty: set[Rule], longest: int, names_query: bool
) -> None:
    setting.clock.sleep(KEPT_SECONDS)
    made = plan(setting, RULES[:40])

    def takes(query: Query) -> bool:
        return weighted_length(query.value) <= longest and not guilty.intersection(query.rules)

    search(setting, made, takes, names_query=names_query)
    assert set(made.left_out) == guilty
    assert sorted(in_queries(made), key=RULES.index) == [
        rule for rule in RULES[:40] if rule not in guilty
    ]


def test_failures_with_answers_between_them_split_no_query(setting: Setting) -> None:
    """Only what X fails to answer again and again may be this query's own trouble."""
    made = plan(setting)
    values = {query.value for query in made.queries}
    query = made.queries[0]
    for _ in range(20):
        made.failed(query, "HTTP 503", may_pass=True)
        setting.clock.sleep(3600)
        made.accepted(query)
    assert {query.value for query in made.queries} == values

"""Every rule is in one query or left out with a reason, whatever X refuses and in which order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.gaps.lessons import DOUBTED_SECONDS, ENTERPRISE_QUERY, KEPT_SECONDS, Lessons
from collector.gaps.plan import SearchPlan
from collector.gaps.progress import query_digest, read_progress, write_progress
from collector.matching.characters import weighted_length
from collector.matching.queries import Query
from collector.settings import Rule
from tests.unit.collector.setting import Setting

RULES = [Rule(f"keyword{number}", f"keyword{number}") for number in range(200)]
SELF_SERVICE_QUERY = 512
TOO_LONG = "Rule must not exceed 512 characters"


def lessons(setting: Setting) -> Lessons:
    return Lessons(setting.state(), setting.clock)


def plan(setting: Setting, rules: list[Rule] = RULES) -> SearchPlan:
    return SearchPlan(rules, lessons(setting))


def in_queries(made: SearchPlan) -> list[Rule]:
    return [rule for query in made.queries for rule in query.rules]


def search(
    made: SearchPlan,
    takes: Callable[[Query], bool],
    *,
    names_query: bool = True,
    words: str = "no",
) -> int:
    """Search once with every query, as a gap is filled; returns how many requests it took."""
    done: set[str] = set()
    requests = 0
    while left := [query for query in made.queries if query_digest(query) not in done]:
        requests += 1
        assert requests < 1000
        if takes(left[0]):
            made.accepted(left[0])
            done.add(query_digest(left[0]))
        else:
            made.refused(left[0], words, names_query=names_query)
    return requests


def test_queries_are_as_long_as_the_best_access_level_allows_at_first(setting: Setting) -> None:
    made = plan(setting)
    assert len(made.queries) == 1
    assert SELF_SERVICE_QUERY < weighted_length(made.queries[0].value) <= ENTERPRISE_QUERY


def test_a_query_refused_for_its_length_is_packed_anew(setting: Setting) -> None:
    made = plan(setting)
    assert search(made, lambda query: weighted_length(query.value) <= 512, words=TOO_LONG) == 1 + 6
    assert sorted(in_queries(made), key=RULES.index) == RULES
    assert made.left_out == {}
    assert len(plan(setting).queries) == 6, "known to the next window"


@pytest.mark.parametrize(
    ("words", "longest"),
    [
        ("Rule must not exceed 256 characters, this one has 3000", 256),
        ("The maximum length of a query is 1024", 1024),
        ("your query is longer than 300 characters", 300),
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
        made, lambda query: weighted_length(query.value) <= 512, words="Your query is too long."
    )
    assert requests <= 1 + 2 + 4 + 8
    assert made.left_out == {}
    assert sorted(in_queries(made), key=RULES.index) == RULES


def test_on_enterprise_access_one_guilty_rule_leaves_the_queries_long(setting: Setting) -> None:
    made = plan(setting)
    guilty = RULES[77]
    search(made, lambda query: guilty not in query.rules)
    assert made.left_out == {guilty: "X says: no"}
    (query,) = plan(setting).queries
    assert weighted_length(query.value) > SELF_SERVICE_QUERY


def test_a_rule_that_only_a_longer_query_takes_is_left_out_with_its_length(
    setting: Setting,
) -> None:
    long = Rule("long", " OR ".join(f"word{number}" for number in range(60)))
    made = plan(setting, [long, *RULES])
    search(made, lambda query: weighted_length(query.value) <= 512, words=TOO_LONG)
    assert list(made.left_out) == [long]
    assert "search takes 512" in made.left_out[long]


def test_the_guilty_rule_is_left_alone_and_costs_few_requests(setting: Setting) -> None:
    guilty = RULES[123]
    made = plan(setting)
    search(made, lambda query: weighted_length(query.value) <= 512, words=TOO_LONG)
    queries = len(made.queries)
    requests = search(made, lambda query: guilty not in query.rules)
    assert made.left_out == {guilty: "X says: no"}
    assert set(in_queries(made)) == set(RULES) - {guilty}
    assert requests <= queries + 2 * 6 + 1
    again = plan(setting)
    assert again.left_out == {guilty: "X says: no"}, "known to the next window"
    assert guilty not in in_queries(again)


@pytest.mark.parametrize("first", [0, 1])
def test_without_a_named_query_a_rule_is_left_out_only_when_another_is_taken(
    setting: Setting, first: int
) -> None:
    rules = RULES[:2]
    made = plan(setting, rules)
    search(made, lambda query: query.rules == (rules[first],), names_query=False)
    assert set(made.left_out) == {rules[1 - first]}
    assert made.all_were_refused() is None


def test_when_everything_is_refused_all_rules_stay(setting: Setting) -> None:
    made = plan(setting, RULES[:3])
    search(made, lambda query: False, names_query=False)
    assert made.queries == []
    assert made.left_out == {}
    assert made.all_were_refused() == "no"
    assert set(in_queries(made)) == set(RULES[:3])
    assert plan(setting, RULES[:3]).left_out == {}, "nothing is held against them"


def test_rules_that_x_refuses_for_long_without_naming_the_query_all_stay(setting: Setting) -> None:
    made = plan(setting, RULES[:2])
    for _ in range(3):
        search(made, lambda query: False, names_query=False)
        assert made.all_were_refused() == "no"
        setting.clock.sleep(DOUBTED_SECONDS)
    assert made.left_out == {}


def test_who_is_first_refused_beside_others_after_a_long_trouble_is_no_sure_case(
    setting: Setting,
) -> None:
    first, second = RULES[:2]
    made = plan(setting, [first, second])
    search(made, lambda query: False)
    assert made.all_were_refused() == "no"
    setting.clock.sleep(DOUBTED_SECONDS)
    search(made, lambda query: query.rules == (second,))
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

    search(made, takes, names_query=names_query)
    assert set(made.left_out) == guilty
    assert sorted(in_queries(made), key=RULES.index) == [
        rule for rule in RULES[:40] if rule not in guilty
    ]


def test_lessons_are_forgotten_a_day_after_the_first(setting: Setting) -> None:
    lessons(setting).learn_longest(300)
    setting.clock.sleep(KEPT_SECONDS / 2)
    lessons(setting).learn_refused([RULES[0]], "no", took_others=True)
    setting.clock.sleep(DOUBTED_SECONDS)
    lessons(setting).learn_refused([RULES[0]], "no", took_others=True)
    setting.clock.sleep(KEPT_SECONDS / 2 - DOUBTED_SECONDS - 1)
    known = lessons(setting)
    assert (known.longest_query, known.words_about(RULES[0])) == (300, "no")
    assert known.words_about(RULES[1]) is None
    setting.clock.sleep(1)
    forgotten = lessons(setting)
    assert (forgotten.longest_query, forgotten.words_about(RULES[0])) == (ENTERPRISE_QUERY, None)
    item = setting.state().get("search", "lessons") or {}
    assert int(item["expires_at"]) <= setting.clock.now(), "DynamoDB removes it by this"


def test_a_refused_rule_is_known_by_its_words_whatever_its_tag(setting: Setting) -> None:
    lessons(setting).learn_refused([Rule("old", "sun")], "no", took_others=True)
    assert lessons(setting).words_about(Rule("new", "sun")) == "no"


def test_of_more_refused_rules_than_an_item_holds_the_first_are_kept(setting: Setting) -> None:
    learned = lessons(setting)
    learned.learn_refused(
        [Rule("", f"rule{number}") for number in range(251)], "no", took_others=True
    )
    known = lessons(setting)
    assert known.words_about(Rule("", "rule249")) is not None
    assert known.words_about(Rule("", "rule250")) is None


@pytest.mark.parametrize("words", ["\u8a9e" * 300, "\U0001f600" * 300, "x" * 300])
def test_the_longest_words_about_the_most_rules_fit_into_an_item(
    setting: Setting, words: str
) -> None:
    """ "Quotas in Amazon DynamoDB": 400 KB."""
    learned = lessons(setting)
    learned.learn_refused(
        [Rule("", f"rule{number}") for number in range(600)], words, took_others=True
    )
    assert lessons(setting).words_about(Rule("", "rule0")) == words


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

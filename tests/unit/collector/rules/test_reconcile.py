"""Our rules on X become the wanted ones, and others' stay."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from collector.rules.api import XRulesApi
from collector.rules.reconcile import RulesOnX, reconcile, remove_all
from collector.settings import Rule
from collector.x.errors import XRefusedError
from tests.unit.collector.rules.held import NO_RULES, PREFIX
from tests.unit.collector.setting import Setting, hexed

SUN, MOON = Rule("sun", "sun -is:retweet"), Rule("moon", "moon -is:retweet")


def held(setting: Setting) -> list[tuple[str, str]]:
    """Return them in the order in which X has them."""
    return [(rule.get("tag", ""), rule["value"]) for rule in setting.x.state()["rules"]]


def test_rules_are_made_under_our_tags_and_a_second_time_nothing_changes(
    setting: Setting, api: XRulesApi
) -> None:
    first = reconcile(api, [SUN, MOON], PREFIX)
    asked = dict(setting.x.state()["requests"])
    second = reconcile(api, [SUN, MOON], PREFIX)

    assert held(setting) == [(PREFIX + "sun", SUN.value), (PREFIX + "moon", MOON.value)]
    assert (first.added, first.removed, first.changed) == (2, 0, True)
    assert (second.added, second.removed, second.changed) == (0, 0, False)
    assert asked == {"GET rules": 1, "GET rules/counts": 1, "POST rules": 1}
    assert setting.x.state()["requests"] == {**asked, "GET rules": 2}
    ids = [rule["id"] for rule in setting.x.state()["rules"]]
    assert first.tags == second.tags == dict(zip(ids, ["sun", "moon"], strict=True))


def test_what_x_lacks_is_told_before_anything_is_changed(setting: Setting, api: XRulesApi) -> None:
    """Who writes down since when a rule is missing may die before it is added."""
    setting.hold_rules({"value": "old", "tag": PREFIX + "old"})
    at_that_time: list[list[tuple[str, str]]] = []
    told: list[Rule] = []

    def lacking(rules: Sequence[Rule]) -> None:
        told.extend(rules)
        at_that_time.append(held(setting))

    reconcile(api, [SUN, MOON], PREFIX, on_lacking=lacking)
    assert told == [SUN, MOON]
    assert at_that_time == [[(PREFIX + "old", "old")]]


def test_only_the_difference_is_changed_and_foreign_rules_are_left_and_named(
    setting: Setting, api: XRulesApi
) -> None:
    setting.hold_rules(
        {"value": "cats", "tag": "someone's"},
        {"value": "dogs"},
        {"value": SUN.value, "tag": PREFIX + "sun"},
        {"value": "old", "tag": PREFIX + "old"},
        {"value": "prod", "tag": "tweet-sentiment/prod/x"},
        {"value": "inside", "tag": f"x/{PREFIX}inside"},
    )
    outcome = reconcile(api, [SUN, MOON], PREFIX)
    assert (outcome.added, outcome.removed, outcome.refused) == (1, 1, [])
    assert held(setting) == [
        ("someone's", "cats"),
        ("", "dogs"),
        (PREFIX + "sun", SUN.value),
        ("tweet-sentiment/prod/x", "prod"),
        (f"x/{PREFIX}inside", "inside"),
        (PREFIX + "moon", MOON.value),
    ]
    assert outcome.foreign == [
        "cats (tag someone's)",
        "dogs (tag none)",
        "prod (tag tweet-sentiment/prod/x)",
        f"inside (tag x/{PREFIX}inside)",
    ]
    assert sorted(outcome.tags.values()) == ["moon", "sun"]


def test_a_renamed_keyword_changes_nothing_at_x(setting: Setting, api: XRulesApi) -> None:
    """X would call a second one a duplicate, and without the first there would be none."""
    first = reconcile(api, [Rule("old name", SUN.value)], PREFIX)
    outcome = reconcile(api, [SUN], PREFIX)
    assert held(setting) == [(PREFIX + "old name", SUN.value)]
    assert (outcome.changed, outcome.refused) == (False, [])
    assert outcome.tags == dict.fromkeys(first.tags, "sun")
    assert remove_all(api, PREFIX).removed == 1


def test_spaces_around_a_value_are_none_of_it(setting: Setting, api: XRulesApi) -> None:
    """X leaves them out."""
    first = reconcile(api, [Rule("sun", " sun ")], PREFIX)
    second = reconcile(api, [Rule("sunny", "sun\t")], PREFIX)
    assert held(setting) == [(PREFIX + "sun", "sun")]
    assert (first.changed, second.changed) == (True, False)
    assert second.tags == dict.fromkeys(first.tags, "sunny")


def test_deletions_and_additions_happen_in_the_planned_order(
    setting: Setting, api: XRulesApi
) -> None:
    setting.hold_rules({"value": "old", "tag": PREFIX + "old"})
    seen: list[list[str]] = []
    answer = setting.x._rules.change

    def change(query: dict[str, str], body: dict[str, object]) -> object:
        result = answer(query, body)
        seen.append([value for _, value in held(setting)])
        return result

    setting.x._rules.change = change  # type: ignore[method-assign, assignment]
    reconcile(api, [SUN, MOON], PREFIX)
    assert seen == [["old", SUN.value, MOON.value], [SUN.value, MOON.value]]


def test_without_room_under_xs_cap_deletions_come_first(setting: Setting, api: XRulesApi) -> None:
    setting.hold_rules({"value": "old", "tag": PREFIX + "old"})
    setting.x.settings.rule_cap = 1
    outcome = reconcile(api, [SUN], PREFIX)
    assert (held(setting), outcome.refused) == ([(PREFIX + "sun", SUN.value)], [])


def test_a_foreign_rule_of_the_same_value_serves_us(setting: Setting, api: XRulesApi) -> None:
    (theirs,) = setting.hold_rules({"value": SUN.value, "tag": "someone's"})
    outcome = reconcile(api, [SUN], PREFIX)
    assert setting.requests("POST rules") == 0
    assert outcome.refused == []
    assert outcome.tags == {theirs: "sun"}
    assert outcome.added == 0


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ({"title": "Bad", "details": ["one", "two"]}, "Bad: one; two"),
        ({"title": "Bad", "detail": "why"}, "Bad: why"),
        ({"title": "Bad", "details": "odd"}, "Bad"),
        ({"details": ["alone"]}, "alone"),
        ({"details": ["half \ud83d"]}, "half \ufffd"),
    ],
)
def test_a_refused_rule_is_told_with_its_keyword_and_xs_own_words(
    setting: Setting, api: XRulesApi, problem: dict[str, object], words: str
) -> None:
    empty, cap = hexed(NO_RULES), hexed({"data": {}})
    errors = [{"value": SUN.value, **problem}, {"value": "else", **problem}]
    for line in (empty, cap, hexed({"errors": [*errors, {"title": "DuplicateRule"}]})):
        setting.order({"kind": "answer", "where": "rules", "line": line})
    outcome = reconcile(api, [SUN], PREFIX, all_or_nothing=False)
    assert outcome.refused == [
        f"keyword 'sun' (rule 'sun -is:retweet'): X says: {words}",
        f"keyword 'else' (rule 'else'): X says: {words}",
    ]
    assert (outcome.added, outcome.tags) == (0, {})


@pytest.mark.parametrize(
    "body",
    [
        NO_RULES,
        {},
        {"errors": [{"title": "Internal Error"}]},
        {"title": "Service Unavailable", "status": 503},
        {"data": [], "meta": {"result_count": 3}},
    ],
)
def test_one_wrong_answer_about_rules_leaves_none_after_removing(
    setting: Setting, api: XRulesApi, body: dict[str, object]
) -> None:
    setting.hold_rules({"value": "sun", "tag": PREFIX + "sun"})
    setting.order({"kind": "answer", "where": "rules", "line": hexed(body)})
    assert remove_all(api, PREFIX).removed == 1
    assert held(setting) == []


def test_what_x_says_at_last_is_believed_when_there_is_no_time_to_ask_again(
    setting: Setting, api: XRulesApi
) -> None:
    """The function has 120 s, and a call may take 20."""
    hang = {"kind": "hang", "where": "rules", "seconds": 30.0}
    setting.order(*[hang] * 3, *[{"kind": "unavailable", "where": "rules"}] * 3)
    assert remove_all(api, PREFIX).removed == 0
    assert setting.clock.monotonic() == pytest.approx(91.0)


def test_removing_takes_ours_only_and_asks_for_no_cap(setting: Setting, api: XRulesApi) -> None:
    setting.hold_rules({"value": "cats"}, {"value": "sun", "tag": PREFIX + "sun"})
    outcome = remove_all(api, PREFIX)
    assert (outcome.removed, outcome.added, outcome.tags) == (1, 0, {})
    assert held(setting) == [("", "cats")]
    assert setting.requests("GET rules/counts") == 0
    assert remove_all(api, PREFIX) == RulesOnX(foreign=["cats (tag none)"])


@pytest.mark.parametrize("kind", ["unavailable", "internal_error", "no_answer", "hang"])
@pytest.mark.parametrize("after", [0, 1, 2, 3])
@pytest.mark.parametrize("times", [1, 4])
def test_trouble_that_passes_leaves_no_rule_after_removing(
    setting: Setting, api: XRulesApi, kind: str, after: int, times: int
) -> None:
    setting.hold_rules(*({"value": f"word{n}", "tag": f"{PREFIX}t{n}"} for n in range(60)))
    for part in range(2):
        ids = range(part * 100 + 60, part * 100 + 160)
        setting.hold_rules(*({"value": f"word{n}", "tag": f"{PREFIX}t{n}"} for n in ids))
    fault = {"kind": kind, "where": "rules", "seconds": 10}
    setting.order({**fault, "after_requests": after}, *[fault] * (times - 1))
    assert remove_all(api, PREFIX).removed == 260
    assert held(setting) == []
    assert setting.clock.monotonic() < 120


@pytest.mark.parametrize("headers", [True, False])
@pytest.mark.parametrize("after", [0, 1])
def test_a_rate_limit_is_waited_out_before_removing(
    setting: Setting, api: XRulesApi, headers: bool, after: int
) -> None:
    setting.hold_rules({"value": "sun", "tag": PREFIX + "sun"})
    setting.order(
        {
            "kind": "rate_limited",
            "where": "rules",
            "seconds": 70,
            "headers": headers,
            "after_requests": after,
        }
    )
    assert remove_all(api, PREFIX).removed == 1
    assert held(setting) == []
    assert 59 < setting.clock.monotonic() < 75


@pytest.mark.parametrize("kind", ["unavailable", "no_answer", "hang", "rate_limited"])
def test_trouble_that_outlasts_the_function_is_told_in_time(
    setting: Setting, api: XRulesApi, kind: str
) -> None:
    reconcile(api, [Rule(f"t{each}", f"word{each}") for each in range(250)], PREFIX)
    began = setting.clock.monotonic()
    fault = {"kind": kind, "where": "rules", "seconds": 10_000.0}
    setting.order({**fault, "after_requests": 2}, *[fault] * 300)
    with pytest.raises(XRefusedError, match=r"^150 of 250 are still there: "):
        remove_all(api, PREFIX)
    assert len(held(setting)) == 150
    assert setting.clock.monotonic() - began < 118


@pytest.mark.parametrize(("number", "calls"), [(100, 1), (101, 2), (250, 3)])
def test_many_rules_are_sent_in_parts_of_a_hundred(
    setting: Setting, api: XRulesApi, number: int, calls: int
) -> None:
    wanted = [Rule(f"t{each}", f"word{each}") for each in range(number)]
    assert reconcile(api, wanted, PREFIX).added == number
    assert held(setting) == [(PREFIX + rule.tag, rule.value) for rule in wanted]
    assert setting.requests("POST rules") == calls
    assert remove_all(api, PREFIX).removed == number
    assert held(setting) == []
    assert setting.requests("POST rules") == 2 * calls

"""X has none of our rules any more: that is only said when two looks in a row agree."""

from __future__ import annotations

from collector.gaps.changed_rules.seen_rules import SeenRules
from collector.gaps.changed_rules.wanted_rules import WantedRules
from collector.settings import Rule
from collector.timing import Timing
from shared.snowflake import first_id_at
from tests.unit.collector.setting import TOKEN, Setting, hexed

SUN, MOON = Rule("sun", "sun"), Rule("moon", "moon")
NONE = {
    "kind": "answer",
    "where": "rules",
    "status": 200,
    "line": hexed({"meta": {"result_count": 0}}),
}
AWAY = {"kind": "unavailable", "where": "rules"}
MINUTE, AGAIN = Timing().rules_look, Timing().rules_look_again


def wanted(setting: Setting) -> WantedRules:
    """Look at X, which has none of the rules unless a test lets it hold some."""
    api, seen = setting.edges().rules_api(TOKEN), SeenRules(setting.state(), 0)
    return WantedRules([SUN, MOON], api, "ours/", {"1": "sun"}, seen, setting.clock, Timing())


def look(setting: Setting, wanted: WantedRules, *seconds: float) -> list[bool]:
    """Look again after so many seconds each; returns what was said then."""
    said = []
    for pause in seconds:
        setting.clock.sleep(pause)
        wanted.look()
        said.append(wanted.are_gone)
    return said


def hold(setting: Setting) -> None:
    setting.hold_rules({"value": SUN.value, "tag": "ours/sun"})


def test_one_empty_answer_says_nothing_and_the_next_look_is_soon(setting: Setting) -> None:
    hold(setting)
    setting.order(NONE)
    assert look(setting, wanted(setting), MINUTE, AGAIN, MINUTE) == [False] * 3
    assert setting.requests("GET rules") == 3


def test_two_empty_answers_in_a_row_are_believed_and_then_looks_are_a_minute_apart(
    setting: Setting,
) -> None:
    rules = wanted(setting)
    assert look(setting, rules, MINUTE, AGAIN) == [False, True]
    assert look(setting, rules, *[AGAIN] * 11) == [True] * 11
    assert setting.requests("GET rules") == 2
    assert look(setting, rules, AGAIN) == [True]
    assert setting.requests("GET rules") == 3


def test_an_answer_between_two_empty_ones_makes_them_two_times_one(setting: Setting) -> None:
    hold(setting)
    setting.order(NONE)
    rules = wanted(setting)
    look(setting, rules, MINUTE, AGAIN)
    setting.order(NONE)
    assert look(setting, rules, MINUTE) == [False]


def test_no_answer_between_two_empty_ones_changes_nothing(setting: Setting) -> None:
    setting.order(NONE, AWAY)
    assert look(setting, wanted(setting), MINUTE, AGAIN, MINUTE) == [False, False, True]


def test_rules_that_came_back_are_there_at_once(setting: Setting) -> None:
    rules = wanted(setting)
    look(setting, rules, MINUTE, AGAIN)
    hold(setting)
    assert look(setting, rules, MINUTE) == [False]


def test_what_came_while_x_answered_is_asked_for_again(setting: Setting) -> None:
    rules = wanted(setting)
    began = setting.clock.now()
    setting.road.seconds_to_connect = 4.0
    rules.for_gaps_until(first_id_at(began))
    assert setting.clock.now() == began + 4.0
    hold(setting)
    rules.for_gaps_until(first_id_at(began))
    assert setting.requests("GET rules") == 1
    rules.for_gaps_until(first_id_at(began + 1.0))
    assert setting.requests("GET rules") == 2


def test_a_rule_of_another_program_that_serves_ours_is_there_as_long_as_x_has_it(
    setting: Setting,
) -> None:
    """Else what is missed when it goes would reach back to the first window that saw it."""
    setting.hold_rules({"value": SUN.value, "tag": "another's"})
    seen = SeenRules(setting.state(), 0)
    seen.begin([SUN.value], [], setting.clock.now())
    api = setting.edges().rules_api(TOKEN)
    rules = WantedRules([SUN], api, "ours/", {"1": "sun"}, seen, setting.clock, Timing())
    assert look(setting, rules, MINUTE, MINUTE) == [False, False]
    assert seen.at == setting.clock.now()


def test_rules_are_known_to_be_on_x_from_when_it_was_asked(setting: Setting) -> None:
    """A rule may have been taken off while X answered."""
    hold(setting)
    seen = SeenRules(setting.state(), 0)
    seen.begin([SUN.value], [], setting.clock.now())
    rules = WantedRules(
        [SUN],
        setting.edges().rules_api(TOKEN),
        "ours/",
        {"1": "sun"},
        seen,
        setting.clock,
        Timing(),
    )
    setting.clock.sleep(MINUTE)
    asked_at = setting.clock.now()
    setting.road.seconds_to_connect = 4.0
    rules.look()
    assert seen.at == asked_at

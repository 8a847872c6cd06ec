"""Which rules X had and when outlives a window; one that lost its lease changes nothing of it."""

from __future__ import annotations

import pytest

from collector.gaps.changed_rules.seen_rules import SeenRules
from collector.settings import Rule
from tests.unit.collector.setting import Setting

SUN, MOON, RAIN = (Rule(word, word) for word in ("sun", "moon", "rain"))


def seen(setting: Setting, fence: int = 1) -> SeenRules:
    return SeenRules(setting.state(), fence)


def test_nothing_was_seen_before_the_first_window(setting: Setting) -> None:
    first = seen(setting)
    first.confirm(["sun"], ["sun"], 50.0)
    assert (first.of([SUN]), first.at, seen(setting).at) == ([SUN], None, None)


def test_the_next_window_knows_what_this_one_saw(setting: Setting) -> None:
    seen(setting).begin(["sun", "moon"], [], 50.0)
    seen(setting).begin(["sun"], [], 60.5)
    assert (seen(setting).of([RAIN, SUN, MOON]), seen(setting).at) == ([SUN], 60.5)


def test_many_rules_fit_into_an_item(setting: Setting) -> None:
    seen(setting).begin(map(str, range(10_000)), [], 50.0)
    assert seen(setting).of([Rule("", "9999"), SUN]) == [Rule("", "9999")]


@pytest.mark.parametrize(
    ("values", "ours", "at", "known"),
    [
        (["sun", "moon"], [], 60.0, [SUN, MOON]),
        (["sun", "moon", "rain"], ["sun"], 60.0, [SUN, MOON]),
        (["sun", "moon", "rain"], ["sun", "rain"], 60.0, [SUN, MOON, RAIN]),
        (["sun"], ["sun"], 50.0, [SUN, MOON]),
        (["sun", "rain"], ["rain"], 50.0, [SUN, MOON, RAIN]),
    ],
)
def test_time_moves_on_while_no_rule_is_missing(
    setting: Setting, values: list[str], ours: list[str], at: float, known: list[Rule]
) -> None:
    window = seen(setting)
    window.begin(["sun", "moon"], [], 50.0)
    window.confirm(values, ours, 60.0)
    for each in (window, seen(setting)):
        assert (each.at, each.of([SUN, MOON, RAIN])) == (at, known)


def test_a_rule_that_a_window_took_off_is_missed_from_then_for_three_hours(
    setting: Setting,
) -> None:
    seen(setting).begin(["sun"], ["moon"], 50.0)
    seen(setting).confirm(["sun"], ["sun"], 100.0)
    seen(setting).begin(["sun"], [], 10_849.0)
    assert (seen(setting).since, seen(setting).of([SUN, MOON])) == (50.0, [SUN, MOON])
    seen(setting).begin(["sun"], [], 10_850.0)
    assert (seen(setting).since, seen(setting).of([SUN, MOON])) == (10_850.0, [SUN])


def test_a_rule_that_was_taken_off_and_is_there_again_is_as_the_others(setting: Setting) -> None:
    seen(setting).begin(["sun"], ["moon"], 50.0)
    seen(setting).confirm(["sun", "moon"], ["moon"], 60.0)
    assert seen(setting).since == 60.0
    seen(setting).begin(["sun"], ["moon", "rain"], 65.0)
    seen(setting).begin(["sun", "moon", "rain"], [], 70.0)
    assert (seen(setting).since, seen(setting).of([SUN, MOON, RAIN])) == (70.0, [SUN, MOON, RAIN])


def test_a_window_whose_lease_another_took_changes_nothing(setting: Setting) -> None:
    old = seen(setting, fence=4)
    seen(setting, fence=5).begin(["sun", "moon"], [], 50.0)
    old.begin(["sun"], [], 60.0)
    old.confirm(["sun"], ["sun"], 70.0)
    assert (seen(setting).at, seen(setting).of([SUN, MOON])) == (50.0, [SUN, MOON])

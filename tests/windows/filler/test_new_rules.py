"""Keywords that come to X while a window runs are searched for; X's trouble there stops nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from collector.settings import Rule
from collector.spans import Span
from tests.unit.collector.setting import Setting, hexed
from tests.windows.filler.filling import (
    MOON,
    SUN,
    Filler,
    fill,
    ids_of,
    matched,
    open_gap,
    publish,
    searches,
    start,
)

PREFIX = "tweet-sentiment/dev/"


def hold(setting: Setting, *rules: Rule, prefix: str = PREFIX) -> None:
    setting.hold_rules(*({"value": rule.value, "tag": prefix + rule.tag} for rule in rules))


def open_more(started: Filler, oldest: float, newest: float) -> None:
    """Open a gap between two ages while the filler works."""
    started.store.open(Span(*ids_of(started.setting, oldest, newest)))


def asked(setting: Setting) -> int:
    return setting.requests("GET rules")


def test_a_rule_of_ours_at_x_is_searched_for_under_its_keyword(setting: Setting) -> None:
    hold(setting, SUN, MOON)
    publish(setting, 300, text="good moon")
    open_gap(setting, 600, 100)
    filled = fill(setting)
    assert matched(setting) == {"good moon": ["moon"]}
    assert (filled.outcome, filled.warnings) == ((1, 0, 0), [])


@pytest.mark.parametrize("prefix", ["", "tweet-sentiment/other/"])
def test_a_rule_of_another_program_is_not(setting: Setting, prefix: str) -> None:
    hold(setting, MOON, prefix=prefix)
    publish(setting, 300, text="good moon")
    open_gap(setting, 600, 100)
    assert fill(setting).outcome == (1, 0, 0)
    assert matched(setting) == {}


def test_a_rule_that_x_has_no_more_is_still_searched_for(setting: Setting) -> None:
    publish(setting, 300)
    open_gap(setting, 600, 100)
    assert fill(setting).outcome == (1, 0, 0)
    assert matched(setting) == {"good sun": ["sun"]}


def test_a_rule_under_another_name_at_x_keeps_that_of_the_window(setting: Setting) -> None:
    hold(setting, Rule("our sun", "sun"))
    publish(setting, 300)
    open_gap(setting, 600, 100)
    fill(setting)
    assert matched(setting) == {"good sun": ["sun"]}
    assert searches(setting) == 1


def test_x_is_asked_once_for_all_gaps_that_ended_before(setting: Setting) -> None:
    hold(setting, SUN)
    for age in (900, 600, 300):
        open_gap(setting, age, age - 100)
    started = start(setting)
    setting.clock.sleep(20)
    assert (started.outcome, asked(setting)) == ((3, 0, 0), 1)
    open_more(started, 0, -10)
    setting.clock.sleep(60)
    started.stop()
    assert (started.outcome, asked(setting)) == ((4, 0, 0), 2)


@pytest.mark.parametrize(
    ("faults", "words"),
    [
        ([{"kind": "unavailable", "where": "rules"}], "Service Unavailable"),
        ([{"kind": "rate_limited", "where": "rules"}], "Too Many Requests"),
        ([{"kind": "hang", "where": "rules", "seconds": 100.0}], "could not be reached"),
        (
            [{"kind": "answer", "where": "rules", "status": 200, "line": hexed([1])}],
            "no JSON object",
        ),
    ],
)
def test_gaps_are_filled_although_x_does_not_tell_its_rules_and_it_is_told(
    setting: Setting, faults: Sequence[dict[str, object]], words: str
) -> None:
    publish(setting, 300)
    open_gap(setting, 600, 100)
    setting.order(*faults)
    filled = fill(setting, seconds=40.0)
    assert matched(setting) == {"good sun": ["sun"]}
    assert filled.outcome == (1, 0, 0)
    (warning,) = filled.warnings
    assert warning.startswith("Gaps were searched without asking X for new keywords: ")
    assert words in warning


def test_x_is_not_asked_again_at_once_and_then_its_new_rules_are_found(setting: Setting) -> None:
    hold(setting, SUN, MOON)
    setting.order({"kind": "unavailable", "where": "rules"})
    open_gap(setting, 600, 100)
    started = start(setting)
    setting.clock.sleep(10)
    open_more(started, 600, 100)
    setting.clock.sleep(10)
    assert (started.outcome, asked(setting)) == ((2, 0, 0), 1)
    setting.clock.sleep(60)
    publish(setting, 300, text="good moon")
    open_more(started, 600, 100)
    setting.clock.sleep(10)
    started.stop()
    assert (asked(setting), matched(setting)) == (2, {"good moon": ["moon"]})


def test_a_filler_that_waits_for_x_to_tell_its_rules_ends_at_once(setting: Setting) -> None:
    open_gap(setting, 600, 100)
    setting.order({"kind": "hang", "where": "rules", "seconds": 100.0})
    started = start(setting)
    setting.clock.sleep(5)
    before = setting.clock.monotonic()
    started.stop()
    assert setting.clock.monotonic() - before < 2
    assert not started.filler._thread.is_alive()

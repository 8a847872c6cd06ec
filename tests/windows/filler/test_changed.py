"""Keywords that come and go while a gap is half filled: what that costs is told."""

from __future__ import annotations

import pytest

from collector.gaps.changed_rules.asked_rules import KeywordChange, change_to
from collector.settings import Rule
from collector.spans import Span
from shared.iso_time import iso_time
from shared.snowflake import time_of_id
from tests.unit.collector.setting import Setting
from tests.windows.filler.filling import (
    MOON,
    SUN,
    Filler,
    fill,
    matched,
    open_gap,
    publish,
)

RAIN = Rule("rain", "rain")


def half_filled(setting: Setting, rules: list[Rule]) -> Span:
    """Publish 150 posts in a gap, every third of the moon too, and search its newest part."""
    for age in range(150, 300):
        publish(setting, age, text="sun and moon" if age % 3 else "sun")
    gap = open_gap(setting, 600, 100)
    setting.order({"kind": "unavailable", "where": "search", "after_requests": 2})
    assert fill(setting, rules, seconds=3.0).outcome == (0, 0, 1)
    assert 0 < len(setting.delivered) < 150
    return gap


def fill_rest(setting: Setting, rules: list[Rule]) -> Filler:
    """Search what is left of the gap in a later window."""
    filled = fill(setting, rules, seconds=20.0)
    assert filled.outcome == (1, 0, 0)
    return filled


def told(gap: Span) -> str:
    return f"between {iso_time(time_of_id(gap.first))} and {iso_time(time_of_id(gap.last))}"


def test_a_keyword_that_goes_is_not_searched_for_and_named_once_with_the_span(
    setting: Setting,
) -> None:
    gap = half_filled(setting, [SUN, MOON, RAIN])
    before = len(setting.delivered)
    filled = fill_rest(setting, [MOON])
    assert before < len(setting.delivered) < 150
    assert filled.warnings == [
        f"Gaps {told(gap)} are no longer searched for what is no keyword any more: 'rain', 'sun'."
    ]
    open_gap(setting, 600, 100)
    assert fill_rest(setting, [MOON]).warnings == []


def test_a_keyword_that_comes_is_searched_for_and_the_tags_that_lack_are_told(
    setting: Setting,
) -> None:
    gap = half_filled(setting, [SUN])
    filled = fill_rest(setting, [SUN, MOON])
    assert len(setting.delivered) == 150
    assert "moon" in {tag for tags in matched(setting).values() for tag in tags}
    assert filled.warnings == [
        f"Posts {told(gap)} that search found before lack the tags of new keywords: 'moon'."
    ]
    open_gap(setting, 600, 100)
    assert fill_rest(setting, [SUN, MOON]).warnings == []


def test_a_keyword_that_comes_before_a_gap_is_searched_costs_nothing(setting: Setting) -> None:
    open_gap(setting, 600, 100)
    fill_rest(setting, [SUN])
    publish(setting, 300, text="sun and moon")
    open_gap(setting, 600, 100)
    assert fill_rest(setting, [SUN, MOON]).warnings == []
    assert matched(setting) == {"sun and moon": ["sun", "moon"]}


def test_a_keyword_that_goes_before_a_gap_is_searched_is_told(setting: Setting) -> None:
    open_gap(setting, 600, 100)
    fill_rest(setting, [SUN, MOON])
    gap = Span(open_gap(setting, 800, 700).first, open_gap(setting, 600, 100).last)
    filled = fill(setting, [SUN], seconds=20.0)
    (warning,) = filled.warnings
    assert warning == (
        f"Gaps {told(gap)} are no longer searched for what is no keyword any more: 'moon'."
    )


def test_a_keyword_under_a_new_name_is_the_same(setting: Setting) -> None:
    gap = half_filled(setting, [SUN, MOON])
    assert fill_rest(setting, [Rule("our sun", "sun"), MOON]).warnings == []
    assert gap.first > 0


@pytest.mark.parametrize(("number", "end"), [(20, "'k19'."), (21, "'k19' and 1 more.")])
def test_of_many_keywords_that_go_some_are_named(setting: Setting, number: int, end: str) -> None:
    open_gap(setting, 600, 100)
    fill_rest(setting, [SUN, *(Rule(f"k{each:02}", f"k{each}") for each in range(number))])
    open_gap(setting, 600, 100)
    (warning,) = fill_rest(setting, [SUN]).warnings
    assert warning.endswith(end)


def test_most_rules_that_an_event_can_bring_fit_into_an_item(setting: Setting) -> None:
    rules = [Rule(f"{number}", f"{number}") for number in range(256 * 1024 // 26)]
    assert change_to(setting.state(), rules) == KeywordChange()
    long = [Rule("語" * 80_000, "sun")]
    assert len(change_to(setting.state(), long).went) == len(rules)
    assert change_to(setting.state(), long) == KeywordChange()

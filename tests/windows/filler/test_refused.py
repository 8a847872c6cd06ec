"""Whatever X says of some keywords, the others are searched, and a passing word blames none."""

from __future__ import annotations

import pytest

from collector.settings import Rule
from collector.timing import Timing
from tests.unit.collector.setting import Setting, hexed
from tests.windows.filler.filling import (
    DAY,
    MOON,
    SUN,
    fill,
    matched,
    open_gap,
    open_gaps,
    publish,
    searches,
)

TIMING = Timing()
MINUTES_15 = 900.0
HALF_HOUR = 1800.0


def refuse_query(setting: Setting, words: str, after: int = 0, *, named: bool = True) -> None:
    """Let X refuse a query, so many searches after the last one that it refused."""
    error = {"parameters": {"query": ["..."]}, "message": words} if named else {"message": words}
    body = {
        "errors": [error],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": "https://api.twitter.com/2/problems/invalid-request",
    }
    setting.order(
        {
            "kind": "answer",
            "where": "search",
            "status": 400,
            "line": hexed(body),
            "after_requests": after,
        }
    )


def test_a_rule_that_x_refuses_is_found_named_once_and_the_others_are_searched(
    setting: Setting,
) -> None:
    posts = [*publish(setting, 300, text="sun"), *publish(setting, 200, text="rain")]
    open_gap(setting, 600, 100)
    rules = [SUN, MOON, Rule("rain", "rain"), Rule("snow", "snow")]
    for after in (0, 0, 1, 1):  # all four, moon and rain, moon, and once the others are taken moon
        refuse_query(setting, "no such operator", after)
    filled = fill(setting, rules, seconds=80.0)
    assert sorted(setting.delivered) == posts
    assert searches(setting) == 6
    (warning,) = filled.warnings
    assert "were not searched for these keywords: 'moon' (X says: HTTP 400: " in warning
    assert "no such operator" in warning
    assert filled.outcome == (0, 1, 0), "part of it is lost"


def test_a_rule_that_x_refuses_beside_others_is_told_once_a_day_and_asked_for_again_once(
    setting: Setting,
) -> None:
    told: list[list[str]] = []
    asked: list[int] = []

    def window() -> None:
        for age in (600, 450):
            open_gap(setting, age, age - 100)
        before = searches(setting)
        filled = fill(setting, [SUN, MOON], seconds=80.0)
        assert filled.outcome == (0, 2, 0), "each lost what it had of the moon"
        told.append(filled.warnings)
        asked.append(searches(setting) - before)

    for after in (0, 0, 2):  # both, the moon alone, and again once both gaps had the sun
        refuse_query(setting, "odd", after)
    window()
    setting.clock.sleep(HALF_HOUR / 2)
    window()
    setting.clock.sleep(HALF_HOUR)
    refuse_query(setting, "odd", 1)  # the sun is taken first
    window()
    setting.clock.sleep(DAY / 2)
    window()
    assert asked == [5, 2, 3, 2]
    assert [len(warnings) for warnings in told] == [1, 0, 0, 0]
    setting.clock.sleep(DAY / 2)
    for after in (0, 0, 2):
        refuse_query(setting, "odd", after)
    window()
    assert len(told[-1]) == 1


@pytest.mark.parametrize("rules", [[SUN], [SUN, MOON], [SUN, Rule("rain", "rain from:ana")]])
@pytest.mark.parametrize("named", [True, False])
def test_a_bad_quarter_of_an_hour_of_x_blames_no_rule(
    setting: Setting, rules: list[Rule], named: bool
) -> None:
    posts = publish(setting, 300, text="sun")
    open_gap(setting, 600, 100)
    for _ in range(100):
        refuse_query(setting, "There were errors processing your request", named=named)
    filled = fill(setting, rules, seconds=MINUTES_15)
    assert filled.outcome == (0, 0, 1)
    (warning,) = filled.warnings
    assert warning.startswith("Filling gaps paused: HTTP 400: ")
    setting.x.heal()
    assert fill(setting, rules, seconds=20.0).outcome == (1, 0, 0)
    assert setting.delivered == posts
    open_gap(setting, 600, 100)
    assert fill(setting, rules, seconds=20.0).outcome == (1, 0, 0)


def test_trouble_that_begins_after_x_took_queries_blames_no_rule(setting: Setting) -> None:
    publish(setting, 300, text="moon")
    open_gap(setting, 900, 700)
    open_gap(setting, 600, 100)
    for number in range(9):
        refuse_query(setting, "bad moment", after=0 if number else 1)
    filled = fill(setting, [SUN, MOON], seconds=5 * 60.0)
    assert filled.outcome == (2, 0, 0)
    assert matched(setting) == {"moon": ["moon"]}


def test_the_only_rule_is_left_out_for_a_while_when_x_refused_it_long_before(
    setting: Setting,
) -> None:
    posts = publish(setting, 300)
    gap = open_gap(setting, 600, 100)
    refuse_query(setting, "odd")
    fill(setting, seconds=5.0)
    assert open_gaps(setting) == [gap]
    setting.clock.sleep(HALF_HOUR)
    refuse_query(setting, "odd")
    filled = fill(setting, seconds=5.0)
    assert filled.outcome == (0, 1, 0)
    (warning,) = filled.warnings
    assert "lost: no rule can be searched for: 'sun' (X says: HTTP 400: " in warning
    assert searches(setting) == 2
    open_gap(setting, 2100, 1900)
    filled = fill(setting, seconds=5.0)
    assert (filled.outcome, filled.warnings, searches(setting)) == ((0, 1, 0), [], 2)
    setting.clock.sleep(HALF_HOUR)
    open_gap(setting, 9000, 1900)
    assert fill(setting, seconds=5.0).outcome == (1, 0, 0)
    assert setting.delivered == posts


def test_a_rule_that_x_took_since_is_not_blamed_for_an_old_refusal(setting: Setting) -> None:
    for _ in range(2):
        gap = open_gap(setting, 600, 100)
        refuse_query(setting, "odd")
        fill(setting, seconds=5.0)
        assert open_gaps(setting) == [gap]
        assert fill(setting, seconds=5.0).outcome == (1, 0, 0)
        setting.clock.sleep(2 * HALF_HOUR)


def test_a_refusal_that_names_nothing_is_the_querys_fault_when_others_are_taken(
    setting: Setting,
) -> None:
    publish(setting, 300, text="moon")
    open_gap(setting, 600, 100)
    for after in (0, 0, 1):
        refuse_query(setting, "odd", after, named=False)
    filled = fill(setting, [SUN, MOON], seconds=80.0)
    assert searches(setting) == 4
    assert filled.outcome == (0, 1, 0)
    assert "odd" in filled.warnings[0]


def test_when_x_refuses_everything_without_a_reason_the_gap_stays(setting: Setting) -> None:
    posts = publish(setting, 300, text="moon")
    gap = open_gap(setting, 600, 100)
    for _ in range(3):
        refuse_query(setting, "odd", named=False)
    filled = fill(setting, [SUN, MOON], seconds=20.0)
    assert searches(setting) == 3
    assert open_gaps(setting) == [gap]
    assert filled.warnings == [
        "Filling gaps paused: HTTP 400: Invalid Request: One or more parameters to your request "
        "was invalid.: odd"
    ]
    fill(setting, [SUN, MOON], seconds=20.0)
    assert setting.delivered == posts


@pytest.mark.parametrize("status", [400, 404, 410, 414, 422])
def test_a_refusal_of_a_later_page_is_no_fault_of_its_query(setting: Setting, status: int) -> None:
    posts = publish(setting, *range(110, 360))
    open_gap(setting, 600, 100)
    line = hexed({"title": "Not Found"})
    answer = {"kind": "answer", "where": "search", "status": status, "line": line}
    setting.order({**answer, "after_requests": 1})
    filled = fill(setting, seconds=200.0)
    assert sorted(setting.delivered) == sorted(posts)
    assert filled.outcome == (1, 0, 0)


@pytest.mark.parametrize(
    ("status", "named"), [(404, []), (410, []), (422, ["query"]), (422, ["since_id"])]
)
def test_an_answer_that_calls_no_request_bad_leaves_all_rules_and_all_of_a_gap_searched(
    setting: Setting, status: int, named: list[str]
) -> None:
    posts = publish(setting, 300, text="sun")
    open_gap(setting, 600, 100)
    line = hexed({"title": "Gone", "errors": [{"parameters": {name: ["..."]}} for name in named]})
    answer = {"kind": "answer", "where": "search", "status": status, "line": line}
    setting.order(answer)
    filled = fill(setting, [Rule("nasa", "from:nasa"), SUN], seconds=200.0)
    assert setting.delivered == posts
    assert filled.outcome == (1, 0, 0)

"""Whatever X says of some keywords, the others are searched, and a passing word blames none."""

from __future__ import annotations

import pytest

from collector.settings import Rule
from collector.timing import Timing
from tests.unit.collector.gaps.filling import (
    MOON,
    SUN,
    fill,
    open_gap,
    open_gaps,
    publish,
    searches,
)
from tests.unit.collector.setting import Setting, hexed

TIMING = Timing()
MINUTES_15 = 900.0


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
    for after in (0, 0, 1):  # all four, moon and rain, moon
        refuse_query(setting, "no such operator", after)
    filled = fill(setting, rules, seconds=20.0)
    assert sorted(setting.delivered) == posts
    assert searches(setting) == 5
    (warning,) = filled.warnings
    assert "were not searched for these keywords: 'moon' (X says: HTTP 400: " in warning
    assert "no such operator" in warning
    assert filled.outcome == (0, 1, 0), "part of it is lost"


def test_a_refused_rule_is_known_to_later_windows_for_a_day(setting: Setting) -> None:
    for day in range(2):
        open_gap(setting, 600, 100)
        refuse_query(setting, "no")
        filled = fill(setting, [SUN], seconds=5.0)
        assert searches(setting) == day + 1
        open_gap(setting, 600, 100)
        filled = fill(setting, [SUN], seconds=5.0)
        assert searches(setting) == day + 1
        assert filled.outcome == (0, 1, 0)
        (warning,) = filled.warnings
        assert "lost: no rule can be searched for: 'sun' (X says: HTTP 400: " in warning
        setting.clock.sleep(86_400)


def test_a_refusal_that_names_nothing_is_the_querys_fault_when_others_are_taken(
    setting: Setting,
) -> None:
    publish(setting, 300, text="moon")
    open_gap(setting, 600, 100)
    for _ in range(2):
        refuse_query(setting, "odd", named=False)
    filled = fill(setting, [SUN, MOON], seconds=20.0)
    assert searches(setting) == 3
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


@pytest.mark.parametrize("status", [404, 410, 422])
def test_an_answer_that_blames_no_query_leaves_all_rules_searched(
    setting: Setting, status: int
) -> None:
    posts = publish(setting, 300, text="sun")
    open_gap(setting, 600, 100)
    line = hexed({"title": "Gone"})
    answer = {"kind": "answer", "where": "search", "status": status, "line": line}
    setting.order({**answer, "after_requests": 1})
    filled = fill(setting, [Rule("nasa", "from:nasa"), SUN], seconds=200.0)
    assert setting.delivered == posts
    assert filled.outcome == (1, 0, 0)

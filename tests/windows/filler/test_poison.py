"""One poisonous keyword stops no other, whatever X answers it; and X's own trouble blames none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from collector.gaps import refused
from collector.settings import Rule
from sandbox.x_api.answers import Answer
from tests.unit.collector.setting import Setting
from tests.windows.filler.filling import (
    fill,
    matched,
    open_gap,
    open_gaps,
    publish,
    searches,
    start,
)

HOUR = 3600.0
GOOD = [Rule(f"word{number}", f"word{number} -is:retweet") for number in range(5)]
BAD = Rule("poison", "poison -is:retweet")
NAMED = {"errors": [{"parameters": {"query": ["x"]}, "message": "not permitted"}]}


def refuse(setting: Setting, is_refused: Callable[[str], bool], status: int, body: Any) -> None:
    """Let X refuse every search for such a query."""
    answered = setting.x.answer

    def answer(route: str, query: Any, *rest: Any) -> Any:
        if route == "GET search" and is_refused(query["query"]):
            setting.x.count_request(route)
            return Answer(status, body(query["query"]) if callable(body) else body)
        return answered(route, query, *rest)

    setting.x.answer = answer  # type: ignore[method-assign,assignment]


def is_poison(query: str) -> bool:
    return "poison" in query


@pytest.mark.parametrize(
    ("status", "body", "most"),
    [
        (403, {"title": "Forbidden", "detail": "operator not allowed"}, 30),
        (422, {"title": "Unprocessable"}, 30),
        (422, {"title": "Unprocessable", **NAMED}, 30),
        (414, {}, 15),
        (431, {}, 15),
        (500, {"title": "Internal Server Error"}, 120),
        (503, {}, 120),
        (200, {"title": "Invalid Request", **NAMED}, 120),
        (200, {"errors": [{"title": "Timeout"}]}, 120),
    ],
)
def test_a_keyword_that_x_refuses_in_whatever_way_is_left_out_alone(
    setting: Setting, status: int, body: Any, most: int
) -> None:
    refuse(setting, is_poison, status, body)
    open_gap(setting, 300, 60)
    publish(setting, 200, text="about word1")
    filled = fill(setting, [*GOOD, BAD], seconds=2 * HOUR)
    assert filled.outcome == (0, 1, 0)
    assert matched(setting) == {"about word1": ["word1"]}
    (told,) = [words for words in filled.warnings if "not searched" in words]
    assert "'poison'" in told
    assert "word" not in told.replace("keywords", "")
    assert searches(setting) <= most


def test_more_keywords_than_the_table_remembers_are_left_out_too(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refused, "MOST_REFUSED", 2)
    refuse(setting, is_poison, 400, NAMED)
    open_gap(setting, 300, 60)
    publish(setting, 200, text="about word1")
    bad = [Rule(f"poison{number}", f"poison{number}") for number in range(5)]
    filled = fill(setting, [*GOOD, *bad], seconds=2 * HOUR)
    assert filled.outcome == (0, 1, 0)
    (told,) = [words for words in filled.warnings if "not searched" in words]
    assert all(f"'{rule.tag}'" in told for rule in bad)


@pytest.mark.parametrize("status", [400, 403, 500])
def test_gaps_that_open_meanwhile_wait_for_no_keyword_that_x_refuses(
    setting: Setting, status: int
) -> None:
    refuse(setting, is_poison, status, {})
    open_gap(setting, 300, 200)
    publish(setting, 150, text="about word1")
    filling = start(setting, [*GOOD, BAD])
    setting.clock.sleep(5 * 60.0)
    posts = publish(setting, 90, text="about word2")
    filling.store.open(open_gap(setting, 100, 80))
    setting.clock.sleep(30.0)
    assert setting.delivered == posts
    filling.stop()


@pytest.mark.parametrize(
    ("status", "body"), [(401, {}), (403, {"title": "Forbidden"}), (500, {}), (503, {}), (414, {})]
)
def test_an_outage_of_hours_leaves_no_keyword_out_and_costs_little_when_it_ends(
    setting: Setting, status: int, body: Any
) -> None:
    is_down = True
    refuse(setting, lambda _: is_down, status, body)
    gap = open_gap(setting, 300, 60)
    posts = publish(setting, 200, text="about word1")
    filling = start(setting, GOOD)
    setting.clock.sleep(3 * HOUR)
    assert open_gaps(setting) == [gap]
    is_down = False
    before = searches(setting)
    setting.clock.sleep(200.0)
    filling.stop()
    assert filling.outcome == (1, 0, 0)
    assert setting.delivered == posts
    assert searches(setting) - before <= 4


@pytest.mark.parametrize("windows", [30, 240])
def test_windows_of_a_minute_find_the_keyword_that_fails_as_well(
    setting: Setting, windows: int
) -> None:
    refuse(setting, is_poison, 500 if windows > 30 else 403, {})
    open_gap(setting, 300, 60)
    publish(setting, 200, text="about word1")
    for _ in range(windows):
        filled = fill(setting, [*GOOD, BAD], seconds=50.0)
        if not open_gaps(setting):
            break
    assert filled.outcome == (0, 1, 0)
    assert matched(setting) == {"about word1": ["word1"]}


def test_a_gateway_that_takes_shorter_addresses_gets_shorter_queries(setting: Setting) -> None:
    refuse(setting, lambda query: len(quote(query)) > 8000, 414, {})
    rules = [Rule(str(number), f"再生可能エネルギー政策{number:03d}号") for number in range(150)]
    open_gap(setting, 300, 60)
    posts = publish(setting, 200, text="再生可能エネルギー政策007号")
    filled = fill(setting, rules, seconds=200.0)
    assert filled.outcome == (1, 0, 0)
    assert setting.delivered == posts


def test_a_length_that_x_names_behind_the_whole_query_is_read(setting: Setting) -> None:
    def answer(query: str) -> Any:
        said = f"The query {query} of {len(query)} characters exceeds 512 characters"
        return {"errors": [{"parameters": {"query": [query]}, "message": said}]}

    refuse(setting, lambda query: len(query) > 512, 400, answer)
    open_gap(setting, 300, 60)
    rules = [Rule(str(number), f"word{number:04d}longer at most 300") for number in range(120)]
    filled = fill(setting, rules, seconds=20.0)
    assert filled.outcome == (1, 0, 0)
    assert searches(setting) <= 1 + 10
    assert filled.warnings == []


@pytest.mark.parametrize(
    ("rules", "refusals"),
    [
        (["from:ana", "from:ben", "sun"], [True]),
        (["from:ana", "from:ben", "sun"], [False, True]),
        (["moon", "sun"], [True, False, True]),
    ],
)
def test_one_refusal_in_passing_costs_a_keyword_that_is_alone_nothing(
    setting: Setting, rules: list[str], refusals: list[bool]
) -> None:
    refused = iter(refusals)
    refuse(setting, lambda _: next(refused, False), 400, NAMED)
    open_gap(setting, 300, 60)
    posts = publish(setting, 200, text="good sun")
    filled = fill(setting, [Rule(value, value) for value in rules], seconds=120.0)
    assert filled.outcome == (1, 0, 0)
    assert filled.warnings == []
    assert setting.delivered == posts


@pytest.mark.parametrize("status", [500, 503])
def test_a_keyword_that_x_fails_to_search_for_in_a_bad_quarter_of_an_hour_loses_nothing(
    setting: Setting, status: int
) -> None:
    is_bad = True
    refuse(setting, lambda query: is_bad and is_poison(query), status, {})
    open_gap(setting, 300, 60)
    posts = publish(setting, 200, text="about poison")
    filling = start(setting, [*GOOD, BAD])
    setting.clock.sleep(900.0)
    assert filling.outcome == (0, 0, 1)
    is_bad = False
    setting.clock.sleep(120.0)
    filling.stop()
    assert filling.outcome == (1, 0, 0)
    assert setting.delivered == posts

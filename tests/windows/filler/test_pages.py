"""A page is read only when the one before has arrived, counted whole, and followed to its end."""

from __future__ import annotations

import pytest

from collector.gaps.empty_pages import MOST_EMPTY_PAGES
from collector.posts.sink import Outgoing
from collector.settings import Rule
from collector.timing import Timing
from tests.unit.collector.setting import Setting, hexed
from tests.windows.filler.filling import (
    fill,
    ids_of,
    open_gap,
    publish,
    reads,
    searches,
    start,
)

TIMING = Timing()
MINUTES_15 = 900.0


def test_while_firehose_takes_nothing_no_more_is_read_than_xs_smallest_page(
    setting: Setting,
) -> None:
    """Law 7."""
    publish(setting, *range(110, 360))
    open_gap(setting, 600, 100)
    setting.faults.order({"firehose.unavailable": 1.0})
    for _ in range(3):
        filled = fill(setting, seconds=60.0)
        assert filled.outcome == (0, 0, 1)
    assert reads(setting) == 3 * 10, "one page a window, to see whether it takes something again"


def test_while_something_of_the_stream_is_unacknowledged_nothing_is_read(setting: Setting) -> None:
    publish(setting, 300)
    open_gap(setting, 600, 100)
    setting.faults.order({"firehose.unavailable": 1.0})
    filler = start(setting)
    filler.sink.put(Outgoing(1, b"{}", setting.clock.now(), from_stream=True))
    setting.clock.sleep(100.0)
    assert (searches(setting), reads(setting)) == (0, 0)


def test_a_page_without_posts_that_has_a_next_one_is_followed_by_its_token(
    setting: Setting,
) -> None:
    posts = publish(setting, *range(110, 122))
    open_gap(setting, 600, 100)
    setting.clock.sleep(40.0)
    first = setting.x.answer("GET search", {"query": "sun", "max_results": "10"}, {}, "")
    empty = {"meta": {"result_count": 0, "next_token": first.body["meta"]["next_token"]}}
    setting.order({"kind": "answer", "where": "search", "status": 200, "line": hexed(empty)})
    filled = fill(setting, seconds=10.0)
    assert sorted(setting.delivered) == sorted(posts)[:2], "what comes after the empty page"
    assert filled.outcome == (1, 0, 0)


def empty(setting: Setting, token: str) -> None:
    """Let X answer with a page without posts that has a next one."""
    page = {"meta": {"result_count": 0, "next_token": token}}
    setting.order({"kind": "answer", "where": "search", "status": 200, "line": hexed(page)})


@pytest.mark.parametrize("circle", [["again"], ["one", "two", "three"]])
def test_empty_pages_that_lead_in_a_circle_leave_the_gap_open_and_are_told(
    setting: Setting, circle: list[str]
) -> None:
    posts = publish(setting, *range(110, 122))
    open_gap(setting, 600, 100)
    for token in [*circle, circle[0]]:
        empty(setting, token)
    filled = fill(setting, seconds=10.0)
    assert searches(setting) == len(circle) + 1
    assert filled.outcome == (0, 0, 1)
    (warning,) = filled.warnings
    assert f"one empty page to the next, {len(circle)} of them, and back" in warning
    assert fill(setting, seconds=10.0).outcome == (1, 0, 0)
    assert sorted(setting.delivered) == sorted(posts)


def test_empty_pages_that_follow_each_other_are_followed_with_pauses_to_their_end(
    setting: Setting,
) -> None:
    open_gap(setting, 600, 100)
    for number in range(3 * MOST_EMPTY_PAGES):
        empty(setting, f"token{number}")
    end = hexed({"meta": {"result_count": 0}})
    setting.order({"kind": "answer", "where": "search", "status": 200, "line": end})
    filled = fill(setting, seconds=20.0)
    assert searches(setting) == MOST_EMPTY_PAGES
    assert filled.outcome == (0, 0, 1)
    filled = fill(setting, seconds=4 * TIMING.search_rate_pause)
    assert filled.outcome == (1, 0, 0)


def others(setting: Setting, *ages: float, **meta: str) -> None:
    """Let X answer a search with posts so many seconds old, whatever was asked for."""
    items = [{"id": str(post_id), "text": "sun"} for post_id in ids_of(setting, *ages)]
    page = {"data": items, "meta": {"result_count": len(items), **meta}}
    setting.order({"kind": "answer", "where": "search", "status": 200, "line": hexed(page)})


@pytest.mark.parametrize("ages", [[50.0, 60.0, 70.0], [800.0], [90.0, 610.0]])
@pytest.mark.parametrize("meta", [{}, {"next_token": "more"}])
def test_a_page_of_other_posts_than_were_asked_for_is_counted_and_no_answer(
    setting: Setting, ages: list[float], meta: dict[str, str]
) -> None:
    posts = publish(setting, *range(110, 122))
    open_gap(setting, 600, 100)
    others(setting, *ages, **meta)
    filled = fill(setting, seconds=10.0)
    assert filled.outcome == (0, 0, 1)
    assert filled.spend.posts_read == len(ages)
    (warning,) = filled.warnings
    assert f"X answered a search with {len(ages)} other posts than were asked for" in warning
    filled = fill(setting, seconds=10.0)
    assert filled.outcome == (1, 0, 0)
    assert sorted(setting.delivered) == sorted(posts)


def test_a_page_that_comes_again_and_again_leaves_the_gap_open(setting: Setting) -> None:
    """X would ignore where the page is to end."""
    publish(setting, *range(110, 140))
    open_gap(setting, 600, 100)
    for _ in range(50):
        others(setting, *range(110, 120), next_token="more")
    filled = fill(setting, seconds=600.0)
    assert filled.outcome == (0, 0, 1)
    assert searches(setting) < 20
    assert filled.spend.posts_read == 10, "a post counts once, however often it is read"


def test_posts_at_the_borders_of_what_was_asked_for_are_not_held_against_a_page(
    setting: Setting,
) -> None:
    gap = open_gap(setting, 600, 100)
    items = [{"id": str(post_id), "text": "sun"} for post_id in (gap.last + 1, gap.first - 1)]
    page = {"data": items, "meta": {"result_count": 2}}
    setting.order({"kind": "answer", "where": "search", "status": 200, "line": hexed(page)})
    filled = fill(setting, seconds=10.0)
    assert (filled.outcome, filled.warnings) == ((1, 0, 0), [])


def test_while_one_search_is_answered_with_other_posts_the_others_go_on(setting: Setting) -> None:
    rules = [Rule(word * 40, f"{word * 40} OR {word * 39}") for word in "abcdefgh"]
    publish(setting, *range(110, 118), text="h" * 40)
    open_gap(setting, 600, 100)
    others(setting, 50.0)
    filled = fill(setting, rules, seconds=1.5 * TIMING.search_rate_pause)
    assert len(setting.delivered) == 8
    assert filled.outcome == (1, 0, 0)


def test_posts_of_a_page_that_can_not_be_read_are_counted_and_told(setting: Setting) -> None:
    (good,) = publish(setting, 300)
    open_gap(setting, 600, 100)
    items: list[object] = [{"id": str(good), "text": "sun"}, {"text": "sun"}, None, {"id": "-4"}]
    page = {"data": items, "meta": {"result_count": 4}}
    setting.order({"kind": "answer", "where": "search", "status": 200, "line": hexed(page)})
    filled = fill(setting)
    assert setting.delivered == [good]
    assert filled.pages.damaged == 3
    assert filled.warnings == ["3 posts that search found can't be read: they have no id."]


def test_posts_that_a_page_counts_and_does_not_hold_are_told(setting: Setting) -> None:
    (good,) = publish(setting, 300)
    open_gap(setting, 600, 100)
    page = {"data": [{"id": str(good), "text": "sun"}], "meta": {"result_count": 9}}
    setting.order({"kind": "answer", "where": "search", "status": 200, "line": hexed(page)})
    filled = fill(setting)
    assert setting.delivered == [good]
    assert filled.warnings == ["8 posts that search found are not in the pages that count them."]


def test_a_field_that_none_of_many_found_posts_has_is_noticed(setting: Setting) -> None:
    """X is one to rename."""
    open_gap(setting, 600, 100)
    posts = publish(setting, *range(110, 160))
    items = [{"id": str(each), "text": "sun", "lang": "en"} for each in posts]
    page = {"data": items, "meta": {"result_count": len(items)}}
    setting.order({"kind": "answer", "where": "search", "status": 200, "line": hexed(page)})
    missed = fill(setting).fields.never_seen()
    assert "created_at" in missed
    assert "lang" not in missed


def test_all_that_x_returned_counts_even_what_can_not_be_used(setting: Setting) -> None:
    """X charges it (law 7)."""
    (inside, outside) = publish(setting, 300, 50)
    open_gap(setting, 600, 100)
    items: list[object] = [{"id": str(inside), "text": "sun"}, {"id": str(outside)}, 5, {}]
    page = {"data": items, "meta": {"result_count": 4}}
    setting.order({"kind": "answer", "where": "search", "status": 200, "line": hexed(page)})
    filled = fill(setting)
    assert setting.delivered == [inside]
    assert filled.spend.posts_read == 4


def test_what_firehose_took_at_the_very_end_is_not_searched_again(setting: Setting) -> None:
    posts = publish(setting, 300, 200)
    open_gap(setting, 600, 100)
    setting.faults.order({"firehose.unavailable": 1.0})
    filler = start(setting)
    setting.clock.sleep(20.0)
    filler.filler.stop(wait=20.0)
    setting.faults.heal()
    filler.stop()
    assert sorted(setting.delivered) == sorted(posts)
    filled = fill(setting)
    assert (searches(setting), reads(setting)) == (1, 2)
    assert filled.outcome == (1, 0, 0)

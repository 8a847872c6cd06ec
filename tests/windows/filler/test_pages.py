"""A page is read only when the one before has arrived, counted whole, and followed to its end."""

from __future__ import annotations

from collector.gaps.empty_pages import MOST_EMPTY_PAGES
from collector.posts.sink import Outgoing
from collector.timing import Timing
from tests.unit.collector.setting import Setting, hexed
from tests.windows.filler.filling import (
    fill,
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


def test_an_empty_page_that_leads_to_itself_ends_the_search(setting: Setting) -> None:
    open_gap(setting, 600, 100)
    empty = {"meta": {"result_count": 0, "next_token": "again"}}
    for _ in range(2):
        setting.order({"kind": "answer", "where": "search", "status": 200, "line": hexed(empty)})
    filled = fill(setting, seconds=10.0)
    assert searches(setting) == 2
    assert filled.outcome == (1, 0, 0)


def empty(setting: Setting, token: str) -> None:
    """Let X answer with a page without posts that has a next one."""
    page = {"meta": {"result_count": 0, "next_token": token}}
    setting.order({"kind": "answer", "where": "search", "status": 200, "line": hexed(page)})


def test_empty_pages_that_lead_to_each_other_end_the_search_and_are_told(setting: Setting) -> None:
    open_gap(setting, 600, 100)
    for token in ("one", "two", "three") * 30:
        empty(setting, token)
    filled = fill(setting, seconds=60.0)
    assert searches(setting) == 4
    assert filled.outcome == (1, 0, 0)
    (warning,) = filled.warnings
    assert warning.startswith("X led a search from one empty page to the next, 4 of them")


def test_empty_pages_without_end_are_followed_only_so_far(setting: Setting) -> None:
    open_gap(setting, 600, 100)
    for number in range(3 * MOST_EMPTY_PAGES):
        empty(setting, f"token{number}")
    filled = fill(setting, seconds=120.0)
    assert searches(setting) == MOST_EMPTY_PAGES + 1
    assert filled.outcome == (1, 0, 0)
    assert f"{MOST_EMPTY_PAGES + 1} of them" in filled.warnings[0]


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

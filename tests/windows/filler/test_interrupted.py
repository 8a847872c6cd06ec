"""Filling goes on where it was interrupted: nothing is lost, and nothing is read again."""

from __future__ import annotations

from typing import Any

import pytest

from collector.posts.remembered import RememberedPosts
from collector.settings import Rule
from collector.timing import Timing
from sandbox.simulation.aws import Refused
from tests.unit.collector.interventions import THROTTLED, always
from tests.unit.collector.setting import Setting, hexed
from tests.windows.filler.filling import (
    MOON,
    SUN,
    fill,
    newest_left,
    open_gap,
    open_gaps,
    publish,
    reads,
    searches,
    start,
)

TIMING = Timing()


def test_filling_goes_on_after_an_interruption_and_reads_no_page_again(setting: Setting) -> None:
    posts = publish(setting, *range(110, 360))
    open_gap(setting, 600, 100)
    _refuse_page(setting, 2)
    _refuse_page(setting, 2)
    filled = fill(setting, seconds=4 * TIMING.search_pause)
    assert sorted(setting.delivered) == sorted(posts)
    assert reads(setting) == 250
    assert filled.outcome == (1, 0, 0)


@pytest.mark.parametrize("before", [0, 1, 3])
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"title": "Bad Gateway", "detail": "try later", "status": 502}, "Bad Gateway: try later"),
        ({"errors": [{"message": "Over capacity", "code": 130}]}, "Over capacity"),
        ({"results": [{"id": "1"}], "meta": {"result_count": 1}}, "nothing more."),
        ({"data": {"id": "1"}, "meta": {"result_count": 1}}, "nothing more."),
        ({"data": [{"id": "1"}]}, "nothing more."),
        ({"meta": {"result_count": 100, "next_token": "more"}}, "nothing more."),
        ({}, "nothing more."),
    ],
)
def test_an_answer_without_a_page_is_told_and_asked_for_again(
    setting: Setting, answer: dict[str, Any], said: str, before: int
) -> None:
    posts = publish(setting, *range(110, 460))
    open_gap(setting, 600, 100)
    order = {"kind": "answer", "where": "search", "status": 200, "after_requests": before}
    setting.order({**order, "line": hexed(answer)})
    filled = fill(setting, seconds=30.0)
    assert sorted(setting.delivered) == sorted(posts)
    assert filled.warnings == [
        f"Filling gaps paused: X answered a search without a page of posts: {said}"
    ]
    assert filled.outcome == (1, 0, 0)
    assert reads(setting) == len(posts)


@pytest.mark.parametrize("page", [1, 2, 3])
def test_the_id_after_the_last_post_that_was_sent_is_the_next_to_be_searched(
    setting: Setting, page: int
) -> None:
    """Ids follow each other without a space, so that one too many or too few is seen."""
    (first,) = publish(setting, 300)
    posts = [first, *(first + number for number in range(1, 250))]
    for post_id in posts[1:]:
        setting.publish("sun", id=str(post_id))
    open_gap(setting, 600, 100)
    _refuse_page(setting, page)
    fill(setting, seconds=4.0)
    sent = {1: 0, 2: 10, 3: 110}[page]
    if page > 1:
        assert newest_left(setting) == posts[-1 - sent]
    assert len(setting.delivered) == sent
    setting.remembered = RememberedPosts()
    fill(setting)
    assert sorted(setting.delivered) == posts
    assert reads(setting) == 250


def test_two_keywords_go_on_from_the_same_id(setting: Setting) -> None:
    suns = publish(setting, *range(110, 360), text="sun")
    moons = publish(setting, *(age + 0.5 for age in range(110, 360)), text="moon")
    open_gap(setting, 600, 100)
    _refuse_page(setting, 4)
    fill(setting, [SUN, MOON], seconds=4.0)
    newest = newest_left(setting)
    assert {post_id for post_id in suns + moons if post_id > newest} == set(setting.delivered)
    setting.remembered = RememberedPosts()
    fill(setting, [SUN, MOON])
    assert sorted(setting.delivered) == sorted(suns + moons)


def test_a_query_that_found_nothing_is_not_asked_again_after_an_interruption(
    setting: Setting,
) -> None:
    """Not by another process either."""
    posts = publish(setting, 300, username="bob")
    open_gap(setting, 600, 100)
    rules = [Rule("ada", "from:ada"), Rule("bob", "from:bob")]
    _refuse_page(setting, 2)
    fill(setting, rules, seconds=4.0)
    setting.remembered = RememberedPosts()
    fill(setting, rules, seconds=4.0)
    assert setting.delivered == posts
    assert searches(setting) == 3, "one that was refused, and one for each"


def test_a_rule_that_changes_within_a_gap_is_searched_from_its_beginning(
    setting: Setting,
) -> None:
    posts = publish(setting, *range(110, 360), text="sun and café")
    open_gap(setting, 600, 100)
    _refuse_page(setting, 3)
    filled = fill(setting, [Rule("sun", "sun -café")], seconds=4.0)
    assert (setting.delivered, filled.pages.unwanted) == ([], 20), "two of X's smallest pages"
    fill(setting, seconds=30.0)
    assert sorted(setting.delivered) == sorted(posts)


def test_a_window_that_ends_does_not_wait_for_x_and_keeps_the_gap_without_a_word(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap = open_gap(setting, 600, 100)
    setting.order({"kind": "hang", "where": "search", "seconds": 300})
    filler = start(setting)
    setting.clock.sleep(5.0)
    cut = filler.pages.cut

    def cut_and_let_the_others_go_on() -> None:
        cut()
        setting.clock.sleep(0.1)

    monkeypatch.setattr(filler.pages, "cut", cut_and_let_the_others_go_on)
    stopping_at = setting.clock.monotonic()
    filler.filler.stop(wait=TIMING.tick)
    assert setting.clock.monotonic() - stopping_at < TIMING.tick
    filler.stop()
    assert open_gaps(setting) == [gap]
    assert filler.warnings == []
    assert [item["posts"] for item in setting.state().query("spend")] == [0, 0]


def test_a_search_without_an_answer_ends_and_is_tried_again(setting: Setting) -> None:
    posts = publish(setting, 300)
    open_gap(setting, 600, 100)
    setting.order({"kind": "hang", "where": "search", "seconds": 300})
    filled = fill(setting, seconds=TIMING.request_timeout + TIMING.search_pause + 2.0)
    assert setting.delivered == posts
    assert "Filling gaps paused" in filled.warnings[0]


def test_a_filler_that_was_stopped_searches_no_more(setting: Setting) -> None:
    filler = start(setting)
    setting.clock.sleep(5.0)
    filler.stop()
    open_gap(setting, 600, 100)
    filler.store.load()
    setting.clock.sleep(60.0)
    assert searches(setting) == 0


def test_a_table_that_is_away_is_told_and_filling_goes_on_when_it_is_back(
    setting: Setting,
) -> None:
    posts = publish(setting, 300)
    gap = open_gap(setting, 600, 100)
    filler = start(setting)
    setting.aws.intervention = always(THROTTLED, "TransactWriteItems")
    setting.clock.sleep(30.0)
    setting.aws.intervention = None
    assert open_gaps(setting) == [gap]
    setting.clock.sleep(15.0)
    filler.stop()
    assert filler.warnings == [
        f"Filling gaps paused: The state table {setting.table} did not answer: "
        "ProvisionedThroughputExceededException."
    ]
    assert setting.delivered == posts
    assert filler.outcome == (1, 0, 0)


def test_what_no_waiting_cures_is_told_and_ends_filling(setting: Setting) -> None:
    gap = open_gap(setting, 600, 100)
    setting.aws.intervention = always(Refused("AccessDeniedException"), "TransactWriteItems")
    filled = fill(setting, seconds=60.0)
    (warning,) = filled.warnings
    assert warning.startswith("Filling gaps failed: ClientError: ")
    assert "AccessDenied" in warning
    setting.aws.intervention = None
    assert open_gaps(setting) == [gap]


def _refuse_page(setting: Setting, number: int) -> None:
    setting.order({"kind": "unavailable", "where": "search", "after_requests": number - 1})

"""What the stream missed is found by search: all of it, once, and nothing beside it."""

from __future__ import annotations

import pytest

from collector.settings import Rule
from collector.spans import Span
from shared.iso_time import iso_time
from shared.snowflake import time_of_id
from tests.unit.collector.setting import Setting
from tests.windows.filler.filling import (
    DAY,
    MOON,
    SUN,
    fill,
    ids_of,
    open_gap,
    open_gaps,
    open_span,
    publish,
    reads,
    searches,
    start,
)


def test_a_post_that_two_keywords_match_is_sent_once_with_both(setting: Setting) -> None:
    (both,) = publish(setting, 500, text="sun and moon")
    (sun,) = publish(setting, 400, text="sun")
    (moon,) = publish(setting, 300, text="moon")
    publish(setting, 350, text="stars")
    open_gap(setting, 600, 100)
    filled = fill(setting, [SUN, MOON])
    assert {int(item["revision"]): item["matched"] for item in setting.kept.records()} == {
        both: ["sun", "moon"],
        sun: ["sun"],
        moon: ["moon"],
    }
    assert len(setting.delivered) == 3
    assert filled.outcome == (1, 0, 0)
    assert filled.pages.posts == 3
    assert open_gaps(setting) == []


def test_every_post_of_a_gap_is_found_and_read_once(setting: Setting) -> None:
    posts = publish(setting, *range(110, 360))
    open_gap(setting, 600, 100)
    assert fill(setting).outcome == (1, 0, 0)
    assert sorted(setting.delivered) == sorted(posts)
    assert (reads(setting), searches(setting)) == (250, 4), "the first page is X's smallest"


def test_the_first_and_the_last_id_of_a_gap_are_in_it_and_their_neighbours_are_not(
    setting: Setting,
) -> None:
    first, last = ids_of(setting, 600, 100)
    for post_id in (first - 1, first, last, last + 1):
        setting.publish("sun", id=str(post_id))
    open_span(setting, Span(first, last))
    fill(setting)
    assert setting.delivered == [last, first]
    assert reads(setting) == 2


def test_a_gap_of_one_id_is_filled(setting: Setting) -> None:
    (post_id,) = publish(setting, 300)
    open_span(setting, Span(post_id, post_id))
    assert fill(setting).outcome == (1, 0, 0)
    assert setting.delivered == [post_id]


def test_a_gap_in_which_nothing_was_posted_is_closed(setting: Setting) -> None:
    open_gap(setting, 600, 100)
    assert fill(setting).outcome == (1, 0, 0)
    assert open_gaps(setting) == []


def test_a_gap_waits_until_search_has_indexed_all_of_it(setting: Setting) -> None:
    gap = open_gap(setting, 600, -5)
    setting.clock.sleep(4.9)
    (late,) = publish(setting, 0)
    fill(setting, seconds=32.0)
    assert searches(setting) == 0
    assert open_gaps(setting) == [gap]
    fill(setting, seconds=4.0)
    assert setting.delivered == [late]
    assert open_gaps(setting) == []


def test_the_oldest_gap_comes_first(setting: Setting) -> None:
    old, middle, new = publish(setting, 550, 350, 150)
    for oldest, newest in ((400, 300), (200, 100), (600, 500)):
        open_gap(setting, oldest, newest)
    assert fill(setting, seconds=10.0).outcome == (3, 0, 0)
    assert setting.delivered == [old, middle, new]


def test_a_gap_that_is_opened_later_is_filled_too(setting: Setting) -> None:
    filler = start(setting)
    setting.clock.sleep(5.0)
    first, last = ids_of(setting, 600, 100)
    posts = publish(setting, 300)
    filler.store.open(Span(first, last))
    setting.clock.sleep(5.0)
    filler.stop()
    assert setting.delivered == posts


def test_the_gaps_of_a_flapping_stream_are_searched_together(setting: Setting) -> None:
    first, second, third = ids_of(setting, 500, 400, 300)
    posts = publish(setting, 450, 350)
    for gap in (Span(first, second), Span(second + 1, third - 1), Span(third, third + 9)):
        open_span(setting, gap)
    filled = fill(setting)
    assert searches(setting) == 1
    assert sorted(setting.delivered) == posts
    assert filled.outcome == (3, 0, 0)


def test_records_say_that_search_found_them_and_when(setting: Setting) -> None:
    publish(setting, 300, username="ines", followers=212)
    open_gap(setting, 600, 100)
    asked_at = setting.clock.now()
    fill(setting, expand_authors=True)
    (record,) = setting.kept.records()
    assert record["source"] == "search"
    assert record["text"] == "good sun"
    assert (record["author"]["username"], record["author"]["followers"]) == ("ines", 212)
    assert record["collected_at"] == iso_time(asked_at)


@pytest.mark.parametrize("vocabulary", ["old", "new"])
def test_both_vocabularies_of_x_make_the_same_record(setting: Setting, vocabulary: str) -> None:
    setting.x.settings.change({"search_vocabulary": vocabulary})
    (original,) = publish(setting, 400, text="good sun " * 60)
    publish(setting, 300, text="so true, sun", quote_of=str(original))
    open_gap(setting, 600, 100)
    fill(setting)
    quote, long = setting.kept.records()
    assert (quote["kind"], quote["text"]) == ("quote", "so true, sun")
    assert long["text"] == "good sun " * 60
    assert (long["id"], long["revision"]) == (str(original), str(original))


def test_a_post_that_was_sent_already_is_not_sent_again(setting: Setting) -> None:
    known, new = publish(setting, 400, 300)
    setting.remembered.add(known)
    open_gap(setting, 600, 100)
    filled = fill(setting)
    assert setting.delivered == [new]
    assert (filled.pages.posts, filled.sink.duplicates) == (1, 1)
    assert filled.outcome == (1, 0, 0)


def test_a_gap_that_no_rule_can_be_searched_for_is_told_once_and_dropped(setting: Setting) -> None:
    open_gap(setting, 600, 100)
    filled = fill(setting, [Rule("few", "sun sample:10")], seconds=20.0)
    assert searches(setting) == 0
    assert filled.outcome == (0, 1, 0)
    first, last = (iso_time(setting.clock.now() - age - 20.0) for age in (600, 100))
    assert filled.warnings == [
        f"Posts between {first} and {last} are lost: no rule can be searched for: "
        "'few' (search does not know sample:)."
    ]
    assert open_gaps(setting) == []


def test_the_keywords_that_can_be_searched_are_and_the_others_are_named(setting: Setting) -> None:
    posts = publish(setting, 300)
    open_gap(setting, 600, 100)
    filled = fill(setting, [SUN, Rule("few", "moon sample:10")])
    assert setting.delivered == posts
    first, last = (iso_time(filled.setting.clock.now() - age - 3.0) for age in (600, 100))
    assert filled.warnings == [
        f"Posts between {first} and {last} were not searched for these keywords: "
        "'few' (search does not know sample:)."
    ]
    assert filled.outcome == (0, 1, 0), "part of it is lost"
    assert open_gaps(setting) == []


def test_what_search_no_longer_reaches_is_told_and_dropped(setting: Setting) -> None:
    (reachable,) = publish(setting, 6 * DAY)
    publish(setting, 6.99 * DAY)
    lost = open_gap(setting, 20 * DAY, 9 * DAY)
    open_gap(setting, 8 * DAY, 5 * DAY)
    filled = fill(setting, seconds=10.0)
    first, last = (iso_time(time_of_id(post_id)) for post_id in (lost.first, lost.last))
    assert filled.warnings[0].startswith(f"Posts between {first} and {last} are ")
    assert filled.outcome == (1, 2, 0)
    assert [("lost" in words, "7 days" in words) for words in filled.warnings] == [(True, True)] * 2
    assert setting.delivered == [reachable]
    assert open_gaps(setting) == []


def test_what_x_still_reaches_of_a_gap_is_searched(setting: Setting) -> None:
    posts = publish(setting, *[6.5 * DAY - number * 1000 for number in range(20)])
    open_gap(setting, 7 * DAY - 3700, 4 * DAY)
    setting.x.now = lambda: setting.clock.now() + 3900
    filled = fill(setting, seconds=30.0)
    assert sorted(setting.delivered) == sorted(posts)
    assert filled.outcome == (1, 1, 0)
    (warning,) = filled.warnings
    assert "out of reach" in warning


def test_a_gap_that_runs_out_of_reach_while_x_refuses_is_told_once_with_all_that_is_lost(
    setting: Setting,
) -> None:
    first, _ = ids_of(setting, 8 * DAY, 1)
    open_gap(setting, 8 * DAY, 5 * DAY)
    order = {"kind": "unavailable", "where": "search"}
    setting.order(*[order] * 90)
    started = setting.clock.now()
    filled = fill(setting, seconds=200.0)
    assert searches(setting) > 10
    assert filled.outcome == (0, 1, 1)
    lost, _ = filled.warnings[:2]
    assert len(filled.warnings) == 2, "and that X was not available"
    assert lost.startswith(f"Posts between {iso_time(time_of_id(first))} and ")
    assert lost.endswith(" are out of reach of recent search (7 days) and lost.")
    end = lost.split(" and ")[1].split(" are ")[0]
    assert end > iso_time(started - 6.98 * DAY + 100.0), "told as far as it came to be"


def test_each_part_that_is_out_of_reach_is_told_and_counted(setting: Setting) -> None:
    open_gap(setting, 20 * DAY, 9 * DAY)
    open_gap(setting, 8 * DAY, 7.5 * DAY)
    open_gap(setting, 7.2 * DAY, 6 * DAY)
    setting.order(*[{"kind": "unavailable", "where": "search"}] * 5)
    filled = fill(setting, seconds=100.0)
    assert filled.outcome == (1, 3, 0)
    assert len([words for words in filled.warnings if "out of reach" in words]) == 3


def test_what_x_says_is_out_of_reach_again_and_again_is_told_once(setting: Setting) -> None:
    open_gap(setting, 6.9 * DAY, 6 * DAY)
    setting.x.now = lambda: setting.clock.now() + 0.5 * DAY
    setting.clock.sleep(1.0)
    for _ in range(4):
        setting.order({"kind": "unavailable", "where": "search", "after_requests": 1})
    filled = fill(setting, seconds=200.0)
    assert len([words for words in filled.warnings if "out of reach" in words]) == 1
    assert filled.store.dropped == 1


def test_what_x_says_is_out_of_reach_is_told_and_dropped(setting: Setting) -> None:
    publish(setting, 6.9 * DAY)
    open_gap(setting, 6.95 * DAY, 6.85 * DAY)
    setting.x.now = lambda: setting.clock.now() + 0.5 * DAY
    filled = fill(setting)
    assert filled.outcome == (0, 1, 0)
    assert "X says" in filled.warnings[0]
    assert "out of reach" in filled.warnings[0]
    assert open_gaps(setting) == []

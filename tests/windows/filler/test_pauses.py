"""What interrupts filling, and when X is asked again: a budget, a refusal, a limit."""

from __future__ import annotations

import pytest

from collector.posts.remembered import RememberedPosts
from collector.timing import Timing
from tests.unit.collector.setting import Setting
from tests.windows.filler.filling import (
    DAY,
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


def test_the_budget_ends_filling_and_the_rest_waits_for_the_next_day(setting: Setting) -> None:
    posts = publish(setting, *range(110, 360))
    open_gap(setting, 600, 100)
    filled = fill(setting, per_day=150, seconds=600.0)
    first = set(setting.delivered)
    assert first == set(sorted(posts)[-150:]), "search goes from the newest to the oldest"
    assert {post_id for post_id in posts if post_id > newest_left(setting)} == first
    assert reads(setting) == 150
    assert filled.spend.posts_read == 150
    assert filled.warnings == []

    setting.clock.sleep(DAY)
    setting.remembered = RememberedPosts()
    fill(setting, per_day=150)
    assert sorted(setting.delivered) == sorted(posts)
    assert reads(setting) == 250, "no post was read twice"


def test_a_budget_that_is_used_up_is_asked_for_again_each_minute(setting: Setting) -> None:
    publish(setting, *range(110, 160))
    open_gap(setting, 600, 100)
    start(setting, per_day=10)
    setting.clock.sleep(3.0)
    asked = []
    for _ in range(3):
        before = len(setting.aws.calls)
        setting.clock.sleep(TIMING.search_rate_pause)
        asked.append([call.operation for call in setting.aws.calls[before:]])
    assert asked == [["TransactWriteItems"]] * 3
    assert searches(setting) == 1


def test_a_budget_smaller_than_xs_smallest_page_is_used_up_to_the_end(setting: Setting) -> None:
    publish(setting, *range(110, 160))
    open_gap(setting, 600, 100)
    fill(setting, per_day=3, seconds=30.0)
    assert len(setting.delivered) == 10, "X's smallest page"
    assert searches(setting) == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("unavailable", "Service Unavailable"),
        ("rate_limited", "Too Many Requests"),
        ("unauthorized", "Unauthorized"),
        ("usage_cap_exceeded", "Usage cap exceeded"),
    ],
)
def test_a_refused_search_leaves_the_gap_open_and_is_told_in_xs_words(
    setting: Setting, fault: str, words: str
) -> None:
    publish(setting, 300)
    gap = open_gap(setting, 600, 100)
    setting.order({"kind": fault, "where": "search"})
    filled = fill(setting)
    assert open_gaps(setting) == [gap]
    (warning,) = filled.warnings
    assert warning.startswith("Filling gaps paused: ")
    assert words in warning
    assert filled.outcome == (0, 0, 1)
    assert filled.spend.posts_read == 0


@pytest.mark.parametrize(
    ("fault", "pause"),
    [
        ("unavailable", TIMING.search_pause),
        ("no_answer", TIMING.search_pause),
        ("rate_limited", TIMING.search_rate_pause),
        ("unauthorized", TIMING.search_rate_pause),
    ],
)
def test_after_a_refusal_x_is_asked_again_only_after_a_pause(
    setting: Setting, fault: str, pause: float
) -> None:
    posts = publish(setting, 300)
    open_gap(setting, 600, 100)
    setting.order({"kind": fault, "where": "search"})
    filler = start(setting)
    setting.clock.sleep(pause - 0.1)
    assert searches(setting) == 1
    setting.clock.sleep(2.0)
    filler.stop()
    assert searches(setting) == 2
    assert setting.delivered == posts
    assert filler.outcome == (1, 0, 0)


def test_a_limit_that_ends_beyond_xs_quarter_of_an_hour_is_not_waited_for(
    setting: Setting,
) -> None:
    """A reset of next year, or one in milliseconds, must not end filling for good."""
    posts = publish(setting, 300)
    open_gap(setting, 600, 100)
    setting.order({"kind": "rate_limited", "where": "search", "seconds": 1e7, "headers": True})
    filler = fill(setting, seconds=TIMING.rate_wait_longest + 60.0)
    assert setting.delivered == posts
    assert filler.outcome == (1, 0, 0)


def test_a_limit_whose_end_has_come_by_xs_clock_is_no_reason_to_ask_at_once(
    setting: Setting,
) -> None:
    publish(setting, 300)
    open_gap(setting, 600, 100)
    setting.order({"kind": "rate_limited", "where": "search", "seconds": 0.0, "headers": True})
    filler = start(setting)
    setting.clock.sleep(TIMING.search_pause - 0.1)
    assert searches(setting) == 1
    setting.clock.sleep(2.0)
    filler.stop()
    assert searches(setting) == 2

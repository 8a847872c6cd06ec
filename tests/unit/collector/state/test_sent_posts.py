"""What a window sent or read last is known to the next one, however much it was."""

from __future__ import annotations

from collector.state.sent_posts import (
    MOST_POSTS,
    MOST_UNSENT,
    SentPosts,
    load_sent_posts,
    save_sent_posts,
)
from collector.state.table import StateTable
from tests.unit.collector.setting import Setting

LARGEST_ID = 2**63 - 1
# "Quotas in Amazon DynamoDB"; "Filtered stream" for pay-per-use.
ITEM_BYTES = 400 * 1000
POSTS_X_DELIVERS_A_SECOND = 250


def test_before_the_first_window_nothing_is_known(state: StateTable) -> None:
    assert load_sent_posts(state) == SentPosts([], [])


def test_what_is_saved_is_loaded_in_the_order_of_age(state: StateTable) -> None:
    save_sent_posts(state, [LARGEST_ID, 1, 20], [9, 8])
    assert load_sent_posts(state) == SentPosts([1, 20, LARGEST_ID], [8, 9])


def test_what_the_version_before_this_one_left_is_read(state: StateTable) -> None:
    state.put("sent", "stream", {"post_ids": "1 14 7fffffffffffffff"})
    assert load_sent_posts(state) == SentPosts([1, 20, LARGEST_ID], [])


def test_more_posts_than_an_item_can_hold_leave_the_newest(setting: Setting) -> None:
    state = setting.state()
    many = range(LARGEST_ID - MOST_POSTS - 5, LARGEST_ID)
    save_sent_posts(state, many, many)
    assert load_sent_posts(state) == SentPosts(
        list(range(LARGEST_ID - MOST_POSTS, LARGEST_ID)),
        list(range(LARGEST_ID - MOST_UNSENT, LARGEST_ID)),
    )


def test_the_largest_lists_fit_into_an_item_and_hold_a_minute_of_the_busiest_stream(
    setting: Setting,
) -> None:
    many = range(LARGEST_ID - 2 * MOST_POSTS, LARGEST_ID)
    save_sent_posts(setting.state(), many, many)
    item = setting.aws.calls[-1].body["Item"]
    size = sum(len(name) + len(value["S"]) for name, value in item.items())
    assert size < ITEM_BYTES
    assert MOST_POSTS >= 60 * POSTS_X_DELIVERS_A_SECOND


def test_a_later_windows_posts_take_the_place_of_an_earlier_ones(state: StateTable) -> None:
    save_sent_posts(state, [1, 2, 3], [7])
    save_sent_posts(state, [4], [])
    assert load_sent_posts(state) == SentPosts([4], [])
    save_sent_posts(state, [], [5])
    assert load_sent_posts(state) == SentPosts([], [5])


def test_a_window_that_read_nothing_leaves_the_last_ones(state: StateTable) -> None:
    save_sent_posts(state, [3], [4])
    save_sent_posts(state, [], [])
    assert load_sent_posts(state) == SentPosts([3], [4])

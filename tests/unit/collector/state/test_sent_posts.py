"""What a window sent or read last is known to the next one, however much it was."""

from __future__ import annotations

from collections.abc import Iterable

from collector.state.sent_posts import (
    MOST_POSTS,
    MOST_UNSENT,
    SentPosts,
    change_of_sent_posts,
    load_sent_posts,
)
from collector.state.table import StateTable
from tests.unit.collector.setting import Setting

LARGEST_ID = 2**63 - 1
# "Quotas in Amazon DynamoDB"; "Filtered stream" for pay-per-use.
ITEM_BYTES = 400 * 1000
POSTS_X_DELIVERS_A_SECOND = 250


def known(
    sent: Iterable[int], read: Iterable[int], day: str = "2026-11-30", complete_from: int = 0
) -> SentPosts:
    return SentPosts(frozenset(sent), frozenset(read), day, complete_from)


def save(state: StateTable, posts: SentPosts, fence: int = 1) -> bool:
    return state.update_together([change_of_sent_posts(posts, fence)]) == []


def test_before_the_first_window_nothing_is_known(state: StateTable) -> None:
    assert load_sent_posts(state) == SentPosts()


def test_what_is_saved_is_loaded(state: StateTable) -> None:
    """Sent today, sent before, read today and not sent."""
    posts = known([LARGEST_ID, 1, 20], [20, 9, 8], complete_from=5)
    assert save(state, posts)
    assert load_sent_posts(state) == posts


def test_what_the_version_before_this_one_left_is_read(state: StateTable) -> None:
    state.put("sent", "stream", {"post_ids": "1 14 7fffffffffffffff"})
    assert load_sent_posts(state) == known([1, 20, LARGEST_ID], [], day="")


def test_more_posts_than_an_item_can_hold_leave_the_newest_and_say_so(state: StateTable) -> None:
    newest = range(LARGEST_ID - MOST_POSTS + 1, LARGEST_ID + 1)
    more = range(LARGEST_ID - MOST_POSTS - 5, LARGEST_ID + 1)
    unsent = range(MOST_UNSENT + 5)
    save(state, known(more, unsent))
    assert load_sent_posts(state) == known(newest, unsent[-MOST_UNSENT:], complete_from=newest[0])
    save(state, known(newest, [], complete_from=3))
    assert load_sent_posts(state) == known(newest, [], complete_from=3)


def test_the_largest_lists_fit_into_an_item_and_hold_a_minute_of_the_busiest_stream(
    setting: Setting,
) -> None:
    many = range(LARGEST_ID - 2 * MOST_POSTS, LARGEST_ID)
    others = range(LARGEST_ID - 4 * MOST_POSTS, LARGEST_ID - 2 * MOST_POSTS)
    for read in (others, [*others, *many], [*others, *many[::2]]):
        save(setting.state(), known(many, read))
        update = setting.aws.calls[-1].body["TransactItems"][0]["Update"]
        values = update["ExpressionAttributeValues"].items()
        size = sum(len(name) + len(next(iter(value.values()))) for name, value in values)
        assert size < ITEM_BYTES
    assert MOST_POSTS >= 60 * POSTS_X_DELIVERS_A_SECOND


def test_a_later_windows_posts_take_the_place_of_an_earlier_ones(state: StateTable) -> None:
    save(state, known([1, 2, 3], [7]))
    assert save(state, known([4], []), fence=2)
    assert load_sent_posts(state) == known([4], [])


def test_a_window_whose_lease_is_gone_changes_nothing(state: StateTable) -> None:
    save(state, known([4], []), fence=2)
    assert not save(state, known([1], []), fence=1)
    assert load_sent_posts(state) == known([4], [])


def test_what_was_sent_and_never_counted_stays_told_apart_until_it_is_read(
    state: StateTable,
) -> None:
    sent = SentPosts(frozenset([3, 4, 5, 6]), frozenset([4]), uncounted=frozenset([4, 5]))
    save(state, sent)
    loaded = load_sent_posts(state)
    assert (loaded.sent, loaded.read) == (sent.sent, sent.read)
    assert loaded.uncounted == {5}, "the other one was read since"

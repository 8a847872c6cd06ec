"""A post counts once a UTC day, as X charges it, however often it is read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from collector.posts.remembered import RememberedPosts
from collector.state.budget import Budget
from collector.state.sent_posts import SentPosts, change_of_sent_posts, load_sent_posts
from collector.state.spend import Spend
from shared.snowflake import first_id_at
from tests.unit.collector.setting import Setting

EVENING = datetime(2026, 11, 30, 23, 50, tzinfo=UTC).timestamp()


@pytest.fixture
def evening(setting: Setting) -> Setting:
    setting.clock.sleep(EVENING - setting.clock.now())
    return setting


def spend(setting: Setting, per_day: int = 1000, sent: tuple[int, ...] = ()) -> Spend:
    """`sent` is what windows before have written down as sent."""
    if sent:
        noted = SentPosts(frozenset(sent), frozenset(), "2026-11-29", 0)
        setting.state().update_together([change_of_sent_posts(noted, 0)])
    window = Spend(Budget(setting.state(), setting.clock, per_day, 20_000), setting.clock)
    window.begin()
    return window


def test_a_post_that_comes_twice_on_the_stream_counts_once(evening: Setting) -> None:
    window = spend(evening)
    assert all([window.take_one(7), window.take_one(8), window.take_one(7)])
    assert window.posts_read == 2


def test_a_post_of_many_keywords_counts_once(evening: Setting) -> None:
    window = spend(evening)
    for _ in range(5):
        window.settle_page(window.reserve_page(100), range(100))
    window.give_back()
    assert window.posts_read == window.posts_read_today == 100


def test_a_post_that_is_twice_in_a_page_counts_once(evening: Setting) -> None:
    window = spend(evening)
    window.settle_page(window.reserve_page(10), [5, 6, 5])
    assert window.posts_read == 2


def test_a_post_of_the_stream_does_not_count_again_when_search_finds_it(evening: Setting) -> None:
    window = spend(evening)
    assert window.take_one(5)
    window.settle_page(window.reserve_page(10), [5, 6])
    assert window.take_one(6)
    assert window.posts_read == 2


def test_a_post_without_an_id_always_counts(evening: Setting) -> None:
    window = spend(evening)
    window.settle_page(window.reserve_page(10), [None, None])
    assert window.take_one()
    assert window.posts_read == 3


def test_a_post_that_an_earlier_window_handed_on_today_does_not_count_again(
    evening: Setting,
) -> None:
    today = first_id_at(EVENING - 60)
    window = spend(evening, sent=(today,))
    assert window.take_one(today)
    assert window.posts_read == 0
    assert window.take_one(today + 1)
    assert window.posts_read == 1


def test_a_post_of_yesterday_may_be_charged_again(evening: Setting) -> None:
    """It was read yesterday or today, and nobody knows: the safe side."""
    midnight = datetime(2026, 11, 30, tzinfo=UTC).timestamp()
    last, first = first_id_at(midnight) - 1, first_id_at(midnight)
    window = spend(evening, sent=(last, first))
    assert window.take_one(last)
    assert window.take_one(first)
    assert window.posts_read == 1


def test_a_post_that_is_read_on_two_days_counts_on_both(evening: Setting) -> None:
    post_id = first_id_at(EVENING)
    window = spend(evening, sent=(post_id + 1,))
    assert window.take_one(post_id)
    evening.clock.sleep(600)
    assert all([window.take_one(post_id), window.take_one(post_id), window.take_one(post_id + 1)])
    assert window.posts_read == 3
    window.give_back()
    assert window.posts_read_today == 2


def test_what_was_read_today_is_read_again_when_the_budget_is_used_up(evening: Setting) -> None:
    window = spend(evening, per_day=1)
    assert window.take_one(5)
    assert not window.take_one(6)
    assert window.take_one(5), "X does not charge it"
    assert not window.take_one(6), "it was not read"


def test_what_an_earlier_window_read_and_could_not_send_does_not_count_again(
    evening: Setting,
) -> None:
    earlier = spend(evening)
    made_today, made_yesterday = first_id_at(EVENING - 60), first_id_at(EVENING - 86_400)
    assert all([earlier.take_one(made_today), earlier.take_one(made_yesterday)])
    earlier.note()
    window = spend(evening)
    window.begin()
    assert all([window.take_one(made_today), window.take_one(made_yesterday)])
    assert window.posts_read == 0
    evening.clock.sleep(600)
    assert all([window.take_one(made_today), window.take_one(made_yesterday)])
    assert window.posts_read == 2, "X charges it once a day"


def test_what_an_earlier_window_read_yesterday_counts_again(evening: Setting) -> None:
    earlier = spend(evening)
    assert earlier.take_one(5)
    earlier.note()
    evening.clock.sleep(600)
    window = spend(evening)
    window.begin()
    assert window.take_one(5)
    assert window.posts_read == 1


def test_what_an_earlier_window_sent_is_known_to_the_next_one(evening: Setting) -> None:
    made_yesterday = first_id_at(EVENING - 86_400)
    remembered = RememberedPosts()
    earlier = Spend(
        Budget(evening.state(), evening.clock, 1000, 20_000, sent=remembered), evening.clock
    )
    assert earlier.take_one(made_yesterday)
    earlier.note()
    remembered.add(made_yesterday)
    remembered.misses_up_to(7)
    earlier.note()
    later_remembered = RememberedPosts()
    window = Spend(
        Budget(evening.state(), evening.clock, 1000, 20_000, sent=later_remembered), evening.clock
    )
    window.begin()
    assert made_yesterday in later_remembered
    assert later_remembered.complete_from == 8
    assert window.take_one(made_yesterday)
    assert window.posts_read == 0, "it was read today, though made yesterday"


def test_only_what_may_be_found_again_is_written_down_and_only_when_there_is_news(
    evening: Setting,
) -> None:
    remembered = RememberedPosts()
    for post_id in (3, 9):
        remembered.add(post_id)
    window = Spend(
        Budget(evening.state(), evening.clock, 1000, 20_000, sent=remembered, found_from=lambda: 5),
        evening.clock,
    )
    assert all([window.take_one(4), window.take_one(5)])
    window.note()
    assert load_sent_posts(evening.state()) == SentPosts(
        frozenset([9]), frozenset([5]), "2026-11-30"
    )
    later = Spend(
        Budget(evening.state(), evening.clock, 1000, 20_000, sent=RememberedPosts()), evening.clock
    )
    later.begin()
    asked = len(evening.aws.calls)
    window.note()
    later.note()
    assert len(evening.aws.calls) == asked


def test_of_more_posts_than_an_item_holds_those_in_gaps_are_kept_and_others_told_missing(
    evening: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.state.notes.MOST_POSTS", 3)
    remembered = RememberedPosts()
    for post_id in (2, 4, 6, 8):
        remembered.add(post_id)
    window = Spend(
        Budget(
            evening.state(),
            evening.clock,
            1000,
            20_000,
            sent=remembered,
            found_in_gaps=lambda sent: [post_id for post_id in sent if post_id < 5],
        ),
        evening.clock,
    )
    window.note()
    known = load_sent_posts(evening.state())
    assert (sorted(known.sent), known.complete_from) == ([2, 4], 9)


def test_more_posts_than_a_window_can_get_are_known(evening: Setting) -> None:
    """X delivers 250 a second, and 450 pages of 100 posts in 15 minutes."""
    window = spend(evening, per_day=10**6)
    for _ in range(2):
        window.settle_page(window.reserve_page(100), range(250 * 900 + 450 * 100))
    assert window.posts_read == 270_000

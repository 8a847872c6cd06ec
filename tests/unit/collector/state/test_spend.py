"""The budget: what is read is counted once, and never more is read than a person allowed."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from collector.state.budget import Budget
from collector.state.spend import USD_A_POST, USD_AN_AUTHOR, Spend
from sandbox.simulation.aws import Call
from tests.unit.collector.setting import Setting


def spend(setting: Setting, per_day: int = 1000, per_month: int = 20_000) -> Spend:
    return Spend(Budget(setting.state(), setting.clock, per_day, per_month), setting.clock)


def counted(setting: Setting) -> tuple[int, int]:
    """What stands in the table for this day and month."""
    today = datetime.fromtimestamp(setting.clock.now(), UTC)
    items = [setting.state().get("spend", f"{today:{words}}") for words in ("%Y-%m-%d", "%Y-%m")]
    day, month = (int(item["posts"]) if item else 0 for item in items)
    return day, month


def take(number: int, window: Spend) -> int:
    return sum(window.take_one() for _ in range(number))


def taking_turns(setting: Setting) -> None:
    """Let every call to the table give other threads their turn."""

    def wait(_: Call) -> None:
        setting.clock.sleep(0.001)

    setting.aws.intervention = wait


def test_two_windows_at_once_never_read_more_than_the_budget(setting: Setting) -> None:
    windows = [spend(setting, per_day=333), spend(setting, per_day=333)]

    def read(window: Spend) -> None:
        while window.take_one():
            pass

    taking_turns(setting)
    threads = [setting.clock.thread(partial(read, window), "window") for window in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(window.posts_read for window in windows) == 333
    assert all(window.posts_read > 100 for window in windows), "they read at once"
    assert all(window.is_used_up() for window in windows)
    assert windows[0].posts_read_today == 333


def test_two_windows_that_set_pages_aside_at_once_stay_within_the_budget(setting: Setting) -> None:
    granted: list[int] = []

    def read() -> None:
        window = spend(setting, per_day=250)
        granted.append(window.reserve_page(100).posts)
        granted.append(window.reserve_page(100).posts)

    taking_turns(setting)
    threads = [setting.clock.thread(read, "window") for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(granted) == [0, 50, 100, 100]
    assert counted(setting) == (250, 250)


def test_two_threads_of_a_window_lose_nothing_of_what_they_set_aside(setting: Setting) -> None:
    window = spend(setting)

    def read() -> None:
        for _ in range(30):
            assert window.take_one()
            setting.clock.sleep(0.0004)

    taking_turns(setting)
    threads = [setting.clock.thread(read, "reader") for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    window.give_back()
    assert window.posts_read == 60
    assert counted(setting) == (60, 60)


@pytest.mark.parametrize("posts_a_second", [0.1, 0.5, 2])
def test_what_is_set_aside_outlasts_a_lease_and_not_much_more(
    setting: Setting, posts_a_second: float
) -> None:
    window = spend(setting, per_day=10**6, per_month=10**9)
    for _ in range(int(400 * posts_a_second)):
        assert window.take_one()
        setting.clock.sleep(1 / posts_a_second)
    asked = len(setting.aws.calls)
    assert counted(setting)[0] - window.posts_read <= 80 * posts_a_second
    for _ in range(int(400 * posts_a_second)):
        assert window.take_one()
        setting.clock.sleep(1 / posts_a_second)
    assert 10 <= len(setting.aws.calls) - asked - 2 <= 40


@pytest.mark.parametrize(("per_day", "largest"), [(10, 1), (40, 2), (9_999, 499), (10**6, 500)])
def test_no_more_is_set_aside_at_once_than_a_twentieth_of_the_day(
    setting: Setting, per_day: int, largest: int
) -> None:
    window = spend(setting, per_day, per_month=10**9)
    take(min(per_day, 1500), window)
    sizes = [
        int(call.body["TransactItems"][0]["Update"]["ExpressionAttributeValues"][":posts"]["N"])
        for call in setting.aws.calls
        if call.operation == "TransactWriteItems"
    ]
    assert max(sizes) == largest
    assert [size for size in sizes if size][:2] == [min(2, largest), min(4, largest)]


def test_a_stream_that_slows_down_sets_less_and_less_aside(setting: Setting) -> None:
    window = spend(setting, per_day=10**6, per_month=10**9)
    assert take(700, window) == 700
    for _ in range(600):
        assert window.take_one()
        setting.clock.sleep(90.0)
    assert counted(setting)[0] - window.posts_read <= 1


def test_a_window_that_dies_leaves_hardly_more_counted_than_it_read(setting: Setting) -> None:
    window = spend(setting, per_day=10_000)
    assert take(56, window) == 56
    assert counted(setting)[0] == 2 + 4 + 8 + 16 + 32


def test_the_whole_budget_can_be_read_to_the_last_post(setting: Setting) -> None:
    window = spend(setting, per_day=105)
    assert take(107, window) == 105
    assert window.posts_read == 105
    assert counted(setting) == (105, 105)


def test_a_budget_of_none_reads_none_and_its_share_is_no_error(setting: Setting) -> None:
    for window in (spend(setting, per_day=0), spend(setting, per_month=0)):
        assert window.is_used_up()
        assert not window.take_one()
        assert window.reserve_page(100).posts == 0
        assert window.posts_read == 0
        assert window.share_used() == (0.0, 0.0)
    assert counted(setting) == (0, 0)


def test_what_the_month_does_not_allow_is_given_back_to_the_day(setting: Setting) -> None:
    window = spend(setting, per_day=1000, per_month=70)
    assert take(72, window) == 70
    assert counted(setting) == (70, 70)
    assert window.is_used_up()


def test_a_window_that_may_still_read_is_not_used_up(setting: Setting) -> None:
    window = spend(setting, per_day=60)
    assert not window.is_used_up()
    assert window.posts_read_today == 0, "what is only set aside was not read"
    assert take(60, window) == 60
    assert window.is_used_up()


def test_what_a_window_did_not_read_is_given_back(setting: Setting) -> None:
    window = spend(setting, per_day=100)
    assert window.take_one()
    window.give_back()
    window.give_back()
    assert counted(setting) == (1, 1)
    assert (window.posts_read_today, window.posts_read_this_month) == (1, 1)
    assert window.take_one(), "and it may be set aside again"


def test_what_was_read_before_is_known_and_told_as_shares(setting: Setting) -> None:
    earlier = spend(setting)
    assert take(250, earlier) == 250
    earlier.give_back()
    later = spend(setting)
    assert later.share_used() == (0.0, 0.0)
    later.begin()
    assert (later.posts_read_today, later.posts_read_this_month) == (250, 250)
    assert later.share_used() == (0.25, 0.0125)
    assert later.posts_read == 0


def test_before_the_first_post_nothing_was_read(setting: Setting) -> None:
    window = spend(setting)
    window.begin()
    assert (window.posts_read_today, window.posts_read_this_month) == (0, 0)


def test_the_share_of_a_budget_of_one_post_is_all_of_it(setting: Setting) -> None:
    window = spend(setting, per_day=1, per_month=1)
    assert take(3, window) == 1
    assert window.share_used() == (1.0, 1.0)


def test_a_page_uses_what_is_set_aside_before_it_sets_more_aside(setting: Setting) -> None:
    window = spend(setting)
    window.settle_page(window.reserve_page(50), [1])
    assert window.reserve_page(30).posts == 30
    assert counted(setting) == (50, 50)
    assert window.reserve_page(100).posts == 100
    assert counted(setting) == (131, 131)


def test_a_page_with_fewer_posts_leaves_the_rest_for_the_stream(setting: Setting) -> None:
    window = spend(setting)
    window.settle_page(window.reserve_page(100), range(40))
    assert (window.posts_read, window.posts_read_today) == (40, 40)
    assert take(60, window) == 60
    assert counted(setting) == (100, 100)


@pytest.mark.parametrize("read", [4, 10])
def test_a_page_with_more_posts_than_were_granted_is_counted_whole(
    setting: Setting, read: int
) -> None:
    window = spend(setting, per_day=103)
    assert take(100, window) == 100
    window.settle_page(window.reserve_page(100), range(read))
    assert window.posts_read == 100 + read
    assert counted(setting) == (100 + read, 100 + read)
    assert window.posts_read_today == 100 + read
    assert window.is_used_up()


def test_prices_are_those_of_x() -> None:
    """X's "Pricing" for pay-per-use."""
    assert (USD_A_POST, USD_AN_AUTHOR) == (0.005, 0.010)

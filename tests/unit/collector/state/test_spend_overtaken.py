"""Of two windows that do not know of each other neither reads what the other may."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import pytest

from collector.posts.remembered import RememberedPosts
from collector.state.budget import Budget
from collector.state.overtaken import KeptBackError
from collector.state.sent_posts import load_sent_posts
from collector.state.spend import Spend
from collector.state.table import StateUnavailableError
from tests.unit.collector.interventions import NEVER_SENT, PowerCut, always
from tests.unit.collector.setting import Setting
from tests.unit.collector.state.test_spend import counted

FUNCTION_SECONDS = 900.0


def spend(
    setting: Setting,
    fence: int,
    per_day: int = 100,
    per_month: int = 20_000,
    *,
    took_over: bool = True,
    found_from: int = 0,
) -> Spend:
    window = Spend(
        Budget(
            setting.state(),
            setting.clock,
            per_day,
            per_month,
            sent=RememberedPosts(),
            fence=fence,
            took_over=took_over,
            reads_until=setting.clock.now() + FUNCTION_SECONDS,
            found_from=lambda: found_from,
        ),
        setting.clock,
    )
    window.begin()
    return window


def read(window: Spend, post_ids: Iterable[int]) -> None:
    assert all(window.take_one(post_id) for post_id in post_ids)


def read_to_the_last(window: Spend, first: int = 1000) -> int:
    post_id = first
    while True:
        try:
            if not window.take_one(post_id):
                return post_id - first
        except StateUnavailableError:
            return post_id - first
        post_id += 1


@pytest.mark.parametrize(("per_day", "per_month"), [(100, 20_000), (1000, 100)])
def test_half_of_what_was_left_and_what_was_set_aside_is_kept_back(
    setting: Setting, per_day: int, per_month: int
) -> None:
    overtaken = spend(setting, 1, per_day, per_month)
    read(overtaken, range(40))
    overtaken.note()
    assert overtaken.reserve_page(10).posts == 10
    may_be_read, _ = counted(setting)
    window = spend(setting, 2, per_day, per_month)
    assert counted(setting) == (40, 40)
    first_half = (100 - may_be_read + 1) // 2
    assert read_to_the_last(window) == first_half > 15
    with pytest.raises(KeptBackError, match="Another window may be reading"):
        window.reserve_page(10)
    assert not window.is_used_up()
    setting.clock.sleep(FUNCTION_SECONDS)
    assert read_to_the_last(window, 2000) == 100 - 40 - first_half
    assert window.is_used_up()


def test_a_page_takes_what_is_left_before_what_is_kept_back(setting: Setting) -> None:
    spend(setting, 1)
    read(spend(setting, 1), [1])
    window = spend(setting, 2)
    read(window, [7])
    assert 40 < window.reserve_page(100).posts < 50


def test_nothing_is_kept_back_after_a_lease_that_was_released(setting: Setting) -> None:
    earlier = spend(setting, 1)
    read(earlier, range(40))
    earlier.give_back()
    assert read_to_the_last(spend(setting, 2, took_over=False)) == 60


def test_nothing_is_kept_back_for_a_window_that_knew_nothing_of_the_day(setting: Setting) -> None:
    read(spend(setting, 1), range(40))
    setting.clock.sleep(86_400 - setting.clock.now() % 86_400)
    assert read_to_the_last(spend(setting, 2)) == 100


def test_two_windows_read_the_whole_budget_and_not_a_post_more(setting: Setting) -> None:
    overtaken = spend(setting, 1)
    read(overtaken, range(20))
    overtaken.note()
    setting.aws.intervention = always(NEVER_SENT)
    theirs = 20 + read_to_the_last(overtaken, 20)
    setting.aws.intervention = None
    window = spend(setting, 2)
    ours = read_to_the_last(window)
    overtaken.leave_bills()
    ours += read_to_the_last(window, 5000)
    assert ours + theirs == 100
    window.give_back()
    assert counted(setting) == (100, 100)
    assert window.posts_read == ours
    assert window.posts_read_today == 100


def test_of_a_bill_only_what_is_not_counted_counts(setting: Setting) -> None:
    overtaken = spend(setting, 1, per_day=1000)
    read(overtaken, range(30))
    overtaken.note()
    read(overtaken, range(30, 50))
    window = spend(setting, 2, per_day=1000)
    read(window, range(40, 60))
    overtaken.note()
    assert overtaken.is_overtaken
    assert not window.is_overtaken
    overtaken.leave_bills()
    window.settle_page(window.reserve_page(100), range(60, 70))
    read(window, range(70))
    window.give_back()
    assert counted(setting) == (70, 70)
    assert setting.state().query("bill") == []
    assert load_sent_posts(setting.state()).read == frozenset(range(70))


def test_what_a_refused_note_held_is_in_the_bill_though_it_is_not_found_again(
    setting: Setting,
) -> None:
    found_from = 0
    overtaken = Spend(
        Budget(
            setting.state(),
            setting.clock,
            1000,
            20_000,
            fence=1,
            reads_until=setting.clock.now() + FUNCTION_SECONDS,
            found_from=lambda: found_from,
        ),
        setting.clock,
    )
    overtaken.begin()
    read(overtaken, range(30))
    window = spend(setting, 2, per_day=1000)
    found_from = 100
    overtaken.note()
    assert overtaken.is_overtaken
    overtaken.leave_bills()
    window.give_back()
    assert counted(setting) == (30, 30)


def test_a_bill_that_a_dead_window_was_about_to_count_is_counted_by_the_next(
    setting: Setting,
) -> None:
    overtaken = spend(setting, 1, per_day=1000)
    read(overtaken, range(25))
    overtaken.leave_bills()
    for dies_at in range(1, 8):
        setting.aws.intervention = PowerCut(dies_at)
        with suppress(StateUnavailableError):
            spend(setting, 1 + dies_at, per_day=1000)
    setting.aws.intervention = None
    spend(setting, 20, per_day=1000).give_back()
    assert counted(setting) == (25, 25)


def test_a_bill_of_yesterday_counts_on_its_day(setting: Setting) -> None:
    setting.clock.sleep(86_400 - setting.clock.now() % 86_400 - 30)
    overtaken = spend(setting, 1)
    read(overtaken, range(6))
    overtaken.note()
    read(overtaken, range(6, 9))
    yesterday = counted(setting)
    window = spend(setting, 2)
    read(window, [8])
    overtaken.leave_bills()
    setting.clock.sleep(60)
    read(window, [8, 9, 10])
    window.give_back()
    assert yesterday >= (9, 9)
    assert sorted(spent(setting).values()) == [3, 9, 12]
    assert counted(setting) == (3, 12)


def spent(setting: Setting) -> dict[str, int]:
    return {str(item["id"]): int(item["posts"]) for item in setting.state().query("spend")}


@pytest.mark.parametrize("running", [False, True])
def test_a_bill_of_yesterday_that_holds_nothing_new_ends_no_window(
    setting: Setting, *, running: bool
) -> None:
    setting.clock.sleep(86_400 - setting.clock.now() % 86_400 - 30)
    overtaken = spend(setting, 1)
    read(overtaken, range(6))
    overtaken.note()
    later = spend(setting, 2)
    overtaken.leave_bills()
    setting.clock.sleep(60)
    if running:
        read(later, [100])
        later.give_back()
    spend(setting, 3).give_back()
    assert setting.state().query("bill") == []
    assert sorted(spent(setting).values())[-1] == 6 + running


def test_a_bill_of_yesterday_that_could_not_be_counted_counts_later(setting: Setting) -> None:
    setting.clock.sleep(86_400 - setting.clock.now() % 86_400 - 30)
    overtaken = spend(setting, 1)
    read(overtaken, range(9))
    window = spend(setting, 2)
    overtaken.leave_bills()
    setting.clock.sleep(60)
    setting.aws.intervention = always(NEVER_SENT, "TransactWriteItems")
    with suppress(StateUnavailableError):
        window.is_used_up()
    setting.aws.intervention = None
    read(window, [100])
    window.give_back()
    assert sorted(spent(setting).values()) == [1, 9, 10]
    assert setting.state().query("bill") == []


def test_what_a_bill_may_hold_is_known_until_it_has_come(setting: Setting) -> None:
    """Though search does not find it again: or else it would count twice."""
    overtaken = spend(setting, 1, per_day=1000)
    read(overtaken, range(50))
    found_from = 0
    window = Spend(
        Budget(
            setting.state(),
            setting.clock,
            1000,
            20_000,
            fence=2,
            took_over=True,
            found_from=lambda: found_from,
        ),
        setting.clock,
    )
    window.begin()
    read(window, range(50))
    found_from = 100
    window.give_back()
    overtaken.leave_bills()
    spend(setting, 3, per_day=1000, took_over=False).give_back()
    assert counted(setting) == (50, 50)


def test_a_bill_is_as_long_as_it_must_be(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is free before its last part has come."""
    monkeypatch.setattr("collector.state.bills.MOST_UNSENT", 6)
    overtaken = spend(setting, 1, per_day=60)
    read(overtaken, range(20))
    window = spend(setting, 2, per_day=60)
    assert counted(setting)[0] < 20
    ours = read_to_the_last(window)
    setting.aws.intervention = PowerCut(3)
    with suppress(StateUnavailableError):
        overtaken.leave_bills()
    setting.aws.intervention = None
    assert read_to_the_last(window, 3000) == 0
    overtaken.leave_bills()
    ours += read_to_the_last(window, 3000)
    window.give_back()
    assert ours == 40
    assert counted(setting) == (60, 60)
    assert setting.state().query("bill") == []


def test_an_overtaken_window_begins_no_new_day_and_tells_of_the_one_before(
    setting: Setting,
) -> None:
    """Nobody reserved anything of the new day yet, and so nothing of it is refused to it."""
    setting.clock.sleep(86_400 - setting.clock.now() % 86_400 - 30)
    overtaken = spend(setting, 1)
    read(overtaken, range(5))
    window = spend(setting, 2)
    setting.clock.sleep(60)
    with pytest.raises(StateUnavailableError, match="A later window has the budget"):
        overtaken.take_one(5)
    with pytest.raises(StateUnavailableError, match="A later window has the budget"):
        overtaken.reserve_page(10)
    overtaken.leave_bills()
    read(window, [6])
    window.give_back()
    assert sorted(spent(setting).values()) == [1, 5, 6]

"""What an overtaken window read is in the bill that it leaves, and counts once, on its day."""

from __future__ import annotations

from contextlib import suppress

import pytest

from collector.state.budget import Budget
from collector.state.sent_posts import load_sent_posts
from collector.state.spend import Spend
from collector.state.table import StateUnavailableError
from tests.unit.collector.interventions import NEVER_SENT, PowerCut, always
from tests.unit.collector.setting import Setting
from tests.unit.collector.state.overtaken import (
    FUNCTION_SECONDS,
    read,
    read_to_the_last,
    spend,
    spent,
)
from tests.unit.collector.state.test_spend import counted


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

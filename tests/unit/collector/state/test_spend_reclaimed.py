"""A window that dies gives its reservation back: the next one takes it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest

from collector.state.budget import Budget
from collector.state.spend import Spend
from collector.state.table import StateUnavailableError
from tests.unit.collector.interventions import NEVER_SENT, always
from tests.unit.collector.setting import Setting
from tests.unit.collector.state.test_spend import counted, take

LATE = datetime(2026, 11, 30, 23, 55, tzinfo=UTC).timestamp()


def spend(setting: Setting, fence: int, per_day: int = 10_000) -> Spend:
    window = Spend(
        Budget(setting.state(), setting.clock, per_day, 20_000, fence=fence), setting.clock
    )
    window.begin()
    return window


def set_aside(setting: Setting) -> int:
    return sum(int(item.get("set_aside", 0)) for item in setting.state().query("spend"))


def test_what_a_dead_window_had_set_aside_can_be_read_by_the_next(setting: Setting) -> None:
    dead = spend(setting, 1, per_day=100)
    assert dead.reserve_page(100).posts == 100
    window = spend(setting, 2, per_day=100)
    assert counted(setting) == (0, 0)
    assert window.posts_read_today == 0
    assert take(101, window) == 100


def test_what_a_dead_window_noted_stays_counted(setting: Setting) -> None:
    dead = spend(setting, 1)
    assert take(56, dead) == 56
    dead.note()
    assert take(6, dead) == 6
    spend(setting, 2)
    assert counted(setting) == (56, 56), "the 6 are in the gap that it left, and are read again"


@pytest.mark.parametrize("per_day", [100, 1000, 100_000])
def test_a_window_that_dies_in_a_burst_leaves_at_most_a_block_to_be_counted_again(
    setting: Setting, per_day: int
) -> None:
    """Law 7: what it read of that block may be read beyond the budget."""
    dead = spend(setting, 1, per_day=per_day)
    number = min(per_day - 7, 3333)
    assert take(number, dead) == number
    spend(setting, 2)
    assert number - min(500, per_day // 20) <= counted(setting)[0] <= number


def test_a_page_is_noted_at_once(setting: Setting) -> None:
    dead = spend(setting, 1)
    dead.settle_page(dead.reserve_page(100), range(23))
    spend(setting, 2)
    assert counted(setting) == (23, 23)


def test_a_window_that_ended_leaves_nothing_set_aside(setting: Setting) -> None:
    window = spend(setting, 1)
    take(9, window)
    window.settle_page(window.reserve_page(10), range(100, 125))
    window.give_back()
    assert set_aside(setting) == 0
    spend(setting, 2)
    assert counted(setting) == (34, 34)


def test_what_could_not_be_given_back_is_taken_by_the_next(setting: Setting) -> None:
    window = spend(setting, 1)
    window.settle_page(window.reserve_page(100), range(10))
    setting.aws.intervention = always(NEVER_SENT, "TransactWriteItems")
    with suppress(StateUnavailableError):
        window.give_back()
    setting.aws.intervention = None
    spend(setting, 2)
    assert counted(setting) == (10, 10)


def test_what_was_set_aside_before_midnight_goes_back_to_that_day_and_month(
    setting: Setting,
) -> None:
    setting.clock.sleep(LATE - setting.clock.now())
    assert spend(setting, 1).reserve_page(70).posts == 70
    setting.clock.sleep(3 * 86_400)
    spend(setting, 2)
    items = {str(item["id"]): int(item["posts"]) for item in setting.state().query("spend")}
    assert items == {"2026-11-30": 0, "2026-11": 0}


def test_a_window_that_begins_while_another_holds_the_same_lease_takes_nothing(
    setting: Setting,
) -> None:
    spend(setting, 1).reserve_page(70)
    spend(setting, 1)
    assert counted(setting) == (70, 70)


def test_a_window_that_lost_its_lease_changes_nothing_any_more(setting: Setting) -> None:
    late = spend(setting, 1)
    take(2, late)
    grant = late.reserve_page(50)
    window = spend(setting, 2)
    assert take(3, window) == 3
    window.note()
    late.settle_page(grant, range(40))
    late.note()
    late.give_back()
    with pytest.raises(StateUnavailableError, match="A later window has the budget"):
        late.reserve_page(10)
    window.give_back()
    assert counted(setting) == (3, 3)
    assert set_aside(setting) == 0

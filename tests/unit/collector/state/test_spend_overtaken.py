"""Of two windows that do not know of each other neither reads what the other may."""

from __future__ import annotations

import pytest

from collector.state.overtaken import KeptBackError
from tests.unit.collector.interventions import NEVER_SENT, always
from tests.unit.collector.setting import Setting
from tests.unit.collector.state.overtaken import FUNCTION_SECONDS, read, read_to_the_last, spend
from tests.unit.collector.state.test_spend import counted


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

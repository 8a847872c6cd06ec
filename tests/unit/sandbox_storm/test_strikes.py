"""What strikes a storm from its beginning."""

from __future__ import annotations

from typing import Any

import pytest

from collector.state.budget import Budget
from collector.state.spend import Spend
from sandbox.failure import Failure
from sandbox.storm.state_table import CollectorState, today
from sandbox.storm.strikes import Strikes
from shared.clock import SystemClock
from tests.unit.collector.setting import Setting

BUDGET = 1000
NOT_TOUCHED: Any = None


def spend(setting: Setting, fence: int) -> Spend:
    return Spend(Budget(setting.state(), SystemClock(), BUDGET, 20_000, fence=fence), SystemClock())


def test_a_small_budget_leaves_so_many_posts_and_a_window_that_knows(setting: Setting) -> None:
    state = CollectorState(setting.dynamodb, setting.table)
    first = spend(setting, fence=1)
    first.settle_page(first.reserve_page(30), range(30))
    taken = []

    def window() -> None:
        taken.append(spend(setting, fence=2).reserve_page(100).posts)

    strikes = Strikes(NOT_TOUCHED, state, window, BUDGET)
    strikes.use_up_budget(45)
    assert taken == [45]
    assert strikes.read_before == BUDGET - 45 - 30
    assert state.posts_counted(today()) == BUDGET


def test_a_small_budget_that_no_window_comes_to_know_is_told(setting: Setting) -> None:
    state = CollectorState(setting.dynamodb, setting.table)
    strikes = Strikes(NOT_TOUCHED, state, lambda: None, BUDGET)
    with pytest.raises(Failure, match="No window began"):
        strikes.use_up_budget(45, within_seconds=0.0)

"""A storm that may read few posts, and what is told of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from collector.state.budget import Budget
from collector.state.spend import Spend
from sandbox.failure import Failure
from sandbox.storm.evidence import Spent
from sandbox.storm.small_budget import SmallBudget
from sandbox.storm.state_table import CollectorState, today
from shared.clock import SystemClock
from tests.unit.collector.setting import Setting

BUDGET = 1000


class Seen:
    """What X and Firehose tell of themselves."""

    def __init__(self) -> None:
        self.counts = {"billed_today": 70, "connects_accepted": 3}
        self.taken = ["1", "2"]

    def as_pipeline(self) -> Any:
        control = SimpleNamespace(accepted=lambda after: self.taken[after:])
        return SimpleNamespace(x=SimpleNamespace(state=lambda: self.counts), control=control)


def spend(setting: Setting, fence: int) -> Spend:
    budget = Budget(setting.state(), SystemClock(), BUDGET, 20_000, fence=fence)
    return Spend(budget, SystemClock())


def test_it_leaves_so_many_posts_and_a_window_that_knows(setting: Setting) -> None:
    state = CollectorState(setting.dynamodb, setting.table)
    first = spend(setting, fence=1)
    first.settle_page(first.reserve_page(30), range(30))
    taken = []

    def window() -> None:
        taken.append(spend(setting, fence=2).reserve_page(100).posts)

    SmallBudget(Seen().as_pipeline(), state, window, BUDGET).use_up(45)
    assert taken == [45]
    assert state.budget(today()).posts == BUDGET


def test_that_no_window_comes_to_know_it_is_told(setting: Setting) -> None:
    state = CollectorState(setting.dynamodb, setting.table)
    budget = SmallBudget(Seen().as_pipeline(), state, lambda: None, BUDGET)
    with pytest.raises(Failure, match="No window began"):
        budget.use_up(45, within_seconds=0.0)


def test_when_it_is_renewed_it_tells_what_became_of_the_posts(setting: Setting) -> None:
    state = CollectorState(setting.dynamodb, setting.table)
    running = spend(setting, fence=1)
    running.reserve_page(20)
    seen = Seen()

    def window() -> None:
        spend(setting, fence=2).reserve_page(1)

    budget = SmallBudget(seen.as_pipeline(), state, window, BUDGET)
    budget.use_up(45)
    state.count_posts(today(), 50)
    seen.counts = {"billed_today": 140, "connects_accepted": 5}
    seen.taken += ["2", "3", "3", "4"]
    budget.renew()
    assert budget.spent == Spent(
        allowed=45 + 20,
        counted_beyond=50 + 1 - 45,
        handed_on=3,
        owed_by_dead=0,
        billed=70,
        connections=2,
    )
    assert state.budget(today()).posts == 20 + 1 + 50
    budget.renew()
    assert state.budget(today()).posts == 20 + 1 + 50


def test_what_a_window_handed_on_and_had_not_counted_when_it_was_killed_is_told(
    setting: Setting,
) -> None:
    state = CollectorState(setting.dynamodb, setting.table)
    seen = Seen()
    budget = SmallBudget(
        seen.as_pipeline(), state, lambda: take_a_page(spend(setting, fence=1)), BUDGET
    )
    budget.note_death()
    budget.use_up(45)
    seen.taken += [str(post) for post in range(10, 40)]
    budget.note_death()
    seen.taken += [str(post) for post in range(40, 45)]
    state.count_posts(today(), 35)
    budget.note_death()
    budget.renew()
    assert budget.spent is not None
    assert (budget.spent.handed_on, budget.spent.owed_by_dead) == (35, 30 - 8)


def take_a_page(window: Spend) -> None:
    """Count eight posts, and set two more aside."""
    window.settle_page(window.reserve_page(8), range(8))
    window.reserve_page(2)

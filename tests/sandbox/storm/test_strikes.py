"""What strikes did is counted, as the laws hold it against what was seen."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sandbox.storm.schedule import UNFIT, Strike
from sandbox.storm.small_budget import SmallBudget
from sandbox.storm.state_table import CollectorState
from sandbox.storm.strikes import Strikes
from tests.sandbox.storm.test_small_budget import BUDGET, spend
from tests.unit.collector.setting import Setting


def test_what_each_killed_window_may_have_read_and_told_nobody_adds_up(setting: Setting) -> None:
    running = {"collector": 1, "sentiment": 2}
    pipeline: Any = SimpleNamespace(control=SimpleNamespace(kill=lambda name: running[name]))
    state = CollectorState(setting.dynamodb, setting.table)
    small_budget = SmallBudget(pipeline, state, lambda: None, BUDGET)
    strikes = Strikes(pipeline, state, lambda: None, small_budget)

    def kill(function: str) -> None:
        strikes.strike(Strike(0.0, "kill", {"function": function}))

    window = spend(setting, fence=1)
    page = window.reserve_page(20)
    kill("collector")
    kill("sentiment")
    window.settle_page(page, range(20))
    window.reserve_page(5)
    kill("collector")
    running["collector"] = 0
    kill("collector")
    assert strikes.set_aside_by_dead == 20 + 5
    assert strikes.killed == {"collector": 2, "sentiment": 2}


def test_texts_fail_until_enough_did(setting: Setting) -> None:
    ordered: list[Any] = []
    failed = iter([{}, {"comprehend.failed_texts": 29}, {"comprehend.failed_texts": 30}])
    control = SimpleNamespace(
        counters=lambda: next(failed), order_faults=lambda rates, seed: ordered.append(rates)
    )
    pipeline: Any = SimpleNamespace(control=control, x=SimpleNamespace(heal=lambda: None))
    state = CollectorState(setting.dynamodb, setting.table)
    small_budget = SmallBudget(pipeline, state, lambda: None, BUDGET)
    Strikes(pipeline, state, lambda: None, small_budget).let_texts_fail()
    assert ordered == [{"comprehend.item_error": 0.9, **UNFIT}]
    assert next(failed, None) is None

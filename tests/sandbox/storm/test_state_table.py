"""What the storm reads of the state table is what the collector writes there."""

from __future__ import annotations

import pytest

from collector.gaps.store import GapStore
from collector.spans import Span
from collector.state.budget import Budget
from collector.state.checkpoint import Checkpoint, save_checkpoint
from collector.state.spend import Spend
from sandbox.storm.state_table import CollectorState, Saved
from tests.unit.collector.setting import Setting


@pytest.fixture
def seen(setting: Setting) -> CollectorState:
    return CollectorState(setting.dynamodb, setting.table)


@pytest.mark.parametrize("paused", [True, False])
def test_the_checkpoint_and_the_gaps(
    setting: Setting, seen: CollectorState, *, paused: bool
) -> None:
    """Under another name the checkpoint would be 0, and law 4 would hold for nothing."""
    save_checkpoint(setting.state(), Checkpoint(1234, paused), fence=1)
    gaps = GapStore(setting.state(), setting.clock)
    gaps.open(Span(5, 9))
    gaps.open(Span(20, 30))
    assert seen.read() == Saved(1234, paused, ((5, 9), (20, 30)))


def test_what_is_counted_and_what_is_counted_besides(
    setting: Setting, seen: CollectorState
) -> None:
    spend = Spend(Budget(setting.state(), setting.clock, 1000, 20_000), setting.clock)
    spend.settle_page(spend.reserve_page(30), range(30))
    (day,) = {
        str(item["id"]) for item in setting.state().query("spend") if len(str(item["id"])) == 10
    }
    assert seen.budget(day).posts == 30
    seen.count_posts(day, 965)
    assert seen.budget(day).posts == 995
    assert spend.reserve_page(100).posts == 5


def test_what_a_window_has_set_aside_is_seen_until_it_told_what_it_read(
    setting: Setting, seen: CollectorState
) -> None:
    spend = Spend(Budget(setting.state(), setting.clock, 1000, 20_000), setting.clock)
    grant = spend.reserve_page(30)
    day = grant.day.periods[0].item_id
    assert seen.budget(day).set_aside == 30
    spend.settle_page(grant, range(30))
    assert seen.budget(day).set_aside == 0


def test_which_window_took_from_the_budget_last(setting: Setting, seen: CollectorState) -> None:
    spend = Spend(Budget(setting.state(), setting.clock, 1000, 20_000, fence=7), setting.clock)
    day = spend.reserve_page(30).day.periods[0].item_id
    assert (seen.budget(day).fence, seen.budget("another").fence) == (7, 0)

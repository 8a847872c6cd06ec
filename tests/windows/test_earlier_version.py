"""A window goes on from what windows of an earlier version left in the state table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from collector.timing import Timing
from tests.earlier.recorded import LeftInTable, left_in_table
from tests.unit.collector.setting import Setting

BLIND = Timing(search_lag=1_000.0)
LEASE = 30.0
"""After so many seconds what a killed window left is free."""
A_DAY = 86_400.0
Upgraded = Callable[[str], tuple[LeftInTable, Setting]]


@pytest.fixture
def upgraded() -> Iterator[Upgraded]:
    settings: list[Setting] = []

    def begin(scene: str) -> tuple[LeftInTable, Setting]:
        """Return what was left, and the setting a second after that."""
        left = left_in_table(scene)
        setting = Setting(left.recorded_at + 1)
        settings.append(setting)
        for item in left.items:
            setting.dynamodb.put_item(TableName=setting.table, Item=item)
        for post_id in sorted(left.delivered + left.missed):
            setting.publish(id=str(post_id))
        return left, setting

    yield begin
    for setting in settings:
        setting.close()


@pytest.mark.parametrize("scene", ["ended", "killed"])
def test_what_was_missed_before_is_delivered_once_and_what_was_noted_as_sent_is_not(
    scene: str, upgraded: Upgraded
) -> None:
    left, setting = upgraded(scene)
    setting.clock.sleep(LEASE)
    dark = [setting.publish() for _ in range(3)]
    live = setting.publish_every(10, 5)
    report = setting.run(remaining=200.0)

    noted = {int(post_id, 16) for post_id in left.item("sent")["post_ids"].split()}
    unknown = set(left.delivered) - noted if scene == "killed" else set()
    delivered, wanted = setting.delivered, {*left.missed, *dark, *live}
    assert len(delivered) == len(set(delivered))
    assert wanted <= set(delivered) <= wanted | unknown
    assert (report.outcome, report.gaps.open, report.gaps.dropped) == ("deadline", 0, 0)


@pytest.mark.parametrize("scene", ["ended", "killed"])
def test_the_checkpoint_goes_on_from_where_it_was(scene: str, upgraded: Upgraded) -> None:
    left, setting = upgraded(scene)
    before = left.item("checkpoint")
    setting.clock.sleep(LEASE)
    setting.run(remaining=200.0, timing=BLIND)
    state = setting.state()
    known = {item["id"]["S"] for item in left.items}
    (new,) = [gap for gap in state.query("gap") if gap["id"] not in known]
    after = state.get("checkpoint", "stream")
    assert after is not None
    assert int(new["first"]) == int(before["post_id"]) + 1
    assert int(after["post_id"]) > int(new["last"])
    assert int(after["fence"]) == int(before["fence"]) + 1


def test_what_was_read_today_counts_against_the_budget(upgraded: Upgraded) -> None:
    left, setting = upgraded("ended")
    read = left.posts_read
    live = setting.publish_every(5, 10)
    report = setting.run(remaining=200.0, timing=BLIND, max_posts_per_day=read + 4)
    assert (report.outcome, report.posts_read) == ("budget_used_up", 4)
    assert (report.posts_read_today, report.posts_read_this_month) == (read + 4, read + 4)
    assert setting.delivered == live[:4]


@pytest.mark.parametrize("period", ["max_posts_per_day", "max_posts_per_month"])
def test_nothing_is_read_when_all_was_read_before(period: str, upgraded: Upgraded) -> None:
    left, setting = upgraded("ended")
    budget: dict[str, Any] = {period: left.posts_read}
    report = setting.run(**budget)
    assert (report.outcome, report.posts_read) == ("budget_used_up", 0)
    assert setting.x.state()["connects_accepted"] == 0


def test_a_pause_is_honoured_until_the_day_is_over(upgraded: Upgraded) -> None:
    _, setting = upgraded("paused")
    setting.clock.sleep(60)
    unwanted = [setting.publish() for _ in range(3)]
    assert setting.run(max_posts_per_day=10).outcome == "budget_used_up"
    assert setting.x.state()["connects_accepted"] == 0

    setting.clock.sleep(A_DAY - setting.clock.now() % A_DAY)
    live = setting.publish_every(10, 5)
    report = setting.run(owner="two", remaining=200.0)
    assert set(setting.delivered).isdisjoint(unwanted)
    assert setting.delivered == live
    assert (report.gaps.open, report.gaps.dropped) == (0, 0)


def test_a_window_that_may_still_run_keeps_the_stream(upgraded: Upgraded) -> None:
    left, setting = upgraded("killed")
    lives_until = int(left.item("lease")["lives_until"]) / 1000
    assert setting.run().outcome == "busy"
    assert setting.x.state()["connects_accepted"] == 0
    setting.clock.sleep(lives_until - setting.clock.now() + 0.1)
    assert setting.run().outcome == "deadline"

"""A gap is never closed, saved or made smaller over a post that Firehose did not acknowledge."""

from __future__ import annotations

import pytest

from collector.posts import sink as sink_module
from collector.posts.remembered import RememberedPosts
from collector.settings import Rule
from collector.timing import Timing
from sandbox.simulation.aws import Call, NoAnswer
from tests.unit.collector.interventions import NEVER_SENT, WRITES, kind_of
from tests.unit.collector.setting import Setting
from tests.windows.filler.filling import (
    MOON,
    SUN,
    fill,
    open_gap,
    open_gaps,
    publish,
    reads,
    start,
)

TIMING = Timing()
MANY = [600 - number * 0.5 for number in range(520)]
"""Ages of more posts than are handed on between two saves of a gap."""


class Auditor:
    """Sees each write to the state table: what was published is delivered or in an open gap."""

    def __init__(self, setting: Setting, posts: list[int]) -> None:
        self._setting = setting
        self._posts = posts
        self._looking = False
        self.writes = 0

    def __call__(self, call: Call) -> None:
        if self._looking or call.operation not in (*WRITES, "PutRecordBatch"):
            return
        self._looking = True
        self.look()
        self._looking = False
        self.writes += 1

    def look(self) -> None:
        gaps = open_gaps(self._setting)
        delivered = set(self._setting.delivered)
        lost = [
            post_id
            for post_id in self._posts
            if post_id not in delivered and not any(g.first <= post_id <= g.last for g in gaps)
        ]
        assert lost == []


def test_while_firehose_takes_nothing_the_gap_stays_as_it_is(setting: Setting) -> None:
    posts = publish(setting, *MANY)
    gap = open_gap(setting, 600, 90)
    setting.faults.order({"firehose.unavailable": 1.0})
    filler = start(setting)
    for _ in range(3):
        setting.clock.sleep(10.0)
        assert open_gaps(setting) == [gap]
    setting.faults.heal()
    setting.clock.sleep(60.0)
    filler.stop()
    assert open_gaps(setting) == []
    assert sorted(setting.delivered) == posts
    assert filler.outcome == (1, 0, 0)


def test_the_rest_of_an_interrupted_gap_is_not_saved_without_an_answer(setting: Setting) -> None:
    publish(setting, *MANY[:250])
    gap = open_gap(setting, 601, 90)
    setting.faults.order({"firehose.unavailable": 1.0})
    fill(setting, seconds=TIMING.drain + 2.0, per_day=150)
    assert open_gaps(setting) == [gap]


def test_when_firehose_refuses_many_no_post_is_ever_in_no_gap_and_not_delivered(
    setting: Setting,
) -> None:
    posts = publish(setting, *MANY)
    open_gap(setting, 600, 90)
    setting.faults.order({"firehose.partial": 0.6, "firehose.unavailable": 0.3}, seed=5)
    setting.aws.intervention = auditor = Auditor(setting, posts)
    fill(setting, seconds=120.0)
    assert auditor.writes > 20
    auditor.look()
    assert sorted(setting.delivered) == posts
    assert open_gaps(setting) == []


def test_a_gap_whose_filling_firehose_never_acknowledged_is_filled_by_a_later_window(
    setting: Setting,
) -> None:
    posts = publish(setting, 400, 300, 200)
    gap = open_gap(setting, 600, 90)
    setting.faults.order({"firehose.unavailable": 1.0})
    fill(setting)
    setting.clock.sleep(TIMING.delivery_patience)
    assert open_gaps(setting) == [gap]
    setting.faults.heal()
    fill(setting)
    assert sorted(setting.delivered) == posts
    assert open_gaps(setting) == []


def test_a_full_sink_interrupts_filling_and_what_is_left_is_filled_later(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sink_module, "MOST_RECORDS", 4)
    posts = publish(setting, *MANY[:150])
    gap = open_gap(setting, 601, 90)
    setting.faults.order({"firehose.unavailable": 1.0})
    filler = start(setting)
    setting.clock.sleep(30.0)
    assert open_gaps(setting) == [gap]
    setting.faults.heal()
    setting.clock.sleep(60.0)
    filler.stop()
    assert sorted(setting.delivered) == posts
    assert open_gaps(setting) == []


class PowerCutAtGap:
    """Nothing reaches AWS any more from the n-th write of a gap on, which is not done either."""

    def __init__(self, number: int) -> None:
        self._left = number

    def __call__(self, call: Call) -> NoAnswer | None:
        if self._left > 0 and call.operation in WRITES and kind_of(call) == "gap":
            self._left -= 1
        return NEVER_SENT if self._left == 0 else None

    @property
    def happened(self) -> bool:
        return self._left == 0


@pytest.mark.parametrize("number", range(1, 13))
def test_a_window_killed_between_any_two_writes_leaves_every_post_delivered_or_in_a_gap(
    setting: Setting, number: int
) -> None:
    posts = publish(setting, *MANY)
    open_gap(setting, 601, 400)
    open_gap(setting, 399.9999, 90)
    setting.aws.intervention = cut = PowerCutAtGap(number)
    fill(setting, [SUN, MOON], seconds=10.0)
    setting.clock.sleep(60.0)  # its last call has ended
    setting.aws.intervention = None
    setting.remembered = RememberedPosts()
    Auditor(setting, posts).look()
    assert cut.happened is (number < 12), "join: write, remove both; seven pages; close"
    fill(setting, seconds=10.0)
    assert set(setting.delivered) == set(posts)
    assert open_gaps(setting) == []


def test_each_post_is_read_once_although_the_gap_is_saved_on_the_way(setting: Setting) -> None:
    posts = publish(setting, *MANY)
    open_gap(setting, 600, 90)
    saved: list[int] = []
    setting.aws.intervention = lambda _: saved.append(len(setting.kept.data))
    fill(setting, [SUN, Rule("sun too", "good")], seconds=10.0)
    assert sorted(setting.delivered) == posts
    assert reads(setting) == len(posts)

"""A window that is about to end hands over to one successor, quickly; nobody else gets between."""

from __future__ import annotations

import pytest

from collector.state.items import Item
from collector.state.lease import Lease
from collector.timing import Timing
from sandbox.simulation.aws import Call
from tests.unit.collector.interventions import before
from tests.unit.collector.setting import Setting

TIMING = Timing()
WINDOW = 840.0
OPENS = WINDOW - TIMING.handover_early


def lease(setting: Setting, owner: str) -> Lease:
    return Lease(setting.state(), setting.clock, TIMING, owner)


def obtain(wanted: Lease, setting: Setting, wait: float = 0.0, window: float = WINDOW) -> bool:
    give_up_at = setting.clock.monotonic() + wait
    return wanted.obtain(window_seconds=window, give_up_at=give_up_at)


def running(setting: Setting, window: float = WINDOW) -> Lease:
    held = lease(setting, "running")
    assert obtain(held, setting, window=window)
    return held


def keep_until(seconds: float, held: Lease, setting: Setting) -> None:
    while (left := seconds - setting.clock.monotonic()) > 0:
        setting.clock.sleep(min(20.0, left))
        assert held.keep()


def item(setting: Setting) -> Item:
    found = setting.state().get("lease", "stream")
    assert found is not None
    return found


def test_a_window_with_long_to_go_is_not_waited_for(setting: Setting) -> None:
    held = running(setting)
    keep_until(OPENS - TIMING.handover_early - 0.5, held, setting)
    before_asking = setting.clock.monotonic()
    assert not obtain(lease(setting, "early"), setting, wait=600.0)
    assert setting.clock.monotonic() == before_asking, "it leaves at once"
    assert "successor" not in item(setting)
    setting.clock.sleep(0.5)
    assert not obtain(lease(setting, "in time"), setting, wait=5.0)
    assert item(setting)["successor"] == "in time"


def test_a_successor_is_seen_only_near_the_end_of_the_window(setting: Setting) -> None:
    held = running(setting)
    keep_until(OPENS - TIMING.lease_renewal - 1.0, held, setting)
    for seen in (False, True):
        assert not obtain(lease(setting, "successor"), setting)
        setting.clock.sleep(TIMING.lease_renewal)
        assert held.keep()
        assert held.successor_waits is seen


def test_a_short_window_hands_over_from_its_middle_on(setting: Setting) -> None:
    running(setting, window=60.0)
    started = setting.clock.now()
    assert item(setting)["handover_from"] == (started + 30.0) * 1000


def test_a_successor_gets_the_lease_as_soon_as_it_is_released(setting: Setting) -> None:
    held = running(setting)
    keep_until(OPENS, held, setting)
    released: list[float] = []

    def run() -> None:
        while not held.successor_waits:
            setting.clock.sleep(TIMING.tick)
            assert held.keep()
        held.release()
        released.append(setting.clock.monotonic())

    setting.clock.thread(run, "running").start()
    successor = lease(setting, "successor")
    assert obtain(successor, setting, wait=60.0)
    assert setting.clock.monotonic() - released[0] <= TIMING.handover_poll_open
    assert successor.fence == held.fence + 1
    assert "successor" not in item(setting), "the place behind it is free"
    assert "successor_until" not in item(setting)
    assert not successor.successor_waits


def test_a_running_window_looks_often_once_it_may_hand_over(setting: Setting) -> None:
    held = running(setting)
    keep_until(OPENS, held, setting)
    calls = len(setting.aws.calls)
    for _ in range(50):
        setting.clock.sleep(0.1)
        assert held.keep()
    assert 9 <= len(setting.aws.calls) - calls <= 5.0 / TIMING.handover_poll


def test_a_successor_asks_more_often_once_the_window_may_hand_over(setting: Setting) -> None:
    held = running(setting)
    keep_until(OPENS - 1.0, held, setting)
    asked: list[float] = []

    def note(call: Call) -> None:
        if call.operation == "GetItem":
            asked.append(setting.clock.monotonic())

    setting.aws.intervention = note
    assert not obtain(lease(setting, "successor"), setting, wait=1.5)
    early, late = asked[1] - asked[0], asked[-1] - asked[-2]
    assert early >= 0.5, "it may wait so for a minute and a half, and each question is billed"
    assert late <= 0.1 + 1e-6, "now nobody reads the stream until it asks"
    assert asked[-1] - asked[0] >= 1.5, "it waits as long as it was told"


def test_only_one_successor_waits(setting: Setting) -> None:
    held = running(setting)
    keep_until(OPENS, held, setting)
    first, second = lease(setting, "first"), lease(setting, "second")
    assert not obtain(first, setting, wait=3.0)
    before_asking = setting.clock.monotonic()
    assert not obtain(second, setting, wait=60.0)
    assert setting.clock.monotonic() == before_asking, "it leaves at once"
    held.release()
    assert not obtain(second, setting), "the successor comes first"
    assert obtain(first, setting)


def test_a_successor_comes_before_others_when_the_running_window_was_killed(
    setting: Setting,
) -> None:
    held = running(setting)
    keep_until(OPENS, held, setting)
    setting.clock.sleep(TIMING.lease - 1.0)
    assert not obtain(lease(setting, "successor"), setting, wait=0.5)
    setting.clock.sleep(2.0)
    assert not obtain(lease(setting, "other"), setting)
    assert obtain(lease(setting, "successor"), setting)


def test_the_place_of_a_successor_that_was_killed_is_free_again(setting: Setting) -> None:
    held = running(setting)
    keep_until(OPENS, held, setting)
    assert not obtain(lease(setting, "killed"), setting)
    setting.clock.sleep(TIMING.successor)
    assert held.keep()
    assert not obtain(lease(setting, "too early"), setting)
    assert item(setting)["successor"] == "killed"
    setting.clock.sleep(0.5)
    assert held.keep()
    assert not held.successor_waits, "nobody would read the stream"
    assert not obtain(lease(setting, "next"), setting)
    assert item(setting)["successor"] == "next"
    setting.clock.sleep(TIMING.successor + 0.5)
    held.release()
    assert obtain(lease(setting, "third"), setting), "its place is free for whoever comes"


def test_a_place_in_line_is_kept_as_long_as_its_window_waits(setting: Setting) -> None:
    held = running(setting)
    keep_until(OPENS - 60.0, held, setting)
    waiting = lease(setting, "waiting")
    setting.clock.thread(lambda: keep_until(OPENS, held, setting), "running").start()
    assert not obtain(waiting, setting, wait=1.5 * TIMING.successor)
    assert not obtain(lease(setting, "other"), setting)
    assert item(setting)["successor"] == "waiting"


@pytest.mark.parametrize("patience", [0.0, 5.0])
def test_a_window_that_ends_while_another_gets_in_line_leaves_no_place_taken(
    setting: Setting, patience: float
) -> None:
    held = running(setting)
    keep_until(OPENS, held, setting)
    setting.aws.intervention = before("UpdateItem", held.release, number=2)
    second = lease(setting, "second")
    assert obtain(second, setting, wait=patience) is (patience > 0)
    if patience:
        assert setting.clock.monotonic() - OPENS <= TIMING.handover_poll
    else:
        assert obtain(lease(setting, "third"), setting), "the second one has gone"

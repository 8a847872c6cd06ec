"""Whoever may not hold the stream any more lets go of it, and writes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from collector.state.table import StateTable, StateUnavailableError
from collector.timing import Timing
from sandbox.simulation.aws import Call, NoAnswer, Refused
from tests.unit.collector.interventions import kind_of
from tests.unit.collector.setting import Setting


def away(setting: Setting, since: float, hangs: bool = False, until: float = 1e9) -> None:
    """Let DynamoDB not answer between two times, or hang for as long as its client waits."""

    def intervene(call: Call) -> Refused | NoAnswer | None:
        if call.service != "dynamodb" or not since <= setting.clock.monotonic() < until:
            return None
        if not hangs:
            return Refused("InternalServerError", 500)
        setting.clock.sleep(5)
        return NoAnswer(done=False)

    setting.aws.intervention = intervene


@pytest.mark.parametrize(
    ("since", "hangs", "closed_at"), [(16.0, False, 40.0), (14.9, False, 35.0), (16.0, True, 40.0)]
)
def test_a_lease_that_can_not_be_renewed_is_given_up_before_it_expires(
    setting: Setting, since: float, hangs: bool, closed_at: float
) -> None:
    """It was renewed last at 15 s (or 10 s), for 30 s; five of them are for safety."""
    away(setting, since, hangs)
    closed: list[float] = []

    def watch() -> None:
        setting.wait_until_connected()
        setting.x.wait_until(lambda state: not state["open"], 1_000.0)
        closed.append(setting.clock.monotonic())

    setting.clock.thread(watch, "watch").start()
    report = setting.run(remaining=200.0)
    assert report.outcome == "lease_lost"
    assert report.reason == "Another window may hold the stream by now."
    assert closed_at <= closed[0] < closed_at + 5.0
    assert report.warnings != []


def test_an_outage_shorter_than_the_lease_is_waited_out(setting: Setting) -> None:
    away(setting, since=36.0, until=55.0)
    ids = setting.publish_every(1, 60)
    report = setting.run(remaining=100.0)
    assert (report.outcome, report.disconnects, report.warnings) == ("deadline", 0, [])
    assert setting.delivered == ids


@pytest.mark.parametrize("lower", [True, False])
def test_a_window_with_an_old_fence_can_not_write_the_checkpoint(
    setting: Setting, state: StateTable, lower: bool
) -> None:
    theirs = {"post_id": 5 if lower else 2**62, "paused": False, "fence": 2}

    def steal() -> None:
        state.update("lease", "stream", "SET #owner = :o, #fence = :f", {"o": "thief", "f": 2})
        state.put("checkpoint", "stream", theirs)

    setting.later(20.5, steal)
    setting.publish_every(1, 60)
    report = setting.run()
    assert report.outcome == "lease_lost"
    assert state.get("checkpoint", "stream") == {"kind": "checkpoint", "id": "stream", **theirs}
    lease = state.get("lease", "stream") or {}
    assert (lease["owner"], lease["fence"]) == ("thief", 2), "not released by who lost it"


def test_the_checkpoint_never_goes_back(setting: Setting) -> None:
    saved: list[int] = []

    def note(call: Call) -> None:
        if call.operation == "UpdateItem" and kind_of(call) == "checkpoint":
            saved.append(int(call.body["ExpressionAttributeValues"][":post_id"]["N"]))

    setting.aws.intervention = note
    setting.order({"kind": "clean_end", "after_posts": 4}, {"kind": "reset", "after_posts": 4})
    setting.publish_every(3, 20)
    for owner in ("one", "two"):
        setting.run(owner=owner, timing=Timing(checkpoint_interval=1.0))
    assert saved == sorted(saved)
    assert len(set(saved)) >= 8


def test_a_state_table_that_is_away_from_the_start_is_an_error_and_x_is_not_asked(
    setting: Setting,
) -> None:
    away(setting, since=0.0)
    with pytest.raises(StateUnavailableError, match=f"{setting.table} did not answer"):
        setting.run()
    assert setting.clock.monotonic() < 4.0
    assert setting.x.state()["requests"] == {}


def test_one_connection_at_any_moment_over_many_windows(setting: Setting) -> None:
    """They hand over, one loses its connection, one comes late; slots stay taken."""
    setting.order(*[{"kind": "stale_slot", "seconds": 45}] * 2)
    reports: dict[str, Any] = {}
    ids = setting.publish_every(5, 50)
    for number in range(4):
        more: dict[str, Any] = {"window_seconds": 60.0, "remaining": 150.0}
        setting.start(reports, f"window {number}", **more)
        setting.clock.sleep(95 if number == 2 else 60)
        if number == 1:
            setting.road.break_all()
    setting.clock.sleep(110)
    setting.run(owner="last")

    outcomes = [reports[f"window {number}"].outcome for number in range(4)]
    assert outcomes == ["handed_over"] * 3 + ["deadline"]
    state = setting.x.state()
    assert (state["max_concurrent"], state["overlaps"]) == (1, 0)
    assert sorted(setting.delivered) == ids

"""Whoever may not hold the stream any more lets go of it, and writes nothing."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

import pytest

from collector.state.table import StateTable, StateUnavailableError
from collector.timing import Timing
from sandbox.simulation.aws import Call, NoAnswer, Refused
from shared.iso_time import seconds_of
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


@pytest.mark.parametrize("hangs", [False, True])
@pytest.mark.parametrize("minutes", [3, 12])
def test_a_window_goes_on_listening_while_the_table_is_away(
    setting: Setting, minutes: int, hangs: bool
) -> None:
    ids = setting.publish_every(10, 78)
    away(setting, since=45.0, hangs=hangs, until=45.0 + minutes * 60)
    report = setting.run(remaining=865.0)
    assert (report.outcome, report.disconnects, report.warnings) == ("deadline", 0, [])
    assert setting.delivered == ids
    assert setting.x.state()["connects_accepted"] == 1
    assert report.posts_read_today == len(ids)


@pytest.mark.parametrize("hangs", [False, True])
def test_a_busy_stream_is_read_as_it_comes_while_the_table_is_away(
    setting: Setting, hangs: bool
) -> None:
    """X closes a stream that is not read, and what lies unread is not covered."""
    ids = setting.publish_every(0.5, 560)
    away(setting, since=45.0, hangs=hangs, until=225.0)
    report = setting.run(remaining=350.0, max_posts_per_day=10_000)
    assert (report.outcome, report.disconnects) == ("deadline", 0)
    assert setting.delivered == ids
    times = [
        (seconds_of(record["created_at"]), seconds_of(record["collected_at"]))
        for record in setting.kept.records()
    ]
    read_after = [collected - created for created, collected in times if created and collected]
    assert len(read_after) == len(ids)
    assert max(read_after) <= 10.0, "the first call that fails; after it nobody waits"
    assert sum(after > 1.0 for after in read_after) <= 20
    assert report.posts_read_today == len(ids)


def test_a_window_goes_on_to_its_end_if_the_table_stays_away(setting: Setting) -> None:
    ids = setting.publish_every(10, 30)
    away(setting, since=45.0)
    report = setting.run(remaining=365.0)
    assert (report.outcome, report.window_seconds < 365.0) == ("deadline", True)
    assert setting.delivered == ids
    assert report.warnings != []
    setting.aws.intervention = None
    setting.clock.sleep(20)
    later = setting.run(owner="two", remaining=100.0)
    assert (later.outcome, later.gaps.closed) == ("deadline", 1)
    assert setting.delivered == ids, "it knows what was sent, in the same process"


def test_without_the_table_nothing_connects_and_what_is_missed_is_searched(
    setting: Setting,
) -> None:
    ids = setting.publish_every(10, 45)
    away(setting, since=45.0, until=345.0)
    setting.later(105, setting.road.break_all)
    connects: list[int] = []
    setting.later(340, lambda: connects.append(setting.x.state()["connects_accepted"]))
    report = setting.run(remaining=565.0)
    assert connects == [1]
    assert (report.outcome, report.disconnects, report.gaps.closed) == ("deadline", 1, 1)
    assert sorted(setting.delivered) == ids
    assert len(set(setting.delivered)) == len(setting.delivered)


@pytest.mark.parametrize("until", [120.0, 125.5, 131.0])
def test_a_later_window_connects_when_the_earlier_one_has_noticed_it(
    setting: Setting, until: float
) -> None:
    """Both ask the table as soon as it answers again."""
    setting.publish_every(5, 60)
    away(setting, since=45.0, until=until)
    reports: dict[str, Any] = {}
    setting.start(reports, "earlier", remaining=265.0, window_seconds=60.0)
    setting.clock.sleep(60)
    later = setting.start(reports, "later", remaining=265.0, window_seconds=60.0)
    later.join()
    assert reports["earlier"].outcome in ("lease_lost", "handed_over")
    assert reports["later"].outcome == "deadline"
    state = setting.x.state()
    assert (state["max_concurrent"], state["overlaps"]) == (1, 0)


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


@pytest.mark.parametrize("operation", ["UpdateItem", "GetItem", "Query"])
def test_a_window_waits_for_a_table_that_is_away_at_its_start(
    setting: Setting, operation: str
) -> None:
    def intervene(call: Call) -> Refused | None:
        is_away = setting.clock.monotonic() < 300 and call.operation == operation
        return Refused("InternalServerError", 500) if is_away else None

    setting.aws.intervention = intervene
    setting.later(320, partial(setting.publish_every, 5, 6))
    report = setting.run(remaining=465.0)
    assert (report.outcome, report.sent) == ("deadline", 6)
    assert 430 < report.window_seconds < 465


@pytest.mark.parametrize("until", [float(second) for second in range(700, 860, 10)])
def test_a_window_that_waited_for_the_table_ends_in_time_even_if_x_is_slow(
    setting: Setting, state: StateTable, until: float
) -> None:
    """Law 6: it lets who had the lease notice, and asks X for its rules, which may take 20 s."""
    now = int(setting.clock.now() * 1000)
    state.put("lease", "stream", {"owner": "dead", "fence": 4, "lives_until": now})
    away(setting, since=0.0, until=until)
    setting.order(*[{"kind": "hang", "where": "rules"}] * 9)
    with suppress(StateUnavailableError):
        setting.run(remaining=865.0)
    assert setting.clock.monotonic() < 865.0


def test_a_state_table_that_stays_away_is_an_error_and_x_is_not_asked(setting: Setting) -> None:
    away(setting, since=0.0)
    with pytest.raises(StateUnavailableError, match=f"{setting.table} did not answer"):
        setting.run(remaining=100.0)
    assert 40.0 <= setting.clock.monotonic() < 48.0, "in time to be told"
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

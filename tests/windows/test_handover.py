"""Windows follow each other: one connection, no post twice."""

from __future__ import annotations

from collector.report import WindowReport
from collector.state.table import StateTable
from collector.timing import Timing
from tests.unit.collector.setting import Setting


def test_a_successor_takes_over_without_two_connections_at_once(setting: Setting) -> None:
    reports: dict[str, WindowReport] = {}
    first = setting.start(reports, "first", remaining=160.0, window_seconds=10.0)
    setting.wait_until_connected()
    setting.clock.sleep(40)
    second = setting.run(owner="second", remaining=60.0, window_seconds=10.0)
    first.join()

    assert reports["first"].outcome == "handed_over"
    assert second.outcome == "deadline"
    state = setting.x.state()
    assert (state["max_concurrent"], state["overlaps"], state["connects_accepted"]) == (1, 0, 2)
    assert second.gaps.opened == 1


def test_a_window_hands_over_from_a_minute_and_a_half_before_its_end_on(setting: Setting) -> None:
    reports: dict[str, WindowReport] = {}
    first = setting.start(reports, "first", remaining=220.0, window_seconds=200.0)
    setting.clock.sleep(40)
    setting.start(reports, "second", remaining=160.0, window_seconds=200.0)
    first.join()
    assert reports["first"].outcome == "handed_over"
    assert 110 <= reports["first"].window_seconds < 110.6


def test_a_window_started_twice_runs_once(setting: Setting) -> None:
    reports: dict[str, WindowReport] = {}
    windows = [setting.start(reports, name) for name in ("first", "second", "third")]
    for window in windows:
        window.join()

    outcomes = sorted(report.outcome for report in reports.values())
    assert outcomes == ["busy", "busy", "deadline"]
    state = setting.x.state()
    assert (state["max_concurrent"], state["connects_accepted"]) == (1, 1)


def test_a_successor_does_not_send_again_what_search_finds_of_its_predecessor(
    setting: Setting,
) -> None:
    lagging = Timing(stream_lag=200.0)
    ids = setting.publish_every(1, 20)
    assert setting.run(owner="one", timing=lagging).sent == 20
    setting.remembered = type(setting.remembered)()
    second = setting.run(owner="two", timing=lagging)

    assert second.gaps.closed == 1
    assert (second.sent, second.duplicates) == (0, 20)
    assert setting.delivered == ids


def test_a_window_that_lost_its_lease_closes_its_stream(
    setting: Setting, state: StateTable
) -> None:
    def steal() -> None:
        state.update("lease", "stream", "SET #owner = :o, #fence = :f", {"o": "thief", "f": 99})

    setting.later(20, steal)
    report = setting.run()

    assert report.outcome == "lease_lost"
    assert 20 <= report.window_seconds <= 26
    assert not setting.x.state()["open"]
    lease = state.get("lease", "stream")
    assert lease is not None
    assert lease["owner"] == "thief"

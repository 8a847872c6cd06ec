"""Windows follow each other: one connection, no post twice."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from collector.report import WindowReport
from collector.state.table import StateTable
from tests.unit.collector.helpers import message, new_id, post
from tests.unit.collector.x_server import StreamWriter

if TYPE_CHECKING:
    pass

from tests.unit.collector.window_setting import LAGGING, Setting, quiet


def test_a_successor_takes_over_without_two_connections_at_once(
    setting: Setting, state: StateTable
) -> None:
    connected = threading.Event()
    reports: dict[str, WindowReport] = {}

    def stream(writer: StreamWriter) -> None:
        connected.set()
        quiet(writer)

    setting.x.on_stream = stream

    def window(owner: str) -> None:
        reports[owner] = setting.run(owner=owner, remaining=160.0, window_seconds=10.0)

    first = threading.Thread(target=window, args=("first",))
    first.start()
    assert connected.wait(10)
    while state.get("checkpoint", "stream") is None:
        assert first.is_alive()
    window("second")
    first.join()

    assert reports["first"].outcome == "handed_over"
    assert reports["second"].outcome == "deadline"
    assert setting.x.most_open == 1
    assert setting.x.connections == 2
    assert reports["second"].gaps.opened == 1


def test_a_window_started_twice_runs_once(setting: Setting) -> None:
    setting.x.on_stream = quiet
    reports: list[WindowReport] = []
    windows = [
        threading.Thread(target=lambda name=name: reports.append(setting.run(owner=name)))
        for name in ("first", "second", "third")
    ]
    for window in windows:
        window.start()
    for window in windows:
        window.join()

    assert sorted(report.outcome for report in reports) == ["busy", "busy", "deadline"]
    assert setting.x.most_open == setting.x.connections == 1


def test_a_successor_does_not_send_again_what_search_finds_of_its_predecessor(
    setting: Setting,
) -> None:
    def stream(writer: StreamWriter) -> None:
        writer.accept()
        for _ in range(20):
            post_id = new_id(time.time())
            setting.found.append(post(post_id))
            writer.post(message(post_id))
        writer.keep_alive_until_gone(0.05)

    setting.x.on_stream = stream
    assert setting.run(owner="one", timing=LAGGING).sent == 20
    setting.x.on_stream = quiet
    second = setting.run(owner="two", timing=LAGGING)

    assert second.gaps.closed == 1
    assert (second.sent, second.duplicates) == (0, 20)
    assert setting.firehose.ids == [item["id"] for item in setting.found]


def test_a_window_that_lost_its_lease_closes_its_stream(
    setting: Setting, state: StateTable
) -> None:
    def stream(writer: StreamWriter) -> None:
        state.update("lease", "stream", "SET #owner = :o, #fence = :f", {"o": "thief", "f": 99})
        quiet(writer)

    setting.x.on_stream = stream
    report = setting.run()

    assert report.outcome == "lease_lost"
    assert report.window_seconds < 40
    lease = state.get("lease", "stream")
    assert lease is not None
    assert lease["owner"] == "thief"

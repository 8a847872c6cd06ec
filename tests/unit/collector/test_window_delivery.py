"""What Firehose does not take is neither lost nor piled up."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from collector.state.table import StateTable
from collector.timing import Timing
from tests.unit.collector.helpers import message, new_id
from tests.unit.collector.x_server import StreamWriter

if TYPE_CHECKING:
    pass

from tests.unit.collector.window_setting import Setting, busy


def test_records_that_firehose_did_not_take_stay_before_the_checkpoint(
    setting: Setting, state: StateTable
) -> None:
    ids = [new_id(time.time() - 8) for _ in range(5)]

    def stream(writer: StreamWriter) -> None:
        writer.accept()
        for post_id in ids:
            writer.post(message(post_id))
        writer.keep_alive_until_gone(0.05)

    setting.x.on_stream = stream
    setting.firehose.refuse = lambda data: set(range(len(data)))
    report = setting.run(timing=Timing(checkpoint_interval=1.0, stream_lag=1.0, drain=2.0))
    checkpoint = state.get("checkpoint", "stream")

    assert report.unacknowledged == 5
    gaps = state.query("gap")
    assert checkpoint is not None
    assert all(
        post_id > int(checkpoint["post_id"])
        or any(int(gap["first"]) <= post_id <= int(gap["last"]) for gap in gaps)
        for post_id in ids
    )


def test_a_firehose_that_stays_away_closes_the_stream_instead_of_filling_memory(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.posts.sink.MOST_RECORDS", 300)
    setting.x.on_stream = busy
    setting.firehose.refuse = lambda data: set(range(len(data)))
    report = setting.run(timing=Timing(sink_patience=1.0, drain=1.0), max_posts_per_day=10**6)

    assert report.disconnect_reasons == {"no room": 1}
    assert report.unacknowledged == 300
    assert setting.x.connections == 1

"""What is told of a connection that hardly lived."""

from __future__ import annotations

import time

from collector.stream.connection import StreamConnection
from collector.stream.reconnecting import LiveStream, WindowEnd
from collector.timing import Timing
from collector.x.transport import Transport
from shared.clock import SystemClock
from tests.unit.collector.x_server import StreamWriter, XServer


def test_a_stream_that_opened_counts_as_covered_even_if_it_is_handed_over_at_once(
    x: XServer,
) -> None:
    """Else the successor takes itself for the first window ever, and opens no gap."""
    clock, timing = SystemClock(0.02), Timing()
    connection = StreamConnection(
        "token", Transport(x.url, clock, timing), lambda _: None, clock, timing
    )
    opened: list[float] = []

    def stream(writer: StreamWriter) -> None:
        writer.accept()
        writer.keep_alive_until_gone(0.05)

    def note_opened() -> bool:
        opened.append(time.monotonic())
        return True

    x.on_stream = stream
    end = LiveStream(
        connect=lambda: connection,
        parameters={},
        on_opened=note_opened,
        on_tick=lambda: WindowEnd("handed_over") if connection.opened_at else None,
        may_connect=lambda: True,
        free_slot=lambda: False,
        clock=clock,
        timing=timing,
        deadline=clock.monotonic() + 1000,
    ).run()

    assert end.outcome == "handed_over"
    assert len(opened) == 1

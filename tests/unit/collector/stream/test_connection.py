from __future__ import annotations

import json
import logging
import threading
import time

import pytest

from collector.stream.connection import StreamConnection
from collector.stream.endings import Ending, EndKind
from collector.timing import Timing
from collector.x.transport import Transport
from shared.clock import SystemClock
from tests.unit.collector.x_server import StreamWriter, XServer

CLOCK = SystemClock(0.05)
POST = b'{"data":{"id":"1"}}'


class Reader:
    """Reads one connection, collecting its lines."""

    def __init__(self, x: XServer, timing: Timing | None = None) -> None:
        self.lines: list[bytes] = []
        self.transport = Transport(x.url, CLOCK, timing or Timing())
        self.connection = StreamConnection(
            "token", self.transport, self.take, CLOCK, timing or Timing()
        )

    def take(self, line: bytes) -> Ending | None:
        self.lines.append(line)
        return None

    def read(self, seconds: float = 10.0) -> Ending:
        return self.connection.read({"tweet_fields": ["id"]}, CLOCK.monotonic() + seconds)


def test_each_way_of_ending_is_told_apart_and_none_reconnects_by_itself(x: XServer) -> None:
    def clean_end(writer: StreamWriter) -> None:
        writer.accept()
        writer.send(POST + b"\r\n")
        writer.end()

    def abrupt_end(writer: StreamWriter) -> None:
        writer.accept()
        writer.send(POST[:5])

    def silence(writer: StreamWriter) -> None:
        writer.accept()
        writer.hold()

    def refusal(writer: StreamWriter) -> None:
        writer.refuse(503, {"title": "Service Unavailable"})

    expected = [
        (clean_end, EndKind.CLOSED),
        (abrupt_end, EndKind.NETWORK),
        (silence, EndKind.NETWORK),
        (refusal, EndKind.REFUSED),
    ]
    for stream, kind in expected:
        x.on_stream = stream
        before = x.connections
        ending = Reader(x, Timing(read_timeout=1.0)).read()
        assert ending.kind is kind, stream
        assert x.connections == before + 1


def test_a_failing_handler_of_lines_ends_the_connection_with_a_reason(x: XServer) -> None:
    def stream(writer: StreamWriter) -> None:
        writer.accept()
        writer.send(POST + b"\r\n")
        writer.keep_alive_until_gone(0.05)

    def fail(_: bytes) -> Ending | None:
        raise KeyError("tag")

    x.on_stream = stream
    connection = StreamConnection("token", Transport(x.url, CLOCK, Timing()), fail, CLOCK, Timing())
    ending = connection.read({}, CLOCK.monotonic() + 20)
    assert (ending.kind, ending.words) == (
        EndKind.FAILED,
        "A line could not be handled: KeyError.",
    )


def test_a_stop_before_the_connection_began_is_not_lost(x: XServer) -> None:
    reader = Reader(x)
    reader.connection.stop()
    assert reader.read().kind is EndKind.STOPPED
    assert x.connections == 0


def test_a_stop_from_another_thread_ends_a_silent_stream_at_once(x: XServer) -> None:
    accepted = threading.Event()

    def stream(writer: StreamWriter) -> None:
        writer.accept()
        accepted.set()
        writer.hold()

    x.on_stream = stream
    reader = Reader(x, Timing(read_timeout=1000.0))
    thread = threading.Thread(target=reader.read, args=(1000.0,))
    thread.start()
    assert accepted.wait(2)
    while reader.connection.opened_at is None:
        time.sleep(0.001)
    started = time.monotonic()
    reader.connection.stop()
    thread.join()
    assert time.monotonic() - started < 0.2


def test_hostile_lines_are_handed_on_and_the_good_ones_between_them_too(x: XServer) -> None:
    hostile = [
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"data":',
        b"x" * (9 * 1024 * 1024),
        b'{"data":{"id":[]}}',
        b'"\\ud800"',
        b"\x00",
    ]

    def stream(writer: StreamWriter) -> None:
        writer.accept()
        for line in hostile:
            writer.send(line + b"\r\n" + POST + b"\r")
            writer.send(b"\n")
        writer.end()

    x.on_stream = stream
    reader = Reader(x)
    assert reader.read(seconds=100.0).kind is EndKind.CLOSED
    assert reader.lines.count(POST) == len(hostile)
    assert max(map(len, reader.lines)) <= 4 * 1024 * 1024


def test_an_answer_that_never_ends_is_cut(x: XServer) -> None:
    """A request that is not a stream ends within its time, headers and body together."""
    transport = Transport(x.url, CLOCK, Timing(request_timeout=4.0))
    client = StreamConnection("token", transport, lambda _: None, CLOCK, Timing())

    def trickle(writer: StreamWriter) -> None:
        writer.accept()
        while writer.send(b" "):
            time.sleep(0.01)

    x.on_stream = trickle
    started = time.monotonic()
    with pytest.raises(Exception):  # noqa: B017 - whatever requests makes of a cut connection
        client.request("GET", "/2/tweets/search/stream")
    assert time.monotonic() - started < 1.0


def test_closing_on_purpose_makes_no_noise_in_the_log(
    x: XServer, caplog: pytest.LogCaptureFixture
) -> None:
    def stream(writer: StreamWriter) -> None:
        writer.accept()
        writer.hold()

    x.on_stream = stream
    with caplog.at_level(logging.DEBUG):
        assert Reader(x).read(seconds=2.0).kind is EndKind.STOPPED
    assert [record for record in caplog.records if record.name.startswith("tweepy")] == []


def test_the_token_goes_out_byte_for_byte(x: XServer) -> None:
    seen: list[str] = []

    def stream(writer: StreamWriter) -> None:
        seen.append(writer._handler.headers["authorization"])
        writer.refuse(401, {"title": "Unauthorized"})

    x.on_stream = stream
    token = "AAA%2Bb%3D"
    transport = Transport(x.url, CLOCK, Timing())
    ending = StreamConnection(token, transport, lambda _: None, CLOCK, Timing()).read({}, 1e9)
    assert seen == [f"Bearer {token}"]
    assert ending.refusal is not None
    assert json.dumps(ending.refusal.words) == '"HTTP 401: Unauthorized"'

"""One connection to the stream: each of its ends is told, and none is lost."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from collector.stream.connection import StreamConnection, ending_of_notice
from collector.stream.endings import Ending, EndKind
from collector.timing import Timing
from collector.x.refusals import Cure
from tests.unit.collector.setting import TOKEN, Setting, hexed

POST = b'{"data":{"id":"1"}}'
SILENT = "The connection broke or was silent for too long."
UNREACHED = "X could not be reached in time."


class Reader:
    """Reads one connection, collecting its lines."""

    def __init__(self, setting: Setting, *, token: str = TOKEN, **timing: float) -> None:
        self.lines: list[bytes] = []
        self.clock = setting.clock
        self.answers: dict[bytes, Ending | Exception] = {}
        times = Timing(**timing)
        transport = setting.transport(times)
        self.connection = StreamConnection(token, transport, self.take, setting.clock, times)
        if not setting.x.state()["rules"]:
            setting.hold_rules({"value": "sun"})

    def take(self, line: bytes) -> Ending | None:
        self.lines.append(line)
        answer = self.answers.get(line)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def read(self, seconds: float = 1_000.0) -> Ending:
        parameters = {"tweet_fields": ["id"]}
        return self.connection.read(parameters, self.clock.monotonic() + seconds)


@pytest.mark.parametrize(
    ("fault", "kind", "words", "after"),
    [
        ({"kind": "clean_end"}, EndKind.CLOSED, "X closed the stream without a word.", 0.0),
        ({"kind": "reset"}, EndKind.NETWORK, SILENT, 0.0),
        ({"kind": "silence", "seconds": 99}, EndKind.NETWORK, SILENT, 30.0),
        ({"kind": "no_answer"}, EndKind.NETWORK, UNREACHED, 0.0),
        ({"kind": "hang", "seconds": 99}, EndKind.NETWORK, UNREACHED, 30.0),
        ({"kind": "unavailable"}, EndKind.REFUSED, "HTTP 503: Service Unavailable", 0.0),
        (
            {"kind": "answer", "status": 503, "line": hexed(b"<html>")},
            EndKind.REFUSED,
            "HTTP 503: HTTP 503",
            0.0,
        ),
        ({"kind": "endless", "line": hexed(b"x"), "seconds": 29}, EndKind.STOPPED, "", 1_000.0),
        ({"kind": "endless", "line": hexed(b"x"), "seconds": 31}, EndKind.NETWORK, SILENT, 30.0),
    ],
)
def test_each_way_of_ending_is_told_apart_and_none_reconnects_by_itself(
    setting: Setting, fault: dict[str, Any], kind: EndKind, words: str, after: float
) -> None:
    setting.order(fault)
    reader = Reader(setting)
    ending = reader.read()
    assert (ending.kind, ending.words) == (kind, words)
    assert (ending.refusal is not None) == (kind is EndKind.REFUSED)
    assert setting.clock.monotonic() == after
    assert setting.requests("connect") == 1
    assert reader.connection.ending is ending
    assert setting.is_closed()


def test_an_x_that_does_not_take_connections_is_waited_for_five_seconds(setting: Setting) -> None:
    setting.road.seconds_to_connect = 60.0
    ending = Reader(setting).read()
    assert (ending.kind, ending.words) == (EndKind.NETWORK, UNREACHED)
    assert setting.clock.monotonic() == 5.0


def test_connecting_does_not_outlast_the_deadline(setting: Setting) -> None:
    setting.road.seconds_to_connect = 60.0
    Reader(setting).read(seconds=2.0)
    assert setting.clock.monotonic() == 2.0


def test_an_x_that_refuses_connections_could_not_be_reached(setting: Setting) -> None:
    setting.road.is_closed = True
    ending = Reader(setting).read()
    assert (ending.kind, ending.words) == (EndKind.NETWORK, UNREACHED)


def test_a_quiet_stream_lives_by_its_keep_alives_and_each_is_handed_on(setting: Setting) -> None:
    reader = Reader(setting)
    ending = reader.read(seconds=101.0)
    assert ending == Ending(EndKind.STOPPED)
    assert reader.lines == [b""] * 5
    assert setting.clock.monotonic() == 101.0
    assert reader.connection.opened_at == 0.0


def test_a_failing_handler_of_lines_ends_the_connection_with_a_reason(setting: Setting) -> None:
    reader = Reader(setting)
    reader.answers[POST] = KeyError("tag")
    setting.order(*[{"kind": "raw", "line": hexed(POST)}] * 2)
    ending = reader.read()
    assert ending == Ending(EndKind.FAILED, "A line could not be handled: KeyError.")
    assert reader.lines == [POST]
    assert setting.is_closed()


def test_who_takes_lines_can_end_the_connection_and_the_first_reason_counts(
    setting: Setting,
) -> None:
    reader = Reader(setting)
    reader.answers[POST] = Ending(EndKind.BUDGET, "used up")
    setting.order({"kind": "raw", "line": hexed(POST)}, {"kind": "raw", "line": hexed(b"x")})
    assert reader.read() == Ending(EndKind.BUDGET, "used up")
    assert reader.lines == [POST]
    reader.connection.stop()
    assert reader.connection.ending == Ending(EndKind.BUDGET, "used up")


def test_a_stop_before_the_connection_began_is_not_lost(setting: Setting) -> None:
    reader = Reader(setting)
    reader.connection.stop()
    assert reader.read() == Ending(EndKind.STOPPED)
    assert setting.requests("connect") == 0


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "silence", "seconds": 10_000},
        {"kind": "hang", "seconds": 10_000},
        {"kind": "endless", "line": hexed(b"x")},
        {"kind": "endless", "line": hexed(b"\r\n")},
    ],
)
def test_a_stop_from_another_thread_ends_whatever_is_waited_for_at_once(
    setting: Setting, fault: dict[str, Any]
) -> None:
    setting.order(fault)
    reader = Reader(setting, read_timeout=1_000.0)
    thread = setting.clock.thread(reader.read, "reader")  # type: ignore[arg-type]
    thread.start()
    setting.clock.sleep(7.25)
    assert thread.is_alive()
    reader.connection.stop()
    thread.join()
    assert setting.clock.monotonic() == 7.25
    assert reader.connection.ending == Ending(EndKind.STOPPED)
    assert setting.is_closed()


def test_hostile_lines_are_handed_on_and_the_good_ones_between_them_too(setting: Setting) -> None:
    hostile = [
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"data":',
        b"x" * (4 * 1024 * 1024 + 1),
        b'{"data":{"id":[]}}',
        b'"\\ud800"',
        b"\x00",
    ]
    for line in hostile:
        for each in (line, POST + b"\r"):
            setting.order({"kind": "raw", "line": hexed(each)})
    setting.order({"kind": "clean_end"})
    reader = Reader(setting)
    assert reader.read().kind is EndKind.CLOSED
    assert reader.lines[1::2] == [POST] * len(hostile)
    assert reader.lines[::2] == [line[: 4 * 1024 * 1024] for line in hostile]


@pytest.mark.parametrize("gzip", [True, False])
def test_a_line_is_read_however_it_is_cut_and_compressed(setting: Setting, gzip: bool) -> None:
    setting.x.settings.gzip = gzip
    setting.order({"kind": "split_crlf"}, {"kind": "clean_end", "after_posts": 1})
    setting.publish_later(1, 2)
    reader = Reader(setting)
    assert reader.read().kind is EndKind.CLOSED
    assert [b'"text":"good sun"' in line for line in reader.lines] == [True, True]


def test_closing_on_purpose_makes_no_noise_in_the_log(
    setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert Reader(setting).read(seconds=2.0).kind is EndKind.STOPPED
    assert [record for record in caplog.records if record.name.startswith("tweepy")] == []


def test_the_token_goes_out_byte_for_byte_and_the_parameters_by_xs_names(setting: Setting) -> None:
    setting.x.token = "AAA%2Bb%3D"
    asked: list[dict[str, str]] = []
    connect = setting.x.connect
    setting.x.connect = lambda client, query: asked.append(dict(query)) or connect(client, query)  # type: ignore[method-assign, func-returns-value]
    assert Reader(setting, token="AAA%2Bb%3D").read(2.0).kind is EndKind.STOPPED
    ending = Reader(setting, token="AAA+b=").read(2.0)
    assert asked == [{"tweet.fields": "id"}]
    assert ending.refusal is not None
    assert (ending.refusal.outcome, ending.words) == ("token_refused", "HTTP 401: Unauthorized")


def test_a_notice_ends_for_a_person_or_for_a_new_try() -> None:
    passing = {"title": "operational-disconnect", "disconnect_type": "SlowReader", "detail": "why"}
    assert ending_of_notice(passing) == Ending(
        EndKind.NOTICE, "operational-disconnect: SlowReader: why"
    )
    taken = {"title": "x", "connection_issue": "TooManyConnections"}
    assert ending_of_notice(taken) == Ending(EndKind.NOTICE, "x: TooManyConnections")
    ending = ending_of_notice({"title": "UsageCapExceeded", "detail": "Monthly"})
    assert (ending.kind, ending.words) == (EndKind.REFUSED, "UsageCapExceeded: Monthly")
    assert ending.refusal is not None
    assert (ending.refusal.cure, ending.refusal.outcome) == (Cure.PERSON, "usage_cap")

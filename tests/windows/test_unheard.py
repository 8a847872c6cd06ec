"""A window to which X said nothing of use says so, however it ended; a quiet one does not."""

from __future__ import annotations

import ssl
from typing import Any

import pytest
from urllib3.exceptions import NameResolutionError, NewConnectionError, SSLError

from tests.unit.collector.setting import Setting, hexed
from tests.windows.achieved import FOR_EVER, is_told, succeeded

UNREACHABLE = [
    NameResolutionError("api.x.com", None, OSError(-2)),  # type: ignore[arg-type]
    NewConnectionError(None, "connection refused"),  # type: ignore[arg-type]
    SSLError(ssl.SSLCertVerificationError("self-signed")),
]


@pytest.mark.parametrize("error", UNREACHABLE, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("remaining", [30.0, 85.0, 300.0])
def test_a_window_that_never_reached_x(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, error: Exception, remaining: float
) -> None:
    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr(setting.pool_class.ConnectionCls, "_new_conn", fail)
    report = setting.run(remaining=remaining)
    assert (report.outcome, report.connected_seconds) == ("unreachable", 0.0)
    assert report.reason
    assert is_told(report)


def test_a_window_that_waited_for_x_until_it_was_succeeded(setting: Setting) -> None:
    setting.road.is_closed = True
    report = succeeded(setting, after=300)
    assert report.outcome == "unreachable"
    assert report.disconnects > 10


@pytest.mark.parametrize("kind", ["no_answer", "hang", "clean_end", "reset"])
def test_a_window_whose_connections_all_broke_before_x_said_anything(
    setting: Setting, kind: str
) -> None:
    setting.order(*[{"kind": kind}] * FOR_EVER)
    report = setting.run(remaining=200.0)
    assert report.outcome == "unreachable"
    assert report.disconnects >= 5


def test_a_window_that_x_kept_in_silence(setting: Setting) -> None:
    """Not even a keep-alive came, though X accepted every connection."""
    setting.order(*[{"kind": "silence", "seconds": 10_000}] * FOR_EVER)
    report = setting.run(remaining=400.0)
    assert report.connected_seconds > 300
    assert report.outcome == "unreachable"


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("unavailable", "server_error"),
        ("internal_error", "server_error"),
        ("too_many_connections", "connection_taken"),
    ],
)
def test_a_window_that_x_refused_until_it_was_succeeded(
    setting: Setting, kind: str, outcome: str
) -> None:
    setting.order(*[{"kind": kind}] * FOR_EVER)
    report = succeeded(setting, after=200)
    assert (report.outcome, report.connected_seconds) == (outcome, 0.0)
    assert is_told(report)


def test_a_quiet_stream_that_was_kept_alive_is_no_failure(setting: Setting) -> None:
    report = setting.run(remaining=300.0)
    assert (report.outcome, report.posts_from_stream) == ("deadline", 0)


PROBLEMS = [
    {"errors": [{"title": "Service Unavailable", "detail": "Over capacity", "status": 503}]},
    {"errors": [{"message": "Over capacity", "code": 130}]},
    {"title": "Unknown", "detail": "Over capacity", "type": "about:blank", "status": 500},
    {"errors": [{"title": "x", "detail": "Over capacity", "disconnect_type": "FullStore"}]},
]


@pytest.mark.parametrize(
    ("problem", "kind"), [*((each, "answer") for each in PROBLEMS), (PROBLEMS[0], "raw")]
)
def test_a_window_that_x_answered_with_problems_alone(
    setting: Setting, problem: dict[str, Any], kind: str
) -> None:
    """As the whole answer, or as the only line of a stream that X then ends."""
    answer = {"kind": "answer", "status": 200, "line": hexed(problem)}
    in_stream = [{"kind": "raw", "line": hexed(problem)}, {"kind": "clean_end"}]
    setting.order(*([answer] if kind == "answer" else in_stream) * FOR_EVER)
    report = setting.run(remaining=200.0)
    assert report.connections > 5
    assert report.outcome == "unreachable"
    assert "Over capacity" in report.reason
    assert is_told(report)


def test_an_unknown_line_alone_is_no_sign_of_a_stream(setting: Setting) -> None:
    setting.order(*[{"kind": "raw", "line": hexed({"news": 1})}, {"kind": "clean_end"}] * FOR_EVER)
    report = setting.run(remaining=200.0)
    assert report.unknown_messages == report.disconnects
    assert report.outcome == "unreachable"


def test_an_unknown_line_among_keep_alives_is_no_failure(setting: Setting) -> None:
    setting.order({"kind": "raw", "line": hexed(PROBLEMS[0])})
    report = setting.run(remaining=200.0)
    assert (report.outcome, report.unknown_messages, report.connections) == ("deadline", 1, 1)


@pytest.mark.parametrize("body", [b"<html>", b"<html>\r\n<body>\r\n", b'{"data":\r\n'])
def test_a_window_that_x_answered_with_rubbish_alone(setting: Setting, body: bytes) -> None:
    setting.order(*[{"kind": "answer", "status": 200, "line": hexed(body)}] * FOR_EVER)
    report = setting.run(remaining=200.0)
    assert report.bad_lines > 0
    assert report.outcome == "unreachable"
    assert is_told(report)


def test_a_window_that_x_filled_with_rubbish(setting: Setting) -> None:
    line = hexed(b"<p>we will be back</p>\r\n")
    setting.order({"kind": "endless", "line": line})
    report = setting.run(remaining=200.0)
    assert (report.connections, report.bad_lines > 100) == (1, True)
    assert (report.outcome, report.reason) == ("unreachable", "X sent nothing that can be read.")
    assert is_told(report)


@pytest.mark.parametrize("part", [b'{"data":', b" "])
def test_a_window_in_which_a_line_never_ended(setting: Setting, part: bytes) -> None:
    setting.order({"kind": "endless", "line": hexed(part), "seconds": 5.0})
    report = setting.run(remaining=400.0)
    assert (report.connections, report.posts_from_stream) == (1, 0)
    assert (report.outcome, report.reason) == ("unreachable", "X did not answer in time.")
    assert is_told(report)


def test_a_window_in_which_a_keep_alive_came_and_then_a_line_that_never_ended(
    setting: Setting,
) -> None:
    setting.order({"kind": "raw", "line": hexed(b"\r\n")})
    setting.order({"kind": "endless", "line": hexed(b'{"data":'), "seconds": 5.0})
    report = setting.run(remaining=400.0)
    assert (report.outcome, report.connections) == ("unreachable", 1)
    assert is_told(report)

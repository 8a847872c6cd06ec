"""A line of the stream is a post, a notice, unknown or damaged: nothing stops the reader."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.stream.messages import BadLine, Notice, PostMessage, UnknownMessage, read_message


@given(st.binary(max_size=200))
def test_no_bytes_can_stop_the_reader(line: bytes) -> None:
    assert isinstance(read_message(line), PostMessage | Notice | UnknownMessage | BadLine)


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 200_000,
        b'{"data":' * 100_000,
        b'{"data":{"id":' + b"9" * 10_000 + b"}}",
        b"\xff\xfe",
        b"\x00",
        b'{"data":[1]}',
        b'{"data":"post"}',
        b"NaN",
        b"17",
        b'"text"',
    ],
)
def test_a_line_that_may_have_been_a_post_is_bad(line: bytes) -> None:
    assert read_message(line) == BadLine()


ID = "2123008652473270272"


@pytest.mark.parametrize(
    "line",
    [
        {"item": {"key": ID}, "matching_rules": [{"id": "7"}]},
        {"matching_rules": []},
        {"data": None, "matching_rules": None},
        {"tweet": {"id": ID, "text": "sun"}},
        {"posts": [{"text": "sun"}, {"id": ID}]},
        {"payload": {"id": int(ID)}, "errors": [{"title": "Not Found Error"}]},
        {"id": ID, "text": "sun"},
    ],
)
def test_a_message_that_looks_like_a_post_under_another_name_is_bad(line: object) -> None:
    """Then its post is searched for."""
    assert read_message(json.dumps(line).encode()) == BadLine(is_renamed=True)


@pytest.mark.parametrize(
    "line",
    [
        {"data": {"id": "1"}, "errors": [{"title": "Not Found Error", "type": "x"}]},
        {"data": {"id": "1"}, "errors": [{"title": "x", "disconnect_type": "SlowReader"}]},
        {"data": {}, "title": "UsageCapExceeded", "type": "usage-capped"},
    ],
)
def test_errors_beside_data_do_not_hide_the_post(line: dict[str, object]) -> None:
    assert read_message(json.dumps(line).encode()) == PostMessage(line)


CLOSING = (
    "operational-disconnect",
    "streaming-connection",
    "credits",
    "credits-depleted",
    "usage-capped",
    "client-forbidden",
    "client-disconnected",
)


@pytest.mark.parametrize(
    "problem",
    [
        {"title": "operational-disconnect", "disconnect_type": "SlowReader"},
        {"title": "ConnectionException", "connection_issue": "TooManyConnections"},
        {"disconnect_type": "SlowReader"},
        *({"title": "x", "type": f"https://api.x.com/2/problems/{kind}"} for kind in CLOSING),
        {"detail": "x", "type": "credits"},
    ],
)
def test_a_problem_without_data_announces_the_end(problem: dict[str, object]) -> None:
    harmless = {"title": "Not Found Error", "type": "resource-not-found"}
    for message in (problem, {"errors": [problem]}, {"errors": ["x", harmless, problem]}):
        assert read_message(json.dumps(message).encode()) == Notice(problem)


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"new_kind": {}},
        {"new_kind": {"id": "none"}, "id": None},
        {"new_kind": ["x", {"id": -5}]},
        {"errors": [{"id": ID}]},
        {"errors": []},
        {"errors": ["x"]},
        {"errors": "x"},
        {"data": None},
        {"title": "Not Found Error", "type": "https://api.x.com/2/problems/resource-not-found"},
        {"title": "x", "disconnect_type": 5},
        {"type": "https://api.x.com/2/problems/credits"},
        {"title": "x", "type": "https://api.x.com/2/problems/credits/more"},
    ],
)
def test_unknown_kinds_are_no_reason_to_stop(message: dict[str, object]) -> None:
    assert isinstance(read_message(json.dumps(message).encode()), UnknownMessage)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"news": 1}, ""),
        (
            {"errors": ["x", {}, {"title": "Busy", "detail": "Over capacity"}]},
            "Busy: Over capacity",
        ),
        ({"title": "Busy", "errors": [{"message": "later"}]}, "Busy"),
    ],
)
def test_the_words_of_an_unknown_problem_are_kept(message: dict[str, object], words: str) -> None:
    assert read_message(json.dumps(message).encode()) == UnknownMessage(words)

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.stream.messages import BadLine, Notice, PostMessage, UnknownMessage, read_message
from collector.x.lines import LineSplitter


@given(st.lists(st.binary(max_size=20)), st.lists(st.integers(0, 50)))
def test_lines_do_not_depend_on_how_the_network_cuts_them(
    lines: list[bytes], cuts: list[int]
) -> None:
    lines = [line.replace(b"\n", b"").rstrip(b"\r") for line in lines]
    data = b"".join(line + b"\r\n" for line in lines)
    splitter = LineSplitter()
    found = []
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(data)], strict=True):
        found.extend(splitter.feed(data[start:end]))
    assert found == lines
    assert splitter.rest() == []


def test_a_giant_line_is_cut_without_being_held_and_the_next_is_read() -> None:
    splitter = LineSplitter(longest=100)
    found = []
    for _ in range(1000):
        found.extend(splitter.feed(b"x" * 50))
    found.extend(splitter.feed(b"\r\n{}\r\n"))
    assert found == [b"x" * 100, b"{}"]


def test_a_line_that_the_end_cut_off_is_still_told() -> None:
    splitter = LineSplitter()
    assert splitter.feed(b'{"data"') == []
    assert splitter.rest() == [b'{"data"']


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
    assert isinstance(read_message(line), BadLine)


def test_errors_beside_data_do_not_hide_the_post() -> None:
    line = {"data": {"id": "1"}, "errors": [{"title": "Not Found Error", "type": "x"}]}
    assert isinstance(read_message(json.dumps(line).encode()), PostMessage)


@pytest.mark.parametrize(
    "message",
    [
        {"errors": [{"title": "operational-disconnect", "disconnect_type": "SlowReader"}]},
        {"title": "ConnectionException", "connection_issue": "TooManyConnections"},
        {"errors": [{"title": "x", "type": "https://api.twitter.com/2/problems/usage-capped"}]},
    ],
)
def test_a_problem_without_data_announces_the_end(message: dict[str, object]) -> None:
    assert isinstance(read_message(json.dumps(message).encode()), Notice)


@pytest.mark.parametrize("message", [{}, {"new_kind": {}}, {"errors": []}, {"errors": ["x"]}])
def test_unknown_kinds_are_no_reason_to_stop(message: dict[str, object]) -> None:
    assert isinstance(read_message(json.dumps(message).encode()), UnknownMessage)

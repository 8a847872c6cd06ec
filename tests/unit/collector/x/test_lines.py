"""Bytes of the stream become lines, however the network cuts them, of bounded length."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collector.x.lines import LONGEST_LINE_BYTES, LineSplitter


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
    assert splitter.rest() == [], "told once"


def test_a_line_of_just_the_longest_length_is_whole() -> None:
    for size, kept in ((99, 99), (100, 100), (101, 100)):
        splitter = LineSplitter(longest=100)
        for _ in range(2):
            assert splitter.feed(b"x" * size + b"\n") == [b"x" * kept]
    assert LONGEST_LINE_BYTES == 4 * 1024 * 1024


def test_a_bare_line_keeps_alive_and_only_its_end_is_taken_off() -> None:
    splitter = LineSplitter()
    assert splitter.feed(b"\r\n\n a X\r\n b \r\n\rb\r") == [b"", b"", b" a X", b" b "]
    assert splitter.rest() == [b"\rb"]

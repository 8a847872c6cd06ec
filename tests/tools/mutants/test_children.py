"""What a child process tells, and when it is given up."""

from __future__ import annotations

import os
from typing import IO

import pytest

from mutants.worker.children import start


def test_lines_come_as_they_were_written_until_the_child_ends() -> None:
    def work(lines: IO[str]) -> None:
        print("first\nsecond", file=lines)

    child = start(work)
    try:
        assert list(child.lines(lambda _: 60.0)) == ["first", "second"]
    finally:
        child.stop()


def test_a_child_that_tells_nothing_is_given_up_with_its_last_line_and_ended() -> None:
    reading, writing = os.pipe()

    def work(lines: IO[str]) -> None:
        print("started a", file=lines, flush=True)
        os.read(reading, 1)  # for ever: nobody writes

    child = start(work)
    try:
        lines = child.lines(lambda last: 0.0 if last else 60.0)
        assert next(lines) == "started a"
        with pytest.raises(TimeoutError, match="started a"):
            next(lines)
    finally:
        child.stop()
        os.close(reading)
        os.close(writing)


def test_the_lines_of_a_child_that_breaks_off_end() -> None:
    def work(lines: IO[str]) -> None:
        print("started a", file=lines, flush=True)
        raise MemoryError

    child = start(work)
    try:
        assert list(child.lines(lambda _: 60.0)) == ["started a"]
    finally:
        child.stop()

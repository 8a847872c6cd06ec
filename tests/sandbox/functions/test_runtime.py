"""The functions' runtime is made once, whole, and for several clouds that start at once."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.cloud.functions.runtime import RuntimeNotMadeError, function_python

Make = Callable[[Path, Path, str], None]


def made(folder: Path, interpreter: Path, boto3_version: str) -> None:
    assert boto3_version
    interpreter.parent.mkdir(parents=True)
    interpreter.touch()


def test_clouds_that_start_at_once_share_one_runtime(tmp_path: Path) -> None:
    begun, goes_on = threading.Event(), threading.Event()
    makes = []

    def make(folder: Path, interpreter: Path, boto3_version: str) -> None:
        makes.append(folder)
        (lock,) = tmp_path.glob("*.lock")
        with lock.open() as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        begun.set()
        assert goes_on.wait(60)
        made(folder, interpreter, boto3_version)

    with ThreadPoolExecutor() as clouds:
        first = clouds.submit(function_python, tmp_path, make)
        assert begun.wait(60)
        second = clouds.submit(function_python, tmp_path, make)
        goes_on.set()
        assert first.result(60) == second.result(60)
    assert len(makes) == 1
    assert first.result().exists()


def test_a_runtime_that_was_not_made_leaves_nothing_and_is_made_the_next_time(
    tmp_path: Path,
) -> None:
    def fail(folder: Path, interpreter: Path, boto3_version: str) -> None:
        made(folder, interpreter, boto3_version)
        raise RuntimeNotMadeError("PyPI is away")

    with pytest.raises(RuntimeNotMadeError):
        function_python(tmp_path, fail)
    assert [path.suffix for path in tmp_path.iterdir()] == [".lock"]
    assert function_python(tmp_path, made).exists()


def test_a_runtime_whose_python_is_gone_is_made_again(tmp_path: Path) -> None:
    interpreter = function_python(tmp_path, made)
    interpreter.unlink()
    assert function_python(tmp_path, made) == interpreter
    assert interpreter.exists()

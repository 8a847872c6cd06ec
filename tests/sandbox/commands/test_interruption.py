"""A child is known before an interruption is heard, so that whoever clears up can end it."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.command_line import Options
from sandbox.interruption import interruption_later
from sandbox.stack import local_cloud


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """Ctrl-C means what it means in a terminal, also where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interruption_is_heard_after_the_child_is_known() -> None:
    children: list[str] = []

    def start() -> None:
        with interruption_later():
            signal.raise_signal(signal.SIGINT)
            children.append("started")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert children == ["started"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_without_an_interruption_the_handlers_are_as_before() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with interruption_later():
        pass
    assert signal.getsignal(signal.SIGTERM) is before


def test_another_thread_may_start_a_child_too() -> None:
    done: list[bool] = []

    def start() -> None:
        with interruption_later():
            done.append(True)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert done == [True]


@pytest.mark.parametrize("again", [False, True])
def test_a_cloud_that_is_interrupted_while_it_starts_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, again: bool
) -> None:
    """Once while the process begins, and once more while that is ended."""
    started: list[subprocess.Popen[str]] = []

    class Interrupting(subprocess.Popen[str]):
        def __init__(self, *words: Any, **named: Any) -> None:
            super().__init__(*words, **named)
            started.append(self)
            signal.raise_signal(signal.SIGINT)

        def terminate(self) -> None:
            super().terminate()
            if again:
                signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(subprocess, "Popen", Interrupting)
    try:
        with pytest.raises(KeyboardInterrupt):
            local_cloud.start(tmp_path, Options(command="up", folder=tmp_path), with_parent=False)
        assert [process.returncode for process in started] == [-signal.SIGTERM]
    finally:
        for process in started:
            process.kill()
            process.wait()

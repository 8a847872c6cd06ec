"""A child is known before an interruption is heard, so that whoever clears up can end it."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from rich.console import Console

from sandbox.command_line import Options
from sandbox.commands.lasting import run_up
from sandbox.failure import Interrupted
from sandbox.interruption import ENDING, interruption_later
from sandbox.stack import local_cloud


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """Ctrl-C means what it means in a terminal, also where the tests run in the background."""
    before = {number: signal.getsignal(number) for number in ENDING}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


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


class Interrupting(subprocess.Popen[str]):
    """Ctrl-C comes while the process begins, and maybe once more while that is ended."""

    begun: ClassVar[list[subprocess.Popen[str]]]
    again = False

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.begun.append(self)
        signal.raise_signal(signal.SIGINT)

    def terminate(self) -> None:
        super().terminate()
        if self.again:
            signal.raise_signal(signal.SIGINT)


@pytest.fixture
def interrupting(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Interrupting]]:
    """Each process that is begun is interrupted so."""
    monkeypatch.setattr(Interrupting, "begun", [], raising=False)
    monkeypatch.setattr(subprocess, "Popen", Interrupting)
    yield Interrupting
    for process in Interrupting.begun:
        process.kill()
        process.wait()


@pytest.mark.parametrize("again", [False, True])
def test_a_cloud_that_is_interrupted_while_it_starts_is_ended(
    interrupting: type[Interrupting],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    *,
    again: bool,
) -> None:
    monkeypatch.setattr(interrupting, "again", again)
    with pytest.raises(KeyboardInterrupt):
        local_cloud.start(tmp_path, Options(command="up", folder=tmp_path), with_parent=False)
    assert [process.returncode for process in interrupting.begun] == [-signal.SIGTERM]


def test_an_up_that_is_interrupted_while_its_cloud_starts_leaves_no_file(
    interrupting: type[Interrupting], tmp_path: Path
) -> None:
    folder = tmp_path / "stack"
    with pytest.raises(Interrupted, match="has been torn down"):
        run_up(Options(command="up", folder=folder), Console(quiet=True))
    assert [process.returncode for process in interrupting.begun] == [-signal.SIGTERM]
    assert not folder.exists()

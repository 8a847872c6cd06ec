"""Two commands never work on one folder at once: each would undo what the other does."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from sandbox.command_line import Options
from sandbox.commands.lasting import run_down, run_up
from sandbox.failure import Failure
from sandbox.folders import worked_on_alone

HOLDS = """
import sys
from pathlib import Path
from sandbox.folders import worked_on_alone
with worked_on_alone(Path(sys.argv[1])):
    print("holds", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "locks"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def other(tmp_path: Path) -> subprocess.Popen[str]:
    """Another command that works on `stack`."""
    command = [sys.executable, "-c", HOLDS, str(tmp_path / "stack")]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "holds\n"
    return process


def test_a_folder_that_another_command_works_on_is_refused_until_that_ends(
    other: subprocess.Popen[str], tmp_path: Path, locks: Path
) -> None:
    with other:
        with (
            pytest.raises(Failure, match=r"Another command is working on .*stack\. Wait"),
            worked_on_alone(tmp_path / "stack"),
        ):
            pytest.fail("it was not refused")
        with worked_on_alone(tmp_path / "another"):
            pass
        other.communicate("")
    with worked_on_alone(tmp_path / "stack"):
        pass
    assert list(locks.iterdir()) == []


@pytest.mark.parametrize("command", [run_up, run_down])
def test_up_and_down_work_alone(command: Callable[[Options, Console], int], tmp_path: Path) -> None:
    options = Options(command="up", folder=tmp_path)
    with worked_on_alone(tmp_path), pytest.raises(Failure, match="Another command"):
        command(options, Console())


def test_one_that_was_killed_holds_nothing(other: subprocess.Popen[str], tmp_path: Path) -> None:
    with other:
        other.kill()
        other.communicate()
    with worked_on_alone(tmp_path / "stack"):
        pass


def test_after_a_failure_the_folder_is_free_again(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"), worked_on_alone(tmp_path):
            raise ValueError("broken")

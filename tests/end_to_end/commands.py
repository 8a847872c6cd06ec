"""Runs `python -m sandbox` as a person would, and looks for what it leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
# A short window, so that a test takes half a minute: all of AWS's time runs ten times as fast.
QUICK = ("--window-seconds", "6", "--windows", "2")


def command(*words: str | Path) -> list[str]:
    """Give the command line."""
    return [sys.executable, "-m", "sandbox", *map(str, words)]


def run(
    *words: str | Path, cwd: Path = PROJECT, seconds: float = 240
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, without a terminal."""
    return subprocess.run(
        command(*words),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def begun(*words: str | Path) -> subprocess.Popen[str]:
    """Begin a command that tells each line at once, in a session of its own as in a terminal."""
    return subprocess.Popen(
        command(*words),
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )


def rest_of(process: subprocess.Popen[str], seconds: float) -> tuple[str, str]:
    """Wait for the end of a command whose lines were read, and give what follows: output, errors.

    `communicate` would lose the lines that came together with the last one that was read. What
    follows has to fit into a pipe: 64 KiB.
    """
    assert process.stdout is not None
    assert process.stderr is not None
    process.wait(seconds)
    return process.stdout.read(), process.stderr.read()


def wait_until_asleep(process: subprocess.Popen[str]) -> None:
    """Wait until a command sleeps in a call of the system, as while it waits for an answer.

    Python notices a signal that comes just before such a call only when the call returns.
    """
    status = Path(f"/proc/{process.pid}/stat")
    while process.poll() is None and status.read_text().rpartition(")")[2].split()[0] != "S":
        time.sleep(0.01)


def last_json(output: str) -> dict[str, Any]:
    """Read the last line of the output as JSON."""
    content: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    return content


def all_end(folder: Path, seconds: float = 30) -> bool:
    """Wait until no living process names the folder or works in it; False when some stay.

    For a parent that was killed and could not end its children: they notice that it is gone.
    """
    deadline = time.monotonic() + seconds
    while processes_of(folder):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def processes_of(folder: Path) -> list[str]:
    """Return the command lines of living processes that name the folder or work in it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            place = str((process / "cwd").readlink())
        except OSError:
            continue  # it ended meanwhile, or is not ours
        if int(process.name) != os.getpid() and str(folder) in f"{words} {place}":
            found.append(words)
    return found

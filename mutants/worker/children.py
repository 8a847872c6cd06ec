"""Runs pytest in a child of this process, so that what is imported here need not be again."""

from __future__ import annotations

import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

import pytest
from hypothesis import Phase, settings

ARGUMENTS = ["-q", "-x", "--tb=no", "--assert=plain", "-p", "no:cacheprovider", "--no-header"]
MOST_MEMORY_BYTES = 3 * 2**30


@dataclass
class Child:
    """A child process and the lines that it writes."""

    pid: int
    reading: int
    _rest: bytes = field(default=b"")

    def lines(self, seconds_for: Callable[[str], float]) -> Iterator[str]:
        """Give each line; raises TimeoutError when the next takes longer than the last allows."""
        last = ""
        give_up_at = time.monotonic() + seconds_for(last)
        while True:
            left = max(0.0, give_up_at - time.monotonic())
            ready, _, _ = select.select([self.reading], [], [], left)
            if not ready or time.monotonic() > give_up_at:
                raise TimeoutError(last)
            received = os.read(self.reading, 65536)
            if not received:
                return
            *complete, self._rest = (self._rest + received).split(b"\n")
            for line in complete:
                last = line.decode()
                yield last
                give_up_at = time.monotonic() + seconds_for(last)

    def stop(self) -> int:
        """End the child and all processes that it left behind; return its exit status."""
        os.close(self.reading)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)


def start(work: Callable[[IO[str]], object]) -> Child:
    """Fork; the child does the work, writes lines to the file that it is given, and ends."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        os.close(writing)
        with suppress(OSError):
            os.setpgid(pid, pid)
        return Child(pid, reading)
    try:
        os.setpgid(0, 0)
        os.close(reading)
        _be_quiet()
        with os.fdopen(writing, "w") as lines:
            work(lines)
    except BaseException:
        os._exit(70)
    os._exit(0)


def run_pytest(arguments: list[str], plugins: list[object]) -> int:
    """Run pytest in this process; what Hypothesis does is the same each time."""
    sys.dont_write_bytecode = True
    settings.register_profile(
        "mutants",
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        report_multiple_bugs=False,
    )
    settings.load_profile("mutants")
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, hard))
    return int(pytest.main([*ARGUMENTS, *arguments], plugins=plugins))


def _be_quiet() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

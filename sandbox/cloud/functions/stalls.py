"""How long processes were kept from running, which on AWS no other program does to a function."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

_PROCESSES = Path("/proc")
_NO_STALL_SECONDS = 0.01

Answer = TypeVar("Answer")


def get_in_time(answers: queue.Queue[Answer], timeout_seconds: float, process_id: int) -> Answer:
    """Return what a process answers; raises queue.Empty when it has not in so many seconds.

    Time in which the machine kept it or this process waiting does not count, up to as much again.
    """
    involved = (process_id, os.getpid())
    waited_before = seconds_kept_waiting(involved)
    started = time.monotonic()
    allowed = timeout_seconds
    while True:
        try:
            return answers.get(timeout=max(0.0, started + allowed - time.monotonic()))
        except queue.Empty:
            stalled = seconds_since(waited_before, seconds_kept_waiting(involved))
            longer = timeout_seconds + min(stalled, timeout_seconds)
            if longer <= allowed + _NO_STALL_SECONDS:
                raise
            allowed = longer


def seconds_since(before: Mapping[Path, float], now: Mapping[Path, float]) -> float:
    """Return how long threads were kept waiting between two readings.

    What a thread had waited before the first does not count, also when it has ended since.
    """
    return sum(max(0.0, seconds - before.get(thread, 0.0)) for thread, seconds in now.items())


def seconds_kept_waiting(process_ids: Iterable[int]) -> dict[Path, float]:
    """Return how long each thread of these processes was ready to run and did not.

    From /proc/<pid>/task/<tid>/schedstat, whose second number is the time on a run queue in
    nanoseconds (Linux, "sched-stats"); 0 where there is none.
    """
    threads = (thread for process_id in process_ids for thread in _threads_of(process_id))
    return {thread: _of_thread(thread) for thread in threads}


def _threads_of(process_id: int) -> list[Path]:
    try:
        return list((_PROCESSES / str(process_id) / "task").iterdir())
    except OSError:
        return []


def _of_thread(thread: Path) -> float:
    try:
        return int((thread / "schedstat").read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0

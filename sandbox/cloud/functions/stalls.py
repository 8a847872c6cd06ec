"""How long processes were kept from running, which on AWS no other program does to a function."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

_PROCESSES = Path("/proc")
_PRESSURE = Path("/proc/pressure/cpu")
_NO_STALL_SECONDS = 0.01

Answer = TypeVar("Answer")


def get_in_time(answers: queue.Queue[Answer], timeout_seconds: float, process_id: int) -> Answer:
    """Return what a process answers; raises queue.Empty when it has not in so many seconds.

    Time in which the machine kept it or this process waiting does not count, up to as much again.
    """
    involved = (process_id, os.getpid())
    threads_before, machine_before = seconds_kept_waiting(involved), seconds_of_pressure()
    started = time.monotonic()
    allowed = timeout_seconds
    while True:
        try:
            return answers.get(timeout=max(0.0, started + allowed - time.monotonic()))
        except queue.Empty:
            threads = seconds_kept_waiting(involved) - threads_before
            stalled = max(threads, seconds_of_pressure() - machine_before)
            longer = timeout_seconds + min(stalled, timeout_seconds)
            if longer <= allowed + _NO_STALL_SECONDS:
                raise
            allowed = longer


def seconds_kept_waiting(process_ids: Iterable[int]) -> float:
    """Return how long the threads of these processes were ready to run and did not.

    Threads that have ended are not among them, such as those that served a request each. From
    /proc/<pid>/task/<tid>/schedstat, whose second number is the time on a run queue in nanoseconds
    (Linux, "sched-stats"); 0 where there is none.
    """
    return sum(_of_process(process_id) for process_id in process_ids)


def seconds_of_pressure() -> float:
    """Return how long anything on this machine was ready to run and did not, since it started.

    From /proc/pressure/cpu ("PSI - Pressure Stall Information"): `some`, in microseconds; 0 where
    there is none.
    """
    try:
        return int(_PRESSURE.read_text().split("total=")[1].split()[0]) / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0


def _of_process(process_id: int) -> float:
    try:
        threads = list((_PROCESSES / str(process_id) / "task").iterdir())
    except OSError:
        return 0.0
    return sum(map(_of_thread, threads))


def _of_thread(thread: Path) -> float:
    try:
        return int((thread / "schedstat").read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0

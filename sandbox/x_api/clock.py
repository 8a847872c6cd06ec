"""The time that the stand-in runs by, and what its threads wait with."""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol


class Thread(Protocol):
    """A thread that does not keep the process alive."""

    def start(self) -> None:
        """Begin."""

    def is_alive(self) -> bool:
        """Say whether it was started and has not ended."""

    def join(self) -> None:
        """Wait until it ended."""


class Clock(Protocol):
    """`sandbox.simulation` has one that jumps while all wait."""

    def now(self) -> float:
        """Return the time of day in seconds since 1970 (UTC)."""

    def monotonic(self) -> float:
        """Return seconds since an arbitrary start."""

    def condition(self, lock: Any) -> Any:
        """Return a condition on a lock."""

    def thread(self, target: Callable[[], None], name: str) -> Thread:
        """Return a thread that is not started yet."""

    def wait_for_sockets(
        self, readable: Sequence[Any], writable: Sequence[Any] = (), seconds: float | None = None
    ) -> bool:
        """Wait until one of them can be used or the time is over; says whether one can."""


class RealClock:
    """The machine's clock; its time of day can be another one."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now

    def now(self) -> float:
        """Return the time of day in seconds since 1970 (UTC)."""
        return self._now()

    def monotonic(self) -> float:
        """Return seconds since an arbitrary start."""
        return time.monotonic()

    def condition(self, lock: Any) -> threading.Condition:
        """Return a condition on a lock."""
        return threading.Condition(lock)

    def thread(self, target: Callable[[], None], name: str) -> threading.Thread:
        """Return a thread that is not started yet."""
        return threading.Thread(target=target, name=name, daemon=True)

    def wait_for_sockets(
        self, readable: Sequence[Any], writable: Sequence[Any] = (), seconds: float | None = None
    ) -> bool:
        """Wait until one of them can be used or the time is over; says whether one can."""
        return any(select.select(readable, writable, (), seconds))

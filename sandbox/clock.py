"""The time that the stand-ins run by, and what their threads wait with."""

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
    """Durations are seconds of AWS or X; `sandbox.simulation` has one that jumps while all wait."""

    def now(self) -> float:
        """Return the time of day in seconds since 1970 (UTC), never scaled."""

    def monotonic(self) -> float:
        """Return seconds since an arbitrary start."""

    def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""

    def nominal(self, real_seconds: float) -> float:
        """Return how many seconds so many real ones are."""

    def condition(self, lock: Any) -> Any:
        """Return a condition on a lock."""

    def thread(self, target: Callable[[], None], name: str) -> Thread:
        """Return a thread that is not started yet."""

    def wait_for_sockets(
        self, readable: Sequence[Any], writable: Sequence[Any] = (), seconds: float | None = None
    ) -> bool:
        """Wait until one of them can be used or the time is over; says whether one can."""


class RealClock:
    """The machine's clock; its time of day can be another one, and its seconds shorter."""

    def __init__(self, now: Callable[[], float] = time.time, *, scale: float = 1.0) -> None:
        """`scale` real seconds pass in one."""
        self._now = now
        self._scale = scale

    def now(self) -> float:
        """Return the time of day in seconds since 1970 (UTC), never scaled."""
        return self._now()

    def monotonic(self) -> float:
        """Return seconds since an arbitrary start."""
        return time.monotonic() / self._scale

    def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""
        time.sleep(max(0.0, seconds) * self._scale)

    def nominal(self, real_seconds: float) -> float:
        """Return how many seconds so many real ones are."""
        return real_seconds / self._scale

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
        real = None if seconds is None else seconds * self._scale
        return any(select.select(readable, writable, (), real))

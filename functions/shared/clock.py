"""The clock that every function is given, so that tests and the sandbox can run it faster."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from shared.waiting import (
    Condition,
    Event,
    RealCondition,
    RealEvent,
    RealThread,
    Thread,
    Timer,
)


class Clock(Protocol):
    """Durations are nominal seconds: what they would be on AWS. Only `now` is the time of day."""

    def now(self) -> float:
        """Return the time of day in seconds since 1970 (UTC), never scaled."""

    def monotonic(self) -> float:
        """Return nominal seconds since an arbitrary start."""

    def sleep(self, seconds: float) -> None:
        """Wait for so many nominal seconds."""

    def real(self, nominal_seconds: float) -> float:
        """Return how many real seconds so many nominal seconds take (for socket time-outs)."""

    def nominal(self, real_seconds: float) -> float:
        """Return how many nominal seconds so many real seconds are (for Lambda's time left)."""


class WaitingClock(Clock, Protocol):
    """A clock that also gives threads what they wait with."""

    def event(self) -> Event:
        """Return an event that is not set."""

    def lock(self) -> AbstractContextManager[Any, Any]:
        """Return a lock under which its holder may wait; not to be entered twice by one thread."""

    def condition(self) -> Condition:
        """Return a condition; its lock is not to be entered twice by one thread."""

    def thread(self, target: Callable[[], None], name: str) -> Thread:
        """Return a thread that is not started yet and does not keep the process alive."""

    def timer(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Return a timer that is not started yet and does not keep the process alive."""


class SystemClock:
    """The machine's clock; `scale` real seconds pass in one nominal second (1 on AWS)."""

    def __init__(self, scale: float = 1.0) -> None:
        self._scale = scale

    @classmethod
    def from_environment(cls) -> SystemClock:
        """Read TIME_SCALE, which only the sandbox sets."""
        return cls(float(os.environ.get("TIME_SCALE", "1")))

    def now(self) -> float:
        """Return the time of day in seconds since 1970 (UTC), never scaled."""
        return time.time()

    def monotonic(self) -> float:
        """Return nominal seconds since an arbitrary start."""
        return time.monotonic() / self._scale

    def sleep(self, seconds: float) -> None:
        """Wait for so many nominal seconds."""
        time.sleep(max(0.0, seconds) * self._scale)

    def real(self, nominal_seconds: float) -> float:
        """Return how many real seconds so many nominal seconds take (for socket time-outs)."""
        return nominal_seconds * self._scale

    def nominal(self, real_seconds: float) -> float:
        """Return how many nominal seconds so many real seconds are (for Lambda's time left)."""
        return real_seconds / self._scale

    def event(self) -> Event:
        """Return an event that is not set."""
        return RealEvent(self.real)

    def lock(self) -> AbstractContextManager[Any, Any]:
        """Return a lock under which its holder may wait."""
        return threading.Lock()

    def condition(self) -> Condition:
        """Return a condition with a lock of its own."""
        return RealCondition(self.real)

    def thread(self, target: Callable[[], None], name: str) -> Thread:
        """Return a thread that is not started yet."""
        return RealThread(self.real, target, name)

    def timer(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Return a timer that is not started yet."""
        timer = threading.Timer(self.real(max(0.0, seconds)), call)
        timer.daemon = True
        return timer

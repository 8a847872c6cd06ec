"""The time that the stand-ins run by: seconds of AWS, which may pass faster here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Thread(Protocol):
    """A thread that does not keep the process alive."""

    def start(self) -> None:
        """Begin."""


class Clock(Protocol):
    """Durations are seconds of AWS; `sandbox.simulation` has one that jumps while all wait."""

    def now(self) -> float:
        """Return the time of day in seconds since 1970 (UTC), never scaled."""

    def monotonic(self) -> float:
        """Return seconds since an arbitrary start."""

    def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""

    def nominal(self, real_seconds: float) -> float:
        """Return how many seconds so many real ones are."""

    def thread(self, target: Callable[[], None], name: str) -> Thread:
        """Return a thread that is not started yet."""


class ScaledClock:
    """The machine's clock; `scale` real seconds pass in one second of AWS."""

    def __init__(self, scale: float) -> None:
        self._scale = scale

    def now(self) -> float:
        """Return the time of day in seconds since 1970 (UTC), never scaled."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds since an arbitrary start."""
        return time.monotonic() / self._scale

    def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""
        time.sleep(max(0.0, seconds) * self._scale)

    def nominal(self, real_seconds: float) -> float:
        """Return how many seconds so many real ones are."""
        return real_seconds / self._scale

    def thread(self, target: Callable[[], None], name: str) -> Thread:
        """Return a thread that is not started yet."""
        return threading.Thread(target=target, name=name, daemon=True)

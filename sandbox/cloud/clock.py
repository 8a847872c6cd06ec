"""The time that the stand-ins run by: seconds of AWS, which may pass faster here."""

from __future__ import annotations

import time
from typing import Protocol


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

"""The clock that every function is given, so that tests and the sandbox can run it faster."""

from __future__ import annotations

import os
import time
from typing import Protocol


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

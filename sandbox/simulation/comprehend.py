"""Comprehend in this process: its own limits and errors, by the clock of whoever asks."""

from __future__ import annotations

from typing import Protocol

from sandbox.cloud.context import Measured
from sandbox.cloud.counters import Counters
from sandbox.cloud.faults import Faults
from sandbox.cloud.metrics import Metrics
from sandbox.cloud.services.comprehend import (
    BATCH_CALLS_PER_SECOND,
    CALLS_PER_SECOND,
    Comprehend,
    Judge,
)
from sandbox.cloud.services.rate_limit import RateLimit


class Clock(Protocol):
    """What the quotas of the service are counted by."""

    def monotonic(self) -> float:
        """Return seconds since an arbitrary start."""


def comprehend_service(
    clock: Clock, judge: Judge, batch_calls_per_second: int = BATCH_CALLS_PER_SECOND
) -> Measured:
    """Make the service anew; returns where to order its faults, and where it counts."""
    measured = Measured(counters=Counters(), faults=Faults(), metrics=Metrics())
    batch_quota = RateLimit(batch_calls_per_second, 1.0, clock.monotonic)
    quota = RateLimit(CALLS_PER_SECOND, 1.0, clock.monotonic)
    Comprehend(measured, batch_quota, quota, judge).install()
    return measured

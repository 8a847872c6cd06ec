"""What every part of the local cloud is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sandbox.clock import Clock
from sandbox.cloud.counters import Counters
from sandbox.cloud.faults import Faults
from sandbox.cloud.metrics import Metrics


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Where a service counts, measures, and hears of faults that were ordered."""

    counters: Counters
    faults: Faults
    metrics: Metrics


@dataclass(frozen=True, kw_only=True)
class Timed(Measured):
    """The time that a service runs by, beside it."""

    clock: Clock


@dataclass(frozen=True, kw_only=True)
class CloudContext(Timed):
    """Addresses beside it, and the pace of time."""

    aws_url: str
    x_api_url: str
    domain_endpoint: str
    certificate_authority: Path
    temporary_folder: Path
    function_python: Path
    time_scale: float

    def real(self, nominal_seconds: float) -> float:
        """Return how many real seconds so many seconds of AWS take here."""
        return nominal_seconds * self.time_scale

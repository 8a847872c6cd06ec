"""One alarm, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from components.monitoring.metrics import Dimensions

AT_LEAST = "GreaterThanOrEqualToThreshold"
LESS_THAN = "LessThanThreshold"
MORE_PERIODS_LOOKED_AT = 2
"""CloudWatch looks for data in more periods than it evaluates ("Configuring how CloudWatch alarms
treat missing data"); so long it takes to tell of data that is missing."""


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One CloudWatch metric alarm."""

    name: str
    description: str
    """What it means and what to do, for whoever reads the mail."""
    namespace: str
    metric: str
    dimensions: Dimensions
    statistic: str
    comparison: str = AT_LEAST
    threshold: float
    period_seconds: int = 300
    """A multiple of 60."""
    periods: int = 1
    datapoints: int = 0
    """In how many of the periods it must be bad; 0 for all."""
    no_data: str = "notBreaching"
    """What the absence of data means: notBreaching, breaching, or ignore (the state stays)."""
    is_trouble: bool = True
    """Whether the pipeline is not well while it rings; a budget that is used up is as it should."""
    warm_up_minutes: int = 0
    """For so long after it was made it is not evaluated, unless its metric is there sooner."""

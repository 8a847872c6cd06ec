"""Alarms as PutMetricAlarm and PutCompositeAlarm describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OK, ALARM, INSUFFICIENT_DATA = "OK", "ALARM", "INSUFFICIENT_DATA"


@dataclass(frozen=True, kw_only=True)
class MetricAlarm:
    """An alarm on one metric; times are in seconds.

    `missing` says how missing data is treated: missing, ignore, breaching, or notBreaching.
    `warm_up` is how long it is not evaluated after it was made; shorter unless `warms_up_fully`.
    """

    name: str
    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    statistic: str
    comparison: str
    threshold: float
    period: int
    evaluation_periods: int
    datapoints_to_alarm: int
    missing: str
    warm_up: float = 0.0
    warms_up_fully: bool = False

    @property
    def evaluation_range(self) -> int:
        """How many data points CloudWatch looks for, in case that some are missing.

        "Configuring how CloudWatch alarms treat missing data" gives one example, 5 for 3, and no
        rule; two more than Evaluation Periods is also what is seen with 1 period of a day.
        """
        return self.evaluation_periods + 2


def metric_alarm(request: Mapping[str, Any]) -> MetricAlarm:
    """Read a PutMetricAlarm request; raises ValueError for an alarm on an expression."""
    if not request.get("MetricName"):
        raise ValueError(f"{request['AlarmName']}: only alarms on one metric are evaluated")
    periods = int(request["EvaluationPeriods"])
    warm_up = request.get("WarmUpConfiguration") or {}
    return MetricAlarm(
        name=request["AlarmName"],
        namespace=request["Namespace"],
        metric=request["MetricName"],
        dimensions={each["Name"]: each["Value"] for each in request.get("Dimensions") or ()},
        statistic=request["Statistic"],
        comparison=request["ComparisonOperator"],
        threshold=float(request["Threshold"]),
        period=int(request["Period"]),
        evaluation_periods=periods,
        datapoints_to_alarm=int(request.get("DatapointsToAlarm") or periods),
        missing=request.get("TreatMissingData") or "missing",
        warm_up=60.0 * int(warm_up.get("WarmUpPeriodDurationInMinutes", 0)),
        warms_up_fully=bool(warm_up.get("OnlyStartEvaluatingAfterWarmUpPeriodEnds", False)),
    )

"""An alarm to change, and the signs that CloudWatch's user guide writes data points with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sandbox.cloud.alarms.datapoints import Datapoints
from sandbox.cloud.alarms.definition import MetricAlarm

VALUES = {"0": 0.0, "X": 1.0, "-": None}

ALARM = MetricAlarm(
    name="errors",
    namespace="AWS/Lambda",
    metric="Errors",
    dimensions={"FunctionName": "collector"},
    statistic="Sum",
    comparison="GreaterThanOrEqualToThreshold",
    threshold=1.0,
    period=300,
    evaluation_periods=3,
    datapoints_to_alarm=3,
    missing="missing",
)


def alarm(**changed: Any) -> MetricAlarm:
    return replace(ALARM, **changed)


def points(signs: str) -> Datapoints:
    """Read `0 - X - X`: the latest data point stands on the right."""
    return [VALUES[sign] for sign in signs.split()]

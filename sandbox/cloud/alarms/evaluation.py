"""The state of an alarm on a metric, from data points and the state that it was in.

"Configuring how CloudWatch alarms treat missing data", with its section "Avoiding premature
transitions to alarm state".
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

from sandbox.cloud.alarms.datapoints import Datapoints, Sample
from sandbox.cloud.alarms.definition import ALARM, INSUFFICIENT_DATA, OK, MetricAlarm

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanOrEqualToThreshold": operator.le,
    "LessThanThreshold": operator.lt,
}


def next_state(alarm: MetricAlarm, found: Datapoints, state: str) -> str:
    """Return the state that follows; `found` covers the evaluation range."""
    breaches = _COMPARISONS[alarm.comparison]
    points = [None if value is None else breaches(value, alarm.threshold) for value in found]
    real = [point for point in points if point is not None][-alarm.evaluation_periods :]
    to_fill = alarm.evaluation_periods - len(real)
    breaching = sum(real) + (to_fill if alarm.missing == "breaching" else 0)
    if breaching >= alarm.datapoints_to_alarm:
        return ALARM
    if not to_fill or alarm.missing in ("breaching", "notBreaching") or not all(real):
        return OK
    # What is there breaches, and is too little: all depends on what comes, or came long ago.
    if alarm.missing == "ignore":
        return state
    return ALARM if _age_of_oldest(points) >= alarm.datapoints_to_alarm else INSUFFICIENT_DATA


def _age_of_oldest(points: Sequence[object]) -> int:
    """Return how many periods ago the oldest data point was, 1 for the latest; 0 for none."""
    return next((len(points) - place for place, each in enumerate(points) if each is not None), 0)


def is_warming_up(
    alarm: MetricAlarm, samples: Sequence[Sample], made_at: float, now: float
) -> bool:
    """Whether the alarm waits for its metric to begin.

    "Alarm warm-up periods": unless it warms up fully, it ends as soon as the evaluation window is
    full, which is when the metric began so long ago and has a value in the most recent period.
    """
    if now >= made_at + alarm.warm_up:
        return False
    times = [measured_at for measured_at, _ in samples if measured_at < now]
    window = alarm.period * alarm.evaluation_periods
    is_full = times and min(times) <= now - window and max(times) >= now - alarm.period
    return alarm.warms_up_fully or not is_full

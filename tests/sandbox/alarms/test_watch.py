"""Alarms as a whole: warm-up, composite alarms, and what changed when."""

from __future__ import annotations

import pytest

from sandbox.cloud.alarms.composite import composite_state, terms
from sandbox.cloud.alarms.datapoints import Sample
from sandbox.cloud.alarms.definition import metric_alarm
from sandbox.cloud.alarms.watch import AlarmWatch, Change
from tests.sandbox.alarms.alarms import alarm

TEN = 1_795_000_200.0
"""Ten o'clock, let us say."""


def at(minutes: float) -> float:
    return TEN + 60 * minutes


def watch(*samples: Sample) -> AlarmWatch:
    return AlarmWatch(lambda _, since: [each for each in samples if each[0] >= since])


def test_the_example_of_the_user_guide_ends_its_warm_up_at_10_19() -> None:
    """ "Alarm warm-up periods": 3 periods of 5 minutes, made at 10:00, data from 10:04 on."""
    watched = watch(*((at(minute), 0.0) for minute in range(4, 60)))
    watched.put(alarm(warm_up=3600.0), at(0))
    for minute in range(60):
        watched.evaluate(at(minute))
    assert watched.changes == [Change(at(19), "errors", "OK")]


@pytest.mark.parametrize("fully", [True, False])
def test_missing_data_rings_only_after_the_warm_up(fully: bool) -> None:
    watched = watch()
    watched.put(alarm(missing="breaching", warm_up=1800.0, warms_up_fully=fully), at(0))
    for minute in range(60):
        watched.evaluate(at(minute))
    assert watched.changes == [Change(at(30), "errors", "ALARM")]


def test_without_a_warm_up_missing_data_rings_at_once() -> None:
    watched = watch()
    watched.put(alarm(missing="breaching"), at(0))
    watched.evaluate(at(0))
    assert watched.states == {"errors": "ALARM"}


def test_data_does_not_shorten_a_warm_up_that_is_to_be_whole() -> None:
    watched = watch(*((at(minute), 1.0) for minute in range(60)))
    watched.put(alarm(warm_up=1800.0, warms_up_fully=True), at(0))
    for minute in range(60):
        watched.evaluate(at(minute))
    assert watched.changes == [Change(at(30), "errors", "ALARM")]


def test_a_changed_alarm_keeps_its_state_and_does_not_warm_up_again() -> None:
    watched = watch()
    watched.put(alarm(missing="breaching"), at(0))
    watched.evaluate(at(0))
    watched.put(alarm(missing="breaching", warm_up=3600.0, threshold=2.0), at(1))
    assert watched.states == {"errors": "ALARM"}
    watched.evaluate(at(62))
    assert watched.states == {"errors": "ALARM"}


def test_a_composite_alarm_rings_while_one_of_its_alarms_does() -> None:
    watched = watch((at(1), 5.0))
    for name, threshold in (("low", 1.0), ("high", 9.0)):
        one = alarm(name=name, threshold=threshold, evaluation_periods=1, datapoints_to_alarm=1)
        watched.put(one, at(0))
    watched.put_composite("any", 'ALARM("high") OR ALARM(low)')
    for minute in range(30):
        watched.evaluate(at(minute))
    told = [(change.at, change.state) for change in watched.changes if change.alarm == "any"]
    # One value is looked at for three periods: 1 and the two that are added to it.
    assert told == [(at(0), "OK"), (at(2), "ALARM"), (at(17), "OK")]


@pytest.mark.parametrize(
    ("rule", "state"),
    [
        ('ALARM("a")', "ALARM"),
        ("ALARM(b)", "OK"),
        ("ALARM(b) OR OK(b)", "ALARM"),
        ("ALARM(b) OR INSUFFICIENT_DATA(c)", "ALARM"),
        ('ALARM("arn:aws:cloudwatch:us-east-1:123456789012:alarm:a")', "ALARM"),
        ("OK(nobody) OR ALARM(nobody)", "OK"),
    ],
)
def test_a_rule_holds_when_one_of_its_terms_does(rule: str, state: str) -> None:
    states = {"a": "ALARM", "b": "OK", "c": "INSUFFICIENT_DATA"}
    assert composite_state(rule, states) == state


@pytest.mark.parametrize("rule", ["", "a", "ALARM(a) AND ALARM(b)", "NOT ALARM(a)", 'ALARM("a)'])
def test_a_rule_that_is_not_understood_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="Not STATE"):
        terms(rule)


REQUEST = {
    "AlarmName": "errors",
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "collector"}],
    "Statistic": "Sum",
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "Threshold": 1,
    "Period": 300,
    "EvaluationPeriods": 3,
}


def test_a_request_is_read_with_the_defaults_of_put_metric_alarm() -> None:
    assert metric_alarm(REQUEST) == alarm()
    more = {"DatapointsToAlarm": 2, "TreatMissingData": "ignore"}
    warm_up = {"WarmUpConfiguration": {"WarmUpPeriodDurationInMinutes": 30}}
    expected = alarm(datapoints_to_alarm=2, missing="ignore", warm_up=1800.0)
    assert metric_alarm(REQUEST | more | warm_up) == expected


def test_an_alarm_on_an_expression_is_refused() -> None:
    with pytest.raises(ValueError, match="only alarms on one metric"):
        metric_alarm(REQUEST | {"MetricName": None})

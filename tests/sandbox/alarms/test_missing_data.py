"""CloudWatch's own examples ("Configuring how CloudWatch alarms treat missing data")."""

from __future__ import annotations

import pytest

from sandbox.cloud.alarms.evaluation import next_state
from tests.sandbox.alarms.alarms import alarm, points

SHORT = {"alarm": "ALARM", "ok": "OK", "none": "INSUFFICIENT_DATA"}
# Data points; then the state for missing, ignore, breaching, notBreaching.
THREE_OF_THREE = """
0 - X - X | ok    ok     ok    ok
0 - - - - | ok    ok     ok    ok
- - - - - | none  retain alarm ok
0 X X - X | alarm alarm  alarm alarm
- - X - - | alarm retain alarm ok
"""
TWO_OF_THREE = """
0 - X - X | alarm alarm  alarm alarm
0 0 X 0 X | alarm alarm  alarm alarm
0 - X - - | ok    ok     alarm ok
- - - - 0 | ok    ok     alarm ok
- - - X - | alarm retain alarm ok
"""
# Of the text below the tables, and of the tables of an earlier edition (2019).
PREMATURE = """
- - - - X | none  retain alarm ok
- - - X - | none  retain alarm ok
- - - X 0 | ok    ok     ok    ok
- - X - 0 | ok    ok     ok    ok
X - - - - | alarm retain alarm ok
"""
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")


def rows(table: str, datapoints_to_alarm: int) -> list[tuple[str, str, str, int]]:
    found = []
    for line in table.strip().splitlines():
        signs, _, states = line.partition("|")
        found += [
            (signs.strip(), treatment, state, datapoints_to_alarm)
            for treatment, state in zip(TREATMENTS, states.split(), strict=True)
        ]
    return found


EXAMPLES = [*rows(THREE_OF_THREE, 3), *rows(TWO_OF_THREE, 2), *rows(PREMATURE, 3)]


@pytest.mark.parametrize("before", ["OK", "ALARM", "INSUFFICIENT_DATA"])
@pytest.mark.parametrize(("signs", "treatment", "state", "datapoints_to_alarm"), EXAMPLES)
def test_an_alarm_is_in_the_state_that_the_user_guide_says(
    signs: str, treatment: str, state: str, datapoints_to_alarm: int, before: str
) -> None:
    watched = alarm(datapoints_to_alarm=datapoints_to_alarm, missing=treatment)
    expected = before if state == "retain" else SHORT[state]
    assert next_state(watched, points(signs), before) == expected


def test_the_range_of_the_examples_is_the_one_that_is_looked_at() -> None:
    assert alarm().evaluation_range == 5
    daily = alarm(evaluation_periods=1, period=86_400)
    assert daily.evaluation_range == 3, "three days pass before a day without data is told"


@pytest.mark.parametrize(
    ("comparison", "breaching"),
    [
        ("GreaterThanOrEqualToThreshold", [False, True, True]),
        ("GreaterThanThreshold", [False, False, True]),
        ("LessThanOrEqualToThreshold", [True, True, False]),
        ("LessThanThreshold", [True, False, False]),
    ],
)
def test_a_value_breaches_as_its_comparison_says(comparison: str, breaching: list[bool]) -> None:
    watched = alarm(comparison=comparison, evaluation_periods=1, datapoints_to_alarm=1)
    states = [next_state(watched, [value], "OK") for value in (0.0, 1.0, 2.0)]
    assert [state == "ALARM" for state in states] == breaching

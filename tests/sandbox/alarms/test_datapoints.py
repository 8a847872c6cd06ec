"""Data points are of periods that slide with the minute ("Alarm evaluation window")."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.cloud.alarms.datapoints import datapoints

NOW = 1_795_000_020.0
"""A whole minute."""
VALUES = [(NOW - 10, 4.0), (NOW - 20, 1.0), (NOW - 30, 1.0)]


@pytest.mark.parametrize(
    ("statistic", "value"),
    [("Sum", 6.0), ("Average", 2.0), ("Minimum", 1.0), ("Maximum", 4.0), ("SampleCount", 3.0)],
)
def test_a_period_is_summed_up_by_its_statistic(statistic: str, value: float) -> None:
    assert datapoints(VALUES, statistic, 60, 2, NOW) == [None, value]


def test_what_came_in_the_minute_that_is_not_over_waits_for_its_end() -> None:
    for seconds in (0.0, 59.9):
        assert datapoints([(NOW, 1.0)], "Sum", 60, 2, NOW + seconds) == [None, None]
    assert datapoints([(NOW, 1.0)], "Sum", 60, 2, NOW + 60) == [None, 1.0]


def test_periods_slide_from_minute_to_minute() -> None:
    """A value is in the latest hour for an hour, whenever it came, and then in the one before."""
    found = [datapoints([(NOW, 1.0)], "Sum", 3600, 2, NOW + 60 * each) for each in range(122)]
    assert found.index([None, 1.0]) == 1
    assert found.index([1.0, None]) == 61
    assert found[121] == [None, None]


@given(st.integers(0, 100_000), st.sampled_from([60, 300, 840, 3600]))
def test_a_value_is_in_one_period_or_outside_of_the_range(ago: int, period: int) -> None:
    found = datapoints([(NOW - ago, 1.0)], "Sum", period, 5, NOW)
    assert sum(value for value in found if value) == (1.0 if 0 < ago <= 5 * period else 0.0)

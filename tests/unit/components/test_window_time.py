"""How long the collector's function may run."""

from __future__ import annotations

import pytest

from components.settings.window_time import timeout_seconds


@pytest.mark.parametrize(
    ("minutes", "seconds"),
    [
        # A successor may be a minute late (EventBridge Scheduler), and closing takes half a one.
        (1, 60 + 60 + 30),
        (13, 13 * 60 + 60 + 30),
        # Lambda's longest is a quarter of an hour.
        (14, 15 * 60),
    ],
)
def test_a_function_runs_until_its_successor_is_there_as_far_as_lambda_lets_it(
    minutes: int, seconds: int
) -> None:
    assert timeout_seconds(minutes) == seconds

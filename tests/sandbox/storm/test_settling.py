"""How long a storm waits for what is late."""

from __future__ import annotations

import pytest

from sandbox.storm.settling import Limits

LIMITS = Limits(posts=2000, budget=3000, settle_windows=20, settle_seconds=60, longest_seconds=600)


@pytest.mark.parametrize(
    ("seconds", "windows", "are_reached"),
    [(59, 99, False), (61, 19, False), (599, 19, False), (61, 20, True), (601, 0, True)],
)
def test_a_storm_waits_for_windows_that_did_their_work_however_busy_the_machine(
    seconds: float, windows: int, *, are_reached: bool
) -> None:
    assert LIMITS.are_reached(seconds, windows) == are_reached

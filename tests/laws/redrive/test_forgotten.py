"""The bucket forgets nothing that was not put aside before, and told."""

from __future__ import annotations

import math

import pytest

from tests.laws.redrive.test_outage import DAY, HOUR, failed
from tests.unit.redrive.failures import iso
from tests.unit.redrive.setting import KEY, Setting

FORGOTTEN_AFTER = 31 * DAY
"""A day after `RETENTION_DAYS` (`components/failures.py`)."""


def forgotten_at(written_at: float) -> float:
    """Return when S3 deletes an object: "rounding up the resulting time to the next day at midnight
    UTC" ("Lifecycle configuration elements" of its user guide)."""
    return math.ceil((written_at + FORGOTTEN_AFTER) / DAY) * DAY


@pytest.mark.parametrize("before_midnight", [5.0 * HOUR, 300.0])
def test_an_outage_as_long_as_retention_ends_in_dead_and_not_in_silence(
    setting: Setting, before_midnight: float
) -> None:
    now = setting.clock.now()
    setting.clock.advance(math.ceil(now / DAY) * DAY - now - before_midnight)
    now = setting.clock.now()
    setting.put(KEY, failed(1, 0, 0, setting, created_at=iso(now - 120)))
    forgotten = forgotten_at(now)
    setting.clock.advance(forgotten - 7 * HOUR + 1200 - now)
    # A run of twenty past each hour.
    told = 0
    while setting.clock.now() < forgotten + HOUR:
        setting.clock.advance(HOUR)
        if setting.clock.now() >= forgotten:
            setting.remove(KEY)
        setting.tell_success(0.0, seconds_ago=60)
        told += setting.run()["dead"]
    assert told == 1

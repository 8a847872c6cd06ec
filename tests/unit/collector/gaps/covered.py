"""A stream that is heard, on a clock whose nominal seconds may be real ones or not."""

from __future__ import annotations

from collector.gaps.coverage import Coverage
from collector.state.checkpoint import Checkpoint
from collector.timing import Timing
from shared.snowflake import first_id_at
from tests.fake_clock import FakeClock

TIMING = Timing()


def covering(clock: FakeClock, checkpoint: Checkpoint | None = None) -> Coverage:
    coverage = Coverage(checkpoint, clock, TIMING)
    coverage.connecting()
    coverage.covered_from(coverage.connected())
    return coverage


def in_nominal(clock: FakeClock, seconds: float) -> int:
    """The first id of so many nominal seconds from now."""
    return first_id_at(clock.now() + clock.real(seconds))

"""What tests of gaps share."""

from __future__ import annotations

import pytest

from tests.fake_clock import FakeClock


@pytest.fixture(params=[1.0, 0.5], ids=["AWS", "sandbox"])
def clock(request: pytest.FixtureRequest) -> FakeClock:
    """One whose nominal seconds are real ones, and one whose are not."""
    return FakeClock(scale=request.param)

from __future__ import annotations

import pytest

from sandbox.simulation.clock import JumpingClock


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()

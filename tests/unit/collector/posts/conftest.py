from __future__ import annotations

import pytest

from tests.unit.collector.posts.sinks import Setting


@pytest.fixture
def setting() -> Setting:
    return Setting()

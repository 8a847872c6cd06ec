from __future__ import annotations

from collections.abc import Iterator

import pytest

from collector.state.table import StateTable
from tests.unit.collector.setting import Setting


@pytest.fixture
def setting() -> Iterator[Setting]:
    made = Setting()
    yield made
    made.x.stop()


@pytest.fixture
def state(setting: Setting) -> StateTable:
    return setting.state()

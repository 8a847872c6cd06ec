from __future__ import annotations

from collections.abc import Iterator

import pytest

from collector.state.table import StateTable
from tests.unit.collector.lambda_setting import Lambda
from tests.unit.collector.setting import Setting


@pytest.fixture
def setting() -> Iterator[Setting]:
    made = Setting()
    yield made
    made.close()


@pytest.fixture
def state(setting: Setting) -> StateTable:
    return setting.state()


@pytest.fixture
def function(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> Lambda:
    return Lambda(setting, monkeypatch)

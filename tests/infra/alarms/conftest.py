from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.infra.alarms.stack import Stack
from tests.infra.program import Program
from tests.unit.collector.setting import Setting


@pytest.fixture
def stack(program: Program, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    setting = Setting()
    made = Stack(setting, program, monkeypatch)
    yield made
    made.stop()
    setting.close()

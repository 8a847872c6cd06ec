from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.redrive.setting import Setting


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Setting]:
    made = Setting(monkeypatch)
    yield made
    made.close()

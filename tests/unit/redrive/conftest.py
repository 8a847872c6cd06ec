from __future__ import annotations

import pytest

from tests.unit.redrive.setting import Setting


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Setting:
    return Setting(monkeypatch)

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import boto3
import pytest

from shared.clock import SystemClock
from tests.unit.sentiment.function import ENVIRONMENT, load
from tests.unit.sentiment.setting import Setting


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Setting]:
    made = Setting()
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", made.aws.session())
    yield made
    made.clock.sleep(3600)  # calls that still hang come to an end


@pytest.fixture
def function(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(SystemClock, "from_environment", lambda: setting.clock)
    return load()

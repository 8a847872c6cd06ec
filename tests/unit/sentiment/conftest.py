from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest

from tests.unit.sentiment.setting import Setting


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Setting]:
    made = Setting()
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", made.aws.session())
    yield made
    made.clock.sleep(3600)  # calls that still hang come to an end

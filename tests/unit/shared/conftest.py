from __future__ import annotations

import pytest

from tests.unit.shared.firehose_setting import FirehoseSetting


@pytest.fixture
def firehose() -> FirehoseSetting:
    return FirehoseSetting()

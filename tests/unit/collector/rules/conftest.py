"""What tests of rules share."""

from __future__ import annotations

import pytest

from collector.rules.api import XRulesApi
from tests.unit.collector.setting import TOKEN, Setting


@pytest.fixture
def api(setting: Setting) -> XRulesApi:
    return XRulesApi(TOKEN, setting.transport())

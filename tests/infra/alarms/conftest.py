from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.infra.deployed_stack.fixtures import stack
from tests.infra.deployed_stack.stack import Stack, running
from tests.infra.program import REQUIRED, Program, run

__all__ = ["stack", "watched_stack", "with_every_alarm"]


@pytest.fixture(scope="session")
def with_every_alarm() -> Program:
    return run(**REQUIRED, alarmAfterQuietHours="1")


@pytest.fixture
def watched_stack(with_every_alarm: Program, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    with running(with_every_alarm, monkeypatch) as made:
        yield made

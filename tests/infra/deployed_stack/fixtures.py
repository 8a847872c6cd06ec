from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.infra.deployed_stack.stack import Stack, running
from tests.infra.program import Program


@pytest.fixture
def stack(program: Program, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    with running(program, monkeypatch) as made:
        yield made

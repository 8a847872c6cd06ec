"""The program is run once for all tests that only look at it."""

import pytest

from tests.infra.program import REQUIRED, Program, run


@pytest.fixture(scope="session")
def program() -> Program:
    return run(**REQUIRED, alarmEmail="you@example.com")

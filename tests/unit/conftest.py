"""What unit tests share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from unittest.mock import patch

import pytest
from aws_lambda_powertools.metrics import Metrics

SHARED_BY_A_PROCESS = (
    Metrics._metrics,
    Metrics._dimensions,
    Metrics._metadata,
    Metrics._default_dimensions,
)


@pytest.fixture(autouse=True)
def metrics_of_its_own() -> Iterator[None]:
    """On AWS each function has its own process, and so its own metrics."""
    with ExitStack() as stack:
        for shared in SHARED_BY_A_PROCESS:
            stack.enter_context(patch.dict(shared, clear=True))
        yield

"""A Comprehend on loopback, and the real client that talks to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.sentiment.comprehend_server import ComprehendServer


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ComprehendServer]:
    with ComprehendServer() as running:
        monkeypatch.setenv("AWS_ENDPOINT_URL_COMPREHEND", running.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield running

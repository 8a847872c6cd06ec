"""Indices filled with made-up documents, for the page to draw."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.page import Page
from tests.contract.page.documents import DASHBOARDS
from tests.contract.page.indexes import fill
from tests.engines import real_engine, small_index


@pytest.fixture(scope="session")
def index_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with small_index(tmp_path_factory.mktemp("index")) as url:
        fill(url)
        yield url


@pytest.fixture(scope="session")
def page(index_url: str) -> Iterator[Page]:
    yield from _started(index_url)


@pytest.fixture(scope="session", params=["noida-db", "elasticsearch", "opensearch"])
def any_page(request: pytest.FixtureRequest, index_url: str) -> Iterator[Page]:
    if request.param == "noida-db":
        yield from _started(index_url)
        return
    with real_engine(request.param) as url:
        fill(url)
        yield from _started(url)


def _started(url: str) -> Iterator[Page]:
    page = Page(url, DASHBOARDS)
    page.start()
    yield page
    page.stop()

"""Fixtures that start real engines, on demand, once a test session.

Import them in a conftest. Each gives a base URL; the secured one gives its certificate and master
too. Where Java or Maven is missing, or Maven's registry does not answer, tests that use a real
engine are skipped, told by name; in continuous integration with Maven present they fail instead,
so that they can't silently stop running.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from sandbox.cloud.index.noida import Noida
from sandbox.engine.build import EngineUnavailableError
from sandbox.engine.process import running
from sandbox.engine.secured import SecuredEngine, running_secured

Started = TypeVar("Started")

FETCH_SECONDS = 240  # below the time limit of a test


REAL = {"elasticsearch": "Elasticsearch 7.10.2", "opensearch": "OpenSearch 2.19.1"}


@contextmanager
def real_engine(name: str) -> Iterator[str]:
    """Start `elasticsearch` or `opensearch` and give its URL; skip or fail where it can't run."""
    with present(REAL[name], running(name, fetch_seconds=FETCH_SECONDS)) as url:
        yield url


@contextmanager
def present(what: str, engine: AbstractContextManager[Started]) -> Iterator[Started]:
    """Start a real engine and give what it gives; skip or fail where it can't run."""
    try:
        started = engine.__enter__()
    except EngineUnavailableError as error:
        if os.environ.get("CI") == "true" and shutil.which("mvn"):
            pytest.fail(f"{what} must run in continuous integration, but: {error}")
        pytest.skip(f"not run: {what}: {error}")
    try:
        yield started
    finally:
        engine.__exit__(None, None, None)


@contextmanager
def small_index(folder: Path) -> Iterator[str]:
    """Start the small index of the sandbox, with its door, and give its URL."""
    index = Noida(folder)
    index.start()
    try:
        yield index.url
    finally:
        index.stop()


@pytest.fixture(scope="session")
def elasticsearch_710() -> Iterator[str]:
    """A real Elasticsearch 7.10.2."""
    with real_engine("elasticsearch") as url:
        yield url


@pytest.fixture(scope="session")
def opensearch_219() -> Iterator[str]:
    """A real OpenSearch 2.19.1."""
    with real_engine("opensearch") as url:
        yield url


@pytest.fixture(scope="session")
def secured_opensearch() -> Iterator[SecuredEngine]:
    """A real OpenSearch 2.19.1 with its security plugin."""
    what = "OpenSearch 2.19.1 with its security plugin"
    with present(what, running_secured(FETCH_SECONDS)) as engine:
        yield engine


@pytest.fixture(scope="session")
def noida(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small index of the sandbox."""
    with small_index(tmp_path_factory.mktemp("noida")) as url:
        yield url

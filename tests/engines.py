"""Fixtures that start real engines, on demand, once a test session.

Import them in a conftest. Each gives a base URL. Where Java or Maven is missing, or Maven's
registry does not answer, tests that use a real engine are skipped, told by name; in continuous
integration with Maven present they fail instead, so that they can't silently stop running.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from importlib.resources import files

import pytest
import requests

from sandbox.engine.build import EngineUnavailableError
from sandbox.engine.process import running

START_SECONDS = 30
FETCH_SECONDS = 240  # below the time limit of a test


def _real(name: str, shown: str) -> Iterator[str]:
    engine = running(name, fetch_seconds=FETCH_SECONDS)
    try:
        url = engine.__enter__()
    except EngineUnavailableError as error:
        if os.environ.get("CI") == "true" and shutil.which("mvn"):
            pytest.fail(f"{shown} must run in continuous integration, but: {error}")
        pytest.skip(f"not run: {shown}: {error}")
    try:
        yield url
    finally:
        engine.__exit__(None, None, None)


@pytest.fixture(scope="session")
def elasticsearch_710() -> Iterator[str]:
    """A real Elasticsearch 7.10.2."""
    yield from _real("elasticsearch", "Elasticsearch 7.10.2")


@pytest.fixture(scope="session")
def opensearch_219() -> Iterator[str]:
    """A real OpenSearch 2.19.1."""
    yield from _real("opensearch", "OpenSearch 2.19.1")


@pytest.fixture(scope="session")
def noida(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small index of the sandbox."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("noida")
    command = [str(files("noida_db") / "noida-db"), "start", "--only", "elasticsearch"]
    command += ["--elasticsearch-port", str(port), "--data-dir", str(folder)]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_until_it_answers(url)
            yield url
        finally:
            process.terminate()


def _wait_until_it_answers(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            requests.get(url, timeout=5).close()
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"The index did not start within {START_SECONDS} seconds.")

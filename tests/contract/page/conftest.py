"""A small index filled with made-up documents, for the page to draw."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import requests

from sandbox.page import Page
from tests.contract.page.documents import BUCKET, DASHBOARDS, documents

Json = dict[str, Any]


@pytest.fixture(scope="session")
def index_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("index")
    command = [str(files("noida_db") / "noida-db"), "start", "--only", "elasticsearch"]
    command += ["--elasticsearch-port", str(port), "--data-dir", str(folder)]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_until_it_answers(url)
            _fill(url)
            yield url
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def page(index_url: str) -> Iterator[Page]:
    page = Page(index_url, DASHBOARDS)
    page.start()
    yield page
    page.stop()


def _wait_until_it_answers(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            requests.get(url, timeout=5).close()
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("The index did not start within 30 seconds.")


def _fill(url: str) -> None:
    template = json.loads((DASHBOARDS / "index-template.json").read_text("utf-8"))
    requests.put(f"{url}/_index_template/tweets", json=template, timeout=30).raise_for_status()
    lines: list[Json] = []
    for document in documents():
        lines += [{"index": {"_index": f"tweets-{BUCKET}", "_id": document["id"]}}, document]
    body = "".join(json.dumps(line) + "\n" for line in lines)
    headers = {"Content-Type": "application/x-ndjson"}
    answer = requests.post(f"{url}/_bulk?refresh=true", body.encode(), headers=headers, timeout=30)
    assert answer.json()["errors"] is False

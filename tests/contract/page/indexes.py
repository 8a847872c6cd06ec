"""Indices filled with the made-up documents: the sandbox's small one, and the real engines."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.contract.page.documents import BUCKET, DASHBOARDS, documents

START_SECONDS = 30


@contextmanager
def small_index(folder: Path) -> Iterator[str]:
    """Run noida-db on a free port of loopback and give its URL; end it afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(files("noida_db") / "noida-db"), "start", "--only", "elasticsearch"]
    command += ["--elasticsearch-port", str(port), "--data-dir", str(folder)]
    url = f"http://127.0.0.1:{port}"
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as process:
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


def fill(url: str) -> None:
    """Write the documents under the project's own index template."""
    template = json.loads((DASHBOARDS / "index-template.json").read_text("utf-8"))
    requests.put(f"{url}/_index_template/tweets", json=template, timeout=60).raise_for_status()
    lines: list[dict[str, Any]] = []
    for document in documents():
        lines += [{"index": {"_index": f"tweets-{BUCKET}", "_id": document["id"]}}, document]
    body = "".join(json.dumps(line) + "\n" for line in lines)
    headers = {"Content-Type": "application/x-ndjson"}
    answer = requests.post(f"{url}/_bulk?refresh=true", body.encode(), headers=headers, timeout=60)
    assert answer.json()["errors"] is False

"""DynamoDB as ministack has it, in a process of its own.

`python -m tests.dynamodb_server` starts one, tells its URL, and ends it with its input.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

URL_VARIABLE = "TESTS_DYNAMODB_URL"
"""Names one that runs already, for many runs of the tests after each other."""


@contextmanager
def dynamodb_url(folder: Path) -> Iterator[str]:
    """Give the URL of the one that runs, or of a new one that keeps its files in the folder."""
    running = os.environ.get(URL_VARIABLE)
    if running:
        yield running
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack.app"],
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(folder),
                "TMPDIR": str(folder),
                "GATEWAY_PORT": str(port),
                "BIND_HOST": "127.0.0.1",
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/_ministack/health", folder / "log")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(url: str, log: Path) -> None:
    give_up_at = time.monotonic() + 30
    while True:
        try:
            with urlopen(url, timeout=2):
                return
        except OSError as error:
            if time.monotonic() > give_up_at:
                raise AssertionError(log.read_text()) from error
            time.sleep(0.05)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, dynamodb_url(Path(place)) as told:
        print(told, flush=True)
        sys.stdin.read()

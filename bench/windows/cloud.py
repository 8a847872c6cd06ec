"""What windows need of AWS on loopback: ministack, and the local cloud's Firehose."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from bench.figure import SkippedError
from sandbox import web
from sandbox.simulation.firehose import delivery_streams
from sandbox.simulation.services import Request, answer

_START_SECONDS = 30.0


@contextmanager
def ministack() -> Iterator[str]:
    """Run ministack in a process of its own; gives its address, once it answers."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, _free_port() as port:
        environment = {
            "PATH": os.defpath,
            "HOME": folder,
            "TMPDIR": folder,
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
        }
        command = [sys.executable, "-m", "ministack.app"]
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{url}/_ministack/health")
            yield url
        finally:
            process.terminate()
            process.wait(timeout=20)


class Firehose:
    """Delivery streams that keep what they are given; there is one Firehose in a process."""

    def __init__(self, streams: Iterable[str]) -> None:
        self._kept, _ = delivery_streams(streams)

    def times_by_id(self, delivery_stream: str) -> Counter[str]:
        """Return how often each post was delivered."""
        return Counter(record["revision"] for record in self._kept[delivery_stream].records())

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve on loopback; gives the address."""
        server = web.WebServer(_answer)
        server.start()
        try:
            yield f"http://127.0.0.1:{server.port}"
        finally:
            server.stop()


def _answer(asked: web.Request) -> web.Response:
    operation = asked.headers["x-amz-target"].rpartition(".")[2]
    request = Request("firehose", operation, asked.method, asked.path, asked.headers, asked.body)
    status, headers, body = answer(request)
    return web.Response(status, body, headers)


@contextmanager
def _free_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    yield port


def _wait_for(url: str) -> None:
    give_up_at = time.monotonic() + _START_SECONDS
    while True:
        try:
            with urlopen(url, timeout=2):
                return
        except OSError as error:
            if time.monotonic() > give_up_at:
                raise SkippedError(f"ministack did not answer within 30 s: {error}") from None
            time.sleep(0.05)

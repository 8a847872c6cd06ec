"""What windows need of AWS on loopback: ministack, and a Firehose that keeps what it was given."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

from bench.figure import SkippedError

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
    """Takes PutRecordBatch, and counts how often each post came to each delivery stream."""

    def __init__(self) -> None:
        self._times: dict[str, Counter[str]] = {}
        self._lock = threading.Lock()

    def put(self, request: dict[str, object]) -> dict[str, object]:
        """Answer one call."""
        records = request["Records"]
        assert isinstance(records, list)
        ids = [json.loads(base64.b64decode(record["Data"]))["revision"] for record in records]
        with self._lock:
            self._times.setdefault(str(request["DeliveryStreamName"]), Counter()).update(ids)
        return {"FailedPutCount": 0, "RequestResponses": [{"RecordId": each} for each in ids]}

    def times_by_id(self, delivery_stream: str) -> Counter[str]:
        """Return how often each post was delivered."""
        with self._lock:
            return Counter(self._times.get(delivery_stream, Counter()))

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve on loopback; gives the address."""
        put = self.put

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                answer = json.dumps(put(request)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/x-amz-json-1.1")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


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

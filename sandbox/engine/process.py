"""Starts one engine as a child process and ends it again."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.engine.build import FETCH_SECONDS, EngineUnavailableError, class_path

HEAP = "512m"
START_SECONDS = 120
STOP_SECONDS = 20


@contextmanager
def running(name: str, port: int = 0, fetch_seconds: float = FETCH_SECONDS) -> Iterator[str]:
    """Run `elasticsearch` or `opensearch` on loopback and give its URL; end it afterwards.

    Its data lies in a temporary folder. With port 0 a free one is taken. The engine also ends by
    itself when this process dies.

    Raises:
        EngineUnavailableError: it can't be built, the port is taken, or it does not start.
    """
    path = class_path(name, fetch_seconds)
    port = _free_port(port)
    with tempfile.TemporaryDirectory(prefix=f"{name}-", ignore_cleanup_errors=True) as folder:
        log = Path(folder) / "output.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                _command(path, port, folder),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                start_new_session=True,
            )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(name, url, process, log)
            yield url
        finally:
            _stop(process)


def _command(path: str, port: int, folder: str) -> list[str]:
    return ["java", f"-Xms{HEAP}", f"-Xmx{HEAP}", "-cp", path, "Main", str(port), folder]


def _free_port(wanted: int) -> int:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise EngineUnavailableError(
                f"Port {wanted} can't be used ({error.strerror}); name another one with --port."
            ) from None
        return int(probe.getsockname()[1])


def _wait_until_it_answers(
    name: str, url: str, process: subprocess.Popen[bytes], log: Path
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_cluster/health", timeout=5):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    words = log.read_text("utf-8", "replace")[-600:]
    raise EngineUnavailableError(f"{name} did not start: {words}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin:
        process.stdin.close()

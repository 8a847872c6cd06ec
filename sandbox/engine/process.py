"""Starts one engine as a child process and ends it again."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sandbox.engine.build import FETCH_SECONDS, EngineUnavailableError, class_path

HEAP = "512m"
START_SECONDS = 180
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
    port = free_port(port)
    url = f"http://127.0.0.1:{port}"
    with (
        tempfile.TemporaryDirectory(prefix=f"{name}-", ignore_cleanup_errors=True) as folder,
        started(name, path, port, Path(folder), lambda: _is_there(url)),
    ):
        yield url


@contextmanager
def started(
    name: str,
    path: str,
    port: int,
    folder: Path,
    answers: Callable[[], bool],
    environment: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """Run an engine of a class path in a folder, from when it `answers` until the block ends.

    `environment` is added to this process's own.

    Raises:
        EngineUnavailableError: it does not start.
    """
    log = folder / "output.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            _command(path, port, folder),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    try:
        _wait_until_it_answers(name, answers, process, log)
        yield
    finally:
        _stop(process)


def _command(path: str, port: int, folder: Path) -> list[str]:
    return ["java", f"-Xms{HEAP}", f"-Xmx{HEAP}", "-cp", path, "Main", str(port), str(folder)]


def free_port(wanted: int) -> int:
    """Return the port that is wanted, or one that is free for 0; raises EngineUnavailableError."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise EngineUnavailableError(
                f"Port {wanted} can't be used ({error.strerror}); name another one with --port."
            ) from None
        return int(probe.getsockname()[1])


def _is_there(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health", timeout=5):
            return True
    except OSError:
        return False


def _wait_until_it_answers(
    name: str, answers: Callable[[], bool], process: subprocess.Popen[bytes], log: Path
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if answers():
            return
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

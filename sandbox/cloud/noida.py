"""The index that comes along: noida-db, a small binary that speaks Elasticsearch's API."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from sandbox.interruption import interruption_later

_START_SECONDS = 30.0


class IndexNotStartedError(Exception):
    """The index did not start; says why."""


class Noida:
    """A noida-db process with its data in `folder`; ended by `stop`, or when this process dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers: plain HTTP on loopback."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it and wait until it answers; raises IndexNotStartedError when it does not."""
        self._folder.mkdir(parents=True, exist_ok=True)
        log = self._folder.with_suffix(".log").open("wb")
        with log, interruption_later():
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-I", str(Path(__file__).with_name("minder.py"))),
                    *(str(_binary()), "start", "--only", "elasticsearch"),
                    *("--elasticsearch-port", str(self._port), "--data-dir", str(self._folder)),
                ],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us; the minder ends it in good order
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                tail = self._folder.with_suffix(".log").read_text(errors="replace")[-500:]
                raise IndexNotStartedError(
                    f"noida-db did not start in {self._folder}: {tail.strip()}"
                )
            time.sleep(0.02)

    def stop(self) -> None:
        """End it; what was written is on disk when this returns."""
        if self._process is None or self._process.stdin is None:
            return
        self._process.stdin.close()
        self._process.wait(timeout=20)

    def restart(self) -> None:
        """End it and start it again at the same place, with what is on disk."""
        self.stop()
        self.start()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=5):
                return True
        except OSError:
            return False


def _binary() -> Path:
    found = importlib.util.find_spec("noida_db")
    if found is None or not found.submodule_search_locations:
        raise IndexNotStartedError("noida-db is not installed: pip install -r requirements-dev.txt")
    return Path(found.submodule_search_locations[0]) / "noida-db"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

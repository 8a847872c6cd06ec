"""The index that comes along: noida-db, a small binary that speaks Elasticsearch's API."""

from __future__ import annotations

import contextlib
import importlib.util
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from sandbox.cloud.index.door import free_port
from sandbox.guard import new_secret
from sandbox.interruption import interruption_later

_PROJECT = Path(__file__).resolve().parents[3]
_START_SECONDS = 30.0


class IndexNotStartedError(Exception):
    """The index did not start; says why."""


class Noida:
    """A noida-db process with its data in `folder`; ended by `stop`, or when this process dies.

    It is reached through its door alone, which asks for the secret in `url`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port("127.0.0.1")
        self._secret = new_secret()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers: plain HTTP on loopback, below a secret path."""
        return f"http://127.0.0.1:{self._port}/{self._secret}"

    def start(self) -> None:
        """Start it and wait until it answers; raises IndexNotStartedError when it does not."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = self._folder.with_suffix(".log").open("wb")
        with log, interruption_later():
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "sandbox.cloud.index.door", str(self._port)),
                    *(str(_binary()), "start", "--only", "elasticsearch"),
                    *("--data-dir", str(self._folder)),
                ],
                cwd=_PROJECT,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us; the door ends it in good order
            )
        assert self._process.stdin is not None
        # Not on its command line, which everybody on the machine can read.
        with contextlib.suppress(BrokenPipeError):  # it ended already; that is told below
            self._process.stdin.write(f"{self._secret}\n".encode())
            self._process.stdin.flush()
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

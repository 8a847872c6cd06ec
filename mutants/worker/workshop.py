"""One worker process, and the copy of the project that it works in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mutants.worker.overlay import copy_project

OURS = Path(__file__).parents[2]
"""Where the worker is imported from."""

LONGEST_FAREWELL_SECONDS = 5.0


class WorkerError(Exception):
    """The worker ended before it answered."""


class Workshop:
    """Starts a worker in a new copy, with the servers that it needs; `close` ends them."""

    def __init__(self, project: Path, folder: Path, servers: Mapping[str, str]) -> None:
        self.folder = folder
        if not folder.exists():
            copy_project(project, folder)
        self._log = (folder.parent / f"{folder.name}.log").open("ab")
        self._servers = {name: _server(module, folder) for name, module in servers.items()}
        addresses = {name: _told_by(server) for name, server in self._servers.items()}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mutants.worker"],
            cwd=folder,
            env={**os.environ, **addresses, "PYTHONPATH": str(OURS)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            start_new_session=True,
        )

    def ask(self, do: str, **order: Any) -> dict[str, Any]:
        """Give an order and wait for its answer."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps({"do": do, **order}) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except (BrokenPipeError, ValueError):
            answer = ""
        if not answer:
            log = Path(self._log.name).read_text("utf-8", "replace")
            raise WorkerError(f"A worker broke off. The end of what it said:\n{log[-2000:]}")
        found: dict[str, Any] = json.loads(answer)
        return found

    def close(self) -> None:
        """End the worker."""
        self._process.terminate()
        try:
            self._process.wait(LONGEST_FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        for process in (self._process, *self._servers.values()):
            for stream in (process.stdin, process.stdout):
                if stream:
                    stream.close()
            process.wait()
        self._log.close()


def _server(module: str, folder: Path) -> subprocess.Popen[str]:
    """Start a server; it ends when its input does."""
    return subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _told_by(server: subprocess.Popen[str]) -> str:
    assert server.stdout
    told = server.stdout.readline().strip()
    if not told:
        raise WorkerError(f"A server of the tests did not start: {server.args!r}")
    return told

"""One worker process, and the copy of the project that it works in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from mutants.worker.overlay import copy_project

OURS = Path(__file__).parents[2]
"""Where the worker is imported from."""

LONGEST_FAREWELL_SECONDS = 5.0


class WorkerError(Exception):
    """The worker ended before it answered."""


class Worker(Protocol):
    """Answers the orders of `mutants.worker`."""

    def ask(self, do: str, **order: Any) -> dict[str, Any]:
        """Give an order and wait for its answer."""

    def close(self) -> None:
        """End the worker; it may have ended before."""


Start = Callable[[Path, Path], Worker]
"""Given a project, and the folder that its copy is to be made in."""


class Workshop:
    """Starts a worker in a new copy; `close` ends it."""

    def __init__(self, project: Path, folder: Path) -> None:
        copy_project(project, folder)
        self._log = (folder.parent / f"{folder.name}.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mutants.worker"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(OURS)},
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
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()
        self._process.wait()
        self._log.close()

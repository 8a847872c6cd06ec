"""`python -m mutants.worker`, in a copy of the project: measures its tests, and tries changes.

Reads one order a line as JSON, and writes one answer a line.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import IO, Any

from mutants.worker.children import run_pytest, start
from mutants.worker.measuring import Measuring
from mutants.worker.overlay import Overlay
from mutants.worker.selection import Selection

LONGEST_MEASUREMENT_SECONDS = 3600.0
COLLECT_SECONDS = 10.0
"""What importing the product and its tests may take, beside ten times what it usually takes."""


def main() -> int:
    """Answer orders until there are no more."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # ends the child as well
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    # What is imported from now on is the copy, as pytest finds it.
    ours = {"", str(Path.cwd()), os.environ.pop("PYTHONPATH", "")}
    sys.path[:] = [path for path in sys.path if path not in ours]
    for order in sys.stdin:
        answer = _ORDERS[(read := json.loads(order))["do"]](read)
        print(json.dumps(answer), file=answers, flush=True)
    return 0


def modules(order: dict[str, Any]) -> dict[str, Any]:
    """Return the names of all modules, not of the project, that its tests import."""

    def work(lines: IO[str]) -> None:
        run_pytest(["--collect-only", *order["tests"]], [])
        print(json.dumps(_foreign()), file=lines)

    return {"modules": _json_of(work)}


def preload(order: dict[str, Any]) -> dict[str, Any]:
    """Import these modules here, once for all children."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in order["modules"]:
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    gc.collect()
    gc.freeze()
    return {}


def measure(order: dict[str, Any]) -> dict[str, Any]:
    """Run all tests once, see `Measuring`."""

    def work(lines: IO[str]) -> None:
        measuring = Measuring(Path.cwd(), order["folders"])
        measuring.start()
        run_pytest(["--maxfail=1000", *order["tests"]], [measuring])
        print(json.dumps(measuring.result()), file=lines)

    found: dict[str, Any] = _json_of(work)
    return found


def attempt(order: dict[str, Any]) -> dict[str, Any]:
    """Make one change and run the tests that could see it."""
    file, known = order["file"], order["known"]
    before = Path(file).read_bytes()
    times = Path(file).stat()
    _overlay.change(file, order["content"].encode("utf-8", "surrogateescape"))
    began = time.monotonic()
    try:
        outcome, test = _outcome(order, known)
    finally:
        Path(file).write_bytes(before)
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    return {"outcome": outcome, "test": test, "seconds": time.monotonic() - began}


def _outcome(order: dict[str, Any], known: list[str]) -> tuple[str, str]:
    limits = order["limits"]

    def seconds_for(line: str) -> float:
        word, _, test = line.partition(" ")
        return float(limits.get(test, limits["other"]) if word == "started" else limits["other"])

    def work(lines: IO[str]) -> None:
        selection = Selection(order["tests"], known, lines)
        status = run_pytest(order["files"], [selection])
        print(f"ended {status}", file=lines, flush=True)

    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        child = start(work)
        last = ""
        try:
            for line in child.lines(seconds_for):
                word, _, rest = line.partition(" ")
                if word == "failed":
                    return "killed", rest
                if word == "ended":
                    return ("survived", "") if rest == "0" else ("killed", last)
                last = rest or last
        except TimeoutError:
            return "timed out", last
        finally:
            child.stop()
            tempfile.tempdir = None
            os.environ.pop("TMPDIR")
    return "killed", last  # the child broke off


def _json_of(work: Any) -> Any:
    child = start(work)
    text = ""
    try:
        for line in child.lines(lambda _: LONGEST_MEASUREMENT_SECONDS):
            text = line
    finally:
        status = child.stop()
    if not text:
        raise RuntimeError(f"a child of the worker ended with {status} and told nothing")
    return json.loads(text)


def _foreign() -> list[str]:
    here = str(Path.cwd().resolve())
    found = []
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        if file and not str(Path(file).resolve()).startswith(here) and name != "__main__":
            found.append(name)
    return found


_overlay = Overlay(Path.cwd())
_ORDERS = {"modules": modules, "preload": preload, "measure": measure, "attempt": attempt}

if __name__ == "__main__":
    shutil.rmtree(".hypothesis", ignore_errors=True)
    sys.exit(main())

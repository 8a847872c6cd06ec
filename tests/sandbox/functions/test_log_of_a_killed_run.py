"""What a run printed before it was killed is in its log, as on AWS, where nothing is held back."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from sandbox.cloud.functions.worker import FunctionWorker

# A killed process's pipes are closed when nobody reads them any more, not by the worker.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
LINES = 2000


def log_of(body: str, timeout_seconds: float = 30.0) -> list[str]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("handler.py", f"import os\ndef handler(event, context):\n    {body}\n")
    config = {"FunctionName": "f", "Handler": "handler.handler"}
    worker = FunctionWorker(config, archive.getvalue(), Path(sys.executable), {})
    answer = worker.invoke(None, "request", timeout_seconds)
    worker.end()
    assert answer.failed
    return answer.log.splitlines()


@pytest.mark.parametrize("ending", ["os.kill(os.getpid(), 9)", "os._exit(1)"])
def test_lines_printed_before_the_end_are_in_the_log(ending: str) -> None:
    log = log_of(f"print('told'); {ending}")
    assert log[0] == "told"
    assert "Runtime exited with error" in log[-1]


def test_the_log_of_a_killed_run_is_read_to_its_end() -> None:
    log = log_of(f"[print('line', n) for n in range({LINES})]; os.kill(os.getpid(), 9)")
    assert log[:-1] == [f"line {number}" for number in range(LINES)]


def test_lines_printed_before_a_run_froze_are_in_the_log() -> None:
    log = log_of("print('told'); os.kill(os.getpid(), 19)", timeout_seconds=1.0)
    assert log[0] == "told"
    assert "Task timed out" in log[-1]

"""An execution environment of a deleted function runs nothing, also when it was about to start."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import pytest

from sandbox.cloud.functions.worker import FunctionWorker


# A killed process's pipes are closed when nobody reads them any more, not by the worker.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_was_abandoned_before_it_started_ends_at_once() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("handler.py", "def handler(event, context): return 1")
    config = {"FunctionName": "f", "Handler": "handler.handler"}
    worker = FunctionWorker(config, archive.getvalue(), Path(sys.executable), {})
    worker.abandon()
    answer = worker.invoke(None, "request", timeout_seconds=5.0)
    assert answer.failed
    assert json.loads(answer.body)["errorType"] == "Runtime.ExitError"

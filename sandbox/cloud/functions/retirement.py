"""What becomes of the execution environments of a function that is changed or deleted.

"Lambda execution environment lifecycle" and "UpdateFunctionCode": a change is for invocations that
start after it, and what runs goes on. What a deletion does to what runs is not documented; here it
is ended, so that a stack that was torn down does no more work.
"""

from __future__ import annotations

from sandbox.cloud import emulator
from sandbox.cloud.functions.worker import FunctionWorker


def retire_workers(
    function: str,
    qualifier: str | None = None,
    account: str | None = None,  # noqa: ARG001  one account, as the local cloud has
    region: str | None = None,  # noqa: ARG001
) -> None:
    """Take ministack's place: it would kill what runs. Without a qualifier the function is gone."""
    pool = emulator.module("core.lambda_runtime")
    free: list[FunctionWorker] = []
    busy: list[FunctionWorker] = []
    with pool._lock:
        for key in [*pool._workers]:
            _, _, name, version = key.split(":")
            if name == function and qualifier in (None, version):
                for worker in pool._workers.pop(key):
                    worker.is_retired = True
                    (busy if worker.in_use else free).append(worker)
    for worker in free:
        worker.end()
    if qualifier is None:
        for worker in busy:
            worker.abandon()


def is_deleted(function: str) -> bool:
    """Tell whether the function is gone: what was sent to it before starts nothing any more."""
    return function not in emulator.module("services.lambda_svc")._functions

"""AWS Lambda as ministack has it, with our own execution environments and metrics."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import Counter
from typing import Any

from sandbox.cloud import emulator
from sandbox.cloud.context import CloudContext
from sandbox.cloud.functions.environment import lambda_environment, short_name
from sandbox.cloud.functions.measures import measure_invocation, throttles_into
from sandbox.cloud.functions.retirement import is_deleted, retire_workers
from sandbox.cloud.functions.worker import FunctionWorker, InvocationResult
from sandbox.cloud.iam.service_roles import RoleRefusedError, ServiceRoles

# "Lambda quotas": payload of a synchronous invocation, request and response.
SYNCHRONOUS_PAYLOAD_BYTES = 6 * 1024 * 1024
# A time-out shorter than this would measure this machine, not the function.
_SHORTEST_TIMEOUT_SECONDS = 5.0


class LambdaService:
    """Runs functions from their archives, and counts how each invocation ended."""

    def __init__(self, context: CloudContext, roles: ServiceRoles) -> None:
        self._context = context
        self._roles = roles
        self._running: Counter[str] = Counter()
        self._workers: dict[FunctionWorker, str] = {}
        self._latest_seconds: dict[str, float] = {}
        self._lock = threading.Lock()

    def install(self) -> None:
        """Take ministack's place where an invocation is executed and measured."""
        emulator.module("core.lambda_runtime")._worker_class_for = lambda _config: self._worker
        service = emulator.module("services.lambda_svc")
        service._execute_function_warm = self.execute
        service.invalidate_worker = retire_workers
        service._emit_lambda_metrics = throttles_into(self._context.metrics)
        handlers = emulator.module("app").SERVICE_HANDLERS
        handlers["lambda"] = self._limited(handlers["lambda"])

    def stop(self) -> None:
        """End all execution environments."""
        with self._lock:
            workers = list(self._workers)
        for worker in workers:
            worker.crash()
        emulator.module("core.lambda_runtime").reset()

    def running(self) -> dict[str, int]:
        """Return how many invocations run now, by function."""
        with self._lock:
            return {name: number for name, number in self._running.items() if number}

    def kill(self, function: str) -> int:
        """Kill the running invocations of a function (by its short name); return how many."""
        with self._lock:
            workers = [worker for worker, name in self._workers.items() if name == function]
        for worker in workers:
            worker.crash()
        return len(workers)

    def execute(self, function: dict[str, Any], event: object, request_id: str) -> dict[str, Any]:
        """Run one invocation in a free execution environment; return ministack's result."""
        config = function["config"]
        pool = emulator.module("core.lambda_runtime")
        name, qualifier = config["FunctionName"], config.get("Version", "$LATEST")
        try:
            worker, _ = pool.acquire_worker(name, config, function["code_zip"], qualifier=qualifier)
        except RoleRefusedError as error:
            refusal = "The role defined for the function cannot be assumed by Lambda. " + str(error)
            return _refused("AccessDeniedException", refusal)
        if is_deleted(name):
            retire_workers(name)
            return _refused("ResourceNotFoundException", f"Function not found: {name}")
        started, started_at = time.monotonic(), time.time()
        try:
            outcome = self._invoke(worker, config, event, request_id)
        finally:
            pool.release_worker(worker)
            if worker.is_retired:
                worker.end()
        seconds = time.monotonic() - started
        self._count(config, outcome, seconds, worker.peak_memory_mib())
        measure_invocation(self._context.metrics, name, started_at, seconds, failed=outcome.failed)
        return {
            "body": outcome.body,
            "raw_payload": True,
            "error": outcome.failed,
            "function_error": "Unhandled" if outcome.failed else None,
            "log": outcome.log,
        }

    def _invoke(
        self, worker: FunctionWorker, config: dict[str, Any], event: object, request_id: str
    ) -> InvocationResult:
        name = short_name(config)
        timeout = max(
            self._context.real(float(config.get("Timeout", 3))), _SHORTEST_TIMEOUT_SECONDS
        )
        with self._lock:
            self._running[name] += 1
            self._workers[worker] = name
        try:
            outcome = worker.invoke(event, request_id, timeout, started=self._strike)
        finally:
            with self._lock:
                self._running[name] -= 1
                self._workers.pop(worker, None)
        if len(outcome.body.encode()) > SYNCHRONOUS_PAYLOAD_BYTES:
            too_large = {
                "errorType": "Function.ResponseSizeTooLarge",
                "errorMessage": (
                    f"Response payload size ({len(outcome.body.encode())} bytes) exceeded maximum "
                    f"allowed payload size ({SYNCHRONOUS_PAYLOAD_BYTES} bytes)."
                ),
            }
            return InvocationResult(json.dumps(too_large), True, outcome.log)
        return outcome

    def _strike(self, worker: FunctionWorker) -> None:
        name = self._workers.get(worker, "")
        faults = self._context.faults
        if faults.happens(f"function.{name}.freeze"):
            self._context.counters.add(f"function.{name}.frozen")
            worker.freeze()
        elif faults.happens(f"function.{name}.crash"):
            self._context.counters.add(f"function.{name}.crashed")
            # Somewhere within the run, if it takes as long as the one before.
            seconds = faults.fraction() * self._latest_seconds.get(name, 0.5)
            timer = threading.Timer(seconds, worker.crash)
            timer.daemon = True
            timer.start()

    def _worker(self, _name: str, config: dict[str, Any], archive: bytes) -> FunctionWorker:
        """Make an execution environment: ministack's pool calls this for a cold start."""
        return FunctionWorker(
            config, archive, self._context.function_python, self._environment(config)
        )

    def _environment(self, config: dict[str, Any]) -> dict[str, str]:
        region = str(config["FunctionArn"]).split(":")[3]
        session = self._roles.assume(config["Role"], "lambda.amazonaws.com")
        credentials = {
            "AWS_ACCESS_KEY_ID": session.access_key,
            "AWS_SECRET_ACCESS_KEY": session.secret_key,
            "AWS_SESSION_TOKEN": session.token,
        }
        now = time.strftime("%Y/%m/%d", time.gmtime())
        stream = f"{now}/[{config.get('Version', '$LATEST')}]{uuid.uuid4().hex}"
        return {
            **(config.get("Environment") or {}).get("Variables", {}),
            **lambda_environment(config, credentials, region, stream),
            "AWS_ENDPOINT_URL": self._context.aws_url,
            "X_API_URL": self._context.x_api_url,
            "TIME_SCALE": str(self._context.time_scale),
            "REQUESTS_CA_BUNDLE": str(self._context.certificate_authority),
        }

    def _count(
        self, config: dict[str, Any], outcome: InvocationResult, seconds: float, memory_mib: int
    ) -> None:
        name = short_name(config)
        self._latest_seconds[name] = seconds
        ending = "ok"
        if outcome.failed:
            error = json.loads(outcome.body)
            ending = str(error["errorType"])
            self._context.counters.error(f"function.{name}.{ending}", error["errorMessage"])
        self._context.counters.add(f"function.{name}.{ending}")
        # Memory is told, not limited: what a process takes here is not what it takes in Lambda.
        if memory_mib > int(config.get("MemorySize", 128)):
            self._context.counters.add(f"function.{name}.over_memory")

    def _limited(self, inner: Any) -> Any:
        async def handle(
            method: str, path: str, headers: dict[str, str], body: bytes, query: Any
        ) -> Any:
            if path.endswith("/invocations") and len(body) > SYNCHRONOUS_PAYLOAD_BYTES:
                message = f"Request must be smaller than {SYNCHRONOUS_PAYLOAD_BYTES} bytes"
                content = json.dumps({"Type": "User", "message": message}).encode()
                error = {"x-amzn-errortype": "RequestTooLargeException"}
                return 413, {"Content-Type": "application/json", **error}, content
            return await inner(method, path, headers, body, query)

        return handle


def _refused(code: str, words: str) -> dict[str, Any]:
    body = {"errorType": code, "errorMessage": words}
    return {"body": json.dumps(body), "raw_payload": True, "error": True, "log": words}

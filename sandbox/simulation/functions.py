"""Lambda in this process: handlers that Python already has, run by a clock that jumps.

Concurrency, asynchronous events and their destinations are those of the local cloud.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from sandbox.cloud import emulator
from sandbox.cloud.context import CloudContext
from sandbox.cloud.functions.asynchronous import AsynchronousInvocations
from sandbox.cloud.functions.measures import measure_invocation, throttles_into

Handler = Callable[[Any, Any], Any]

_THROTTLED = {"Error": {"Code": "TooManyRequestsException", "Message": "Rate Exceeded"}}


@dataclass
class Hosted:
    """A function: its handler, its time-out in seconds, and its settings for events."""

    handler: Handler
    timeout: float
    record: dict[str, Any]


@dataclass
class Invocation:
    """What a handler is told beside its event."""

    aws_request_id: str
    function_name: str
    invoked_function_arn: str
    milliseconds_left: Callable[[], int]
    memory_limit_in_mb: int = 512

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the function may still run."""
        return self.milliseconds_left()


@dataclass
class Functions:
    """`frozen` is how many of the next invocations of a function do nothing until its time-out."""

    context: CloudContext
    frozen: Counter[str] = field(default_factory=Counter)
    _hosted: dict[str, Hosted] = field(default_factory=dict)

    def install(self) -> None:
        """Take ministack's place where an invocation is executed and measured."""
        service = emulator.module("services.lambda_svc")
        service._execute_function_warm = self._execute
        service._emit_lambda_metrics = throttles_into(self.context.metrics)
        service._emit_lambda_logs = lambda *_, **__: None

    def add(
        self, name: str, arn: str, handler: Handler, timeout: float, events: dict[str, Any]
    ) -> None:
        """Host a function; `events` is its configuration as PutFunctionEventInvokeConfig has it."""
        config = {"FunctionName": name, "FunctionArn": arn, "Runtime": "python3.13"}
        record = {"config": config, "event_invoke_config": events}
        self._hosted[name] = Hosted(handler, timeout, record)

    def limit(self, name: str, concurrency: int | None) -> None:
        """Let so many invocations run at once; None for as many as come."""
        self._hosted[name].record["concurrency"] = concurrency

    def start(self, name: str, event: object) -> None:
        """Hand over an event, as a schedule does; returns at once."""
        AsynchronousInvocations(self.context).invoke(self._hosted[name].record, event)

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:
        """Invoke it and wait, as boto3's client does: the call that Firehose makes."""
        name = FunctionName.removesuffix(":$LATEST").rpartition(":")[2]
        service = emulator.module("services.lambda_svc")
        result = service._execute_function(self._hosted[name].record, json.loads(Payload))
        if result.get("throttle"):
            raise ClientError(_THROTTLED, "Invoke")  # type: ignore[arg-type]
        answer: dict[str, Any] = {"Payload": io.BytesIO(result["body"].encode())}
        return answer | ({"FunctionError": "Unhandled"} if result["error"] else {})

    def _execute(self, function: dict[str, Any], event: object, request_id: str) -> dict[str, Any]:
        clock, config = self.context.clock, function["config"]
        name = config["FunctionName"]
        hosted = self._hosted[name]
        started, started_at = clock.monotonic(), clock.now()
        invocation = Invocation(
            *(request_id, name, config["FunctionArn"]),
            lambda: int((started + hosted.timeout - clock.monotonic()) * 1000),
        )
        error = ""
        if self.frozen[name]:
            self.frozen[name] -= 1
            clock.sleep(hosted.timeout)
            error = "Sandbox.Timedout"
        else:
            try:
                body = json.dumps(hosted.handler(event, invocation))
            except Exception as raised:
                error = type(raised).__name__
                self.context.counters.error(f"{name}.{error}", str(raised))
        seconds = clock.monotonic() - started
        measure_invocation(self.context.metrics, name, started_at, seconds, failed=bool(error))
        if error:
            body = json.dumps({"errorType": error, "errorMessage": error})
        return {"body": body, "error": bool(error)}

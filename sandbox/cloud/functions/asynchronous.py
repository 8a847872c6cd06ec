"""Asynchronous invocations, with their retries, their age and where a failed event goes.

"How Lambda handles errors and retries with asynchronous invocation".
"""

from __future__ import annotations

import json
from typing import Any

from sandbox.cloud import emulator
from sandbox.cloud.context import Timed
from sandbox.cloud.functions.environment import short_name
from sandbox.cloud.iam.service_roles import permitted
from sandbox.cloud.queues import measure_sent

_RETRIES = 2
_EVENT_AGE_SECONDS = 21_600
_RETRY_PAUSE_SECONDS = 60  # after the first failure; twice that after the second


class AsynchronousInvocations:
    """Runs events in threads of their own."""

    def __init__(self, context: Timed) -> None:
        self._context = context

    def install(self) -> None:
        """Take the place of ministack's retries, whose pauses and ages are not scaled."""
        emulator.module("services.lambda_svc").invoke_async_with_retry = self.invoke

    def invoke(self, function: dict[str, Any], event: object) -> None:
        """Run an invocation later; returns at once."""
        clock = self._context.clock
        clock.thread(lambda: self._run(function, event), "event").start()

    def _run(self, function: dict[str, Any], event: object) -> None:
        service = emulator.module("services.lambda_svc")
        config = function["config"]
        settings = function.get("event_invoke_config") or (
            function.get("event_invoke_configs") or {}
        ).get("$LATEST", {})
        scope = service._account_region_from_function_config(config)
        with emulator.module("core.responses").request_scope(*scope):
            result = self._attempts(service, function, event, settings)
            if result is None:
                return
            self._context.counters.add(f"function.{short_name(config)}.event_given_up")
            target = settings.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
            target = target or (config.get("DeadLetterConfig") or {}).get("TargetArn")
            if target and self._may_send(config, target):
                body = result["body"]
                result["body"] = json.loads(body) if isinstance(body, str) else body
                service._route_async_failure(target, config["FunctionName"], event, result)
                if ":sqs:" in target:
                    measure_sent(self._context, target)

    def _may_send(self, config: dict[str, Any], target: str) -> bool:
        """Whether the function's own role lets Lambda send to a queue; counted when it does not."""
        role = config.get("Role")
        is_refused = ":sqs:" in target and role and not permitted(role, "sqs:SendMessage", target)
        if is_refused:
            words = f"{role} is not authorized to perform: sqs:SendMessage on resource: {target}"
            self._context.counters.error("Lambda.DestinationDenied", words)
        return not is_refused

    def _attempts(
        self, service: Any, function: dict[str, Any], event: object, settings: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Return the last failure, or None after a success."""
        retries = settings.get("MaximumRetryAttempts", _RETRIES)
        age = settings.get("MaximumEventAgeInSeconds", _EVENT_AGE_SECONDS)
        clock = self._context.clock
        oldest = clock.monotonic() + age
        attempt = 0
        while True:
            result: dict[str, Any] = service._execute_function(function, event)
            throttled = bool(result.get("throttle"))
            if not throttled and not result.get("error"):
                return None
            # A throttled event uses up no attempt; it waits for its turn.
            attempt += 0 if throttled else 1
            pause = 1 if throttled else _RETRY_PAUSE_SECONDS * attempt
            if attempt > retries or clock.monotonic() + pause > oldest:
                return result
            clock.sleep(pause)

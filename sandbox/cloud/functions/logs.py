"""Logs of functions: they reach CloudWatch Logs only if the function's role may write them."""

from __future__ import annotations

from typing import Any

from sandbox.cloud import emulator
from sandbox.cloud.context import CloudContext
from sandbox.cloud.iam.service_roles import permitted


class FunctionLogs:
    """Writes logs as the function's role, and records the metrics that are embedded in them."""

    def __init__(self, context: CloudContext) -> None:
        self._context = context

    def install(self) -> None:
        """Put the check of permissions before ministack's own writing of logs."""
        service = emulator.module("services.lambda_svc")
        write = service._emit_lambda_logs

        def emit(
            function: dict[str, Any], request_id: str, text: str, *rest: Any, **more: Any
        ) -> None:
            denial = self._denial(function["config"])
            if denial is None:
                write(function, request_id, text, *rest, **more)
                # CloudWatch finds them in the log, so without a log there are none.
                self._context.metrics.record_embedded(text.splitlines())
            else:
                self._context.counters.error("Lambda.LogsDenied", denial)

        service._emit_lambda_logs = emit

    def _denial(self, config: dict[str, Any]) -> str | None:
        name = config["FunctionName"]
        group = (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{name}"
        _, _, _, region, account, *_ = config["FunctionArn"].split(":")
        resource = f"arn:aws:logs:{region}:{account}:log-group:{group}:log-stream:any"
        needed = ["logs:CreateLogStream", "logs:PutLogEvents"]
        if group not in emulator.module("services.cloudwatch_logs")._log_groups:
            needed.insert(0, "logs:CreateLogGroup")
        missing = [action for action in needed if not permitted(config["Role"], action, resource)]
        if not missing:
            return None
        return (
            f"The role {config['Role']} of {name} is not authorized to perform: "
            f"{', '.join(missing)} on resource: {resource}; its logs and metrics are lost"
        )

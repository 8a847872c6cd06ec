"""Throttling of DynamoDB on order; everything else of it is ministack's.

Functions are throttled, and not the root user: that is who looks from outside at what they do.
"""

from __future__ import annotations

import json
from typing import Any

from sandbox.cloud import emulator
from sandbox.cloud.context import CloudContext

SESSION_TOKEN = "x-amz-security-token"  # of a role's keys, and of no others
_THROTTLED = {
    "__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
    "message": "The level of configured provisioned throughput for the table was exceeded.",
}


def install(context: CloudContext) -> None:
    """Put the fault `dynamodb.throttled` before ministack's handler."""
    handlers = emulator.module("app").SERVICE_HANDLERS
    inner = handlers["dynamodb"]

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query: Any
    ) -> Any:
        if SESSION_TOKEN in headers and context.faults.happens("dynamodb.throttled"):
            context.counters.add("dynamodb.throttled")
            content = json.dumps(_THROTTLED).encode()
            return 400, {"Content-Type": "application/x-amz-json-1.0"}, content
        return await inner(method, path, headers, body, query)

    handlers["dynamodb"] = handle

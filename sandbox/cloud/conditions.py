"""A condition key that ministack lacks: `cloudwatch:namespace` of PutMetricData."""

from __future__ import annotations

import json
import re
from typing import Any

from sandbox.cloud import emulator

# The request comes as JSON, as a form or as CBOR, by the age of the client.
_NAMESPACE_IN_BYTES = re.compile(rb"Namespace[^A-Za-z0-9/._#:-]{1,3}([A-Za-z0-9/._#:-]{1,255})")


def install() -> None:
    """Add the key to what ministack knows about a request."""
    actions = emulator.module("core.iam_actions")
    inner = actions.request_tag_context

    def request_context(
        service: str, action: str, body: bytes, arguments: dict[str, Any]
    ) -> dict[str, Any]:
        context = dict(inner(service, action, body, arguments) or {})
        if action == "cloudwatch:PutMetricData":
            namespace = metric_namespace(body, arguments)
            if namespace:
                context["cloudwatch:namespace"] = namespace
        return context

    actions.request_tag_context = request_context


def metric_namespace(body: bytes, arguments: dict[str, Any]) -> str | None:
    """Return the namespace that a PutMetricData request names, None when it names none."""
    named = arguments.get("Namespace")
    if named:
        return str(named[0] if isinstance(named, list) else named)
    try:
        return str(json.loads(body)["Namespace"])
    except (ValueError, KeyError, TypeError):
        match = _NAMESPACE_IN_BYTES.search(body)
        return match.group(1).decode() if match else None

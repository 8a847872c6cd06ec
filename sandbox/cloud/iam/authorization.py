"""What ministack's authorization lacks: a condition key, and the ARNs of domains and log streams.

"Actions, resources, and condition keys" for Amazon CloudWatch, Amazon CloudWatch Logs and Amazon
OpenSearch Service.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from sandbox.cloud import emulator

_DOMAIN_PATH = re.compile(r"/2021-01-01/opensearch/domain/([^/]+)")
# PutMetricData comes as JSON, as a form or as CBOR, by the age of the client.
_NAMESPACE_IN_BYTES = re.compile(rb"Namespace[^A-Za-z0-9/._#:-]{1,3}([A-Za-z0-9/._#:-]{1,255})")


def install() -> None:
    """Add to what ministack knows about a request."""
    actions = emulator.module("core.iam_actions")
    actions.request_tag_context = _with_namespace(actions.request_tag_context)
    actions.extract_resource_arn = _with_resources(actions.extract_resource_arn)
    # On AWS every client speaks HTTPS; a bucket policy that insists on it must not refuse the plain
    # HTTP of loopback.
    app = emulator.module("app")
    pin_origin = app.pin_request_origin
    app.pin_request_origin = lambda address, _encrypted: pin_origin(address, True)


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


def _with_namespace(inner: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    def request_context(
        service: str, action: str, body: bytes, arguments: dict[str, Any]
    ) -> dict[str, Any]:
        context = dict(inner(service, action, body, arguments) or {})
        if action == "cloudwatch:PutMetricData":
            namespace = metric_namespace(body, arguments)
            if namespace:
                context["cloudwatch:namespace"] = namespace
        return context

    return request_context


def _with_resources(inner: Callable[..., str]) -> Callable[..., str]:
    def resource_arn(
        service: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        arguments: dict[str, Any],
        region: str,
        account: str,
    ) -> str:
        named = _DOMAIN_PATH.match(path) if service == "opensearch" else None
        if named is not None:
            return f"arn:aws:es:{region}:{account}:domain/{named[1]}"
        if service == "logs" and headers.get("x-amz-target", "").endswith(".PutLogEvents"):
            wanted = json.loads(body)
            group, stream = wanted.get("logGroupName"), wanted.get("logStreamName")
            return f"arn:aws:logs:{region}:{account}:log-group:{group}:log-stream:{stream}"
        return inner(service, method, path, headers, body, arguments, region, account)

    return resource_arn

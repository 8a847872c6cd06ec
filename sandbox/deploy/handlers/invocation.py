"""A function's invocation as a resource: it runs at creation, and at deletion if its scope says so.

What the function is given follows the provider: with the scope CRUD the input gets
`{"tf": {"action": "create" | "delete", "prev_input": ...}}` (Terraform AWS provider,
`aws_lambda_invocation`).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import Context, Created, Handler, Resource


class FunctionFailed(Exception):
    """The invoked function raised; the message holds its own words."""


def create_invocation(_name: str, arguments: Arguments, context: Context) -> Created:
    """Invoke the function and wait for its answer. Raises FunctionFailed."""
    function = arguments.require("functionName")
    given = arguments.require("input")
    lifecycle = arguments.take("lifecycleScope", "CREATE_ONLY")
    key = arguments.take("terraformKey", "tf")
    qualifier = arguments.take("qualifier", "$LATEST")
    arguments.accept("triggers", because="they matter when something changes; nothing does here")
    payload = json.loads(given)
    if lifecycle == "CRUD":
        payload = _with_action(payload, key, "create", None)
    result = _invoke(context, function, qualifier, payload)
    keep = {"function": function, "qualifier": qualifier, "input": given, "key": key}
    return Created(
        f"{function}_{qualifier}_{uuid.uuid4().hex}",
        {"result": result},
        keep if lifecycle == "CRUD" else {},
    )


def delete_invocation(resource: Resource, context: Context) -> None:
    """Tell the function that its work is no longer wanted, if the scope is CRUD."""
    keep = resource.for_delete
    if not keep:
        return
    given = json.loads(keep["input"])
    payload = _with_action(given, keep["key"], "delete", given)
    _invoke(context, keep["function"], keep["qualifier"], payload)


def _with_action(
    payload: Mapping[str, Any], key: str, action: str, previous: Mapping[str, Any] | None
) -> dict[str, Any]:
    return {**payload, key: {"action": action, "prev_input": previous}}


def _invoke(context: Context, function: str, qualifier: str, payload: Mapping[str, Any]) -> str:
    answer = context.cloud.call(
        "lambda",
        "Invoke",
        {
            "functionName": function,
            "qualifier": qualifier,
            "payload": json.dumps(payload).encode(),
        },
    )
    result: str = answer["Payload"].read().decode()
    if answer.get("FunctionError"):
        raise FunctionFailed(f"invoking {function} failed: {_words(result)}")
    return result


def _words(payload: str) -> str:
    try:
        error = json.loads(payload)
        return f"{error['errorType']}: {error['errorMessage']}"
    except (ValueError, KeyError, TypeError):
        return payload


HANDLERS = {"aws:lambda/invocation:Invocation": Handler(create_invocation, delete_invocation)}

"""A function's invocation as a resource: it runs at creation, and later if its scope says so.

What the function is given follows the provider: with the scope CRUD the input gets
`{"tf": {"action": "create" | "update" | "delete", "prev_input": ...}}` (Terraform AWS provider,
`internal/service/lambda/invocation.go`, buildInput).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from sandbox.deploy.arguments import Arguments
from sandbox.deploy.cloud import words_of
from sandbox.deploy.resource import Context, Created, Handler, Resource


class FunctionFailed(Exception):
    """The function could not be invoked, or raised; the message holds the words of it."""


def create_invocation(_name: str, arguments: Arguments, context: Context) -> Created:
    """Invoke the function and wait for its answer. Raises FunctionFailed."""
    return _run("create", None, arguments, context)


def update_invocation(resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Invoke it again with the new input and the one before, if the scope is CRUD."""
    previous = json.loads((resource.inputs or {})["input"])
    return _run("update", previous, arguments, context)


def _run(
    action: str, previous: Mapping[str, Any] | None, arguments: Arguments, context: Context
) -> Created:
    function = arguments.require("functionName")
    given = arguments.require("input")
    lifecycle = arguments.take("lifecycleScope", "CREATE_ONLY")
    key = arguments.take("terraformKey", "tf")
    qualifier = arguments.take("qualifier", "$LATEST")
    arguments.accept("triggers", because="a change of them is another invocation")
    payload = json.loads(given)
    if lifecycle == "CRUD":
        payload = _with_action(payload, key, action, previous)
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
    wanted = {
        "functionName": function,
        "qualifier": qualifier,
        "payload": json.dumps(payload).encode(),
    }
    try:
        answer = context.cloud.call("lambda", "Invoke", wanted)
    except ClientError as error:  # a function that is gone has not done what it was to do
        raise FunctionFailed(words_of(error)) from error
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


HANDLERS = {
    "aws:lambda/invocation:Invocation": Handler(
        create_invocation, delete_invocation, update_invocation
    )
}

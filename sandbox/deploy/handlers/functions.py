"""Lambda functions and how their asynchronous events are treated."""

from __future__ import annotations

from typing import Any

from sandbox.deploy.archive import zipped
from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import (
    Context,
    Created,
    Handler,
    Resource,
    physical_name,
    undone_on_failure,
)

ACTIVE_WAIT = {"Delay": 1, "MaxAttempts": 60}


def create_function(name: str, arguments: Arguments, context: Context) -> Created:
    """Zip and upload the archive, and wait until the function can be invoked."""
    function = physical_name(arguments, name)
    cloud = context.cloud
    arguments.accept("sourceCodeHash", because="tells the provider of a change; there is none here")
    arguments.accept("skipDestroy", because="the local cloud is torn down whole")
    code = zipped(arguments.require("code"), context.folder)
    reserved = arguments.take("reservedConcurrentExecutions")
    wanted = {"functionName": function, "code": {"zipFile": code}, **arguments.rest()}
    made = cloud.call("lambda", "CreateFunction", wanted)
    with undone_on_failure(lambda: _delete(function, context)):
        waiter = cloud.client("lambda").get_waiter("function_active_v2")
        waiter.wait(FunctionName=function, WaiterConfig=ACTIVE_WAIT)
        _reserve(function, reserved, context)
    arn = made["FunctionArn"]
    invoke_arn = (
        f"arn:aws:apigateway:{cloud.region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    )
    return Created(function, {"name": function, "arn": arn, "invokeArn": invoke_arn})


def update_function(resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Change configuration and code in calls of their own; what runs goes on as it began.

    The configuration first, as the provider does: new code may need its new environment.
    """
    arguments.accept("name", because="another name is another function")
    arguments.accept("sourceCodeHash", because="the code itself is compared")
    changed, function = arguments.changed, resource.id
    code, reserved = arguments.require("code"), arguments.take("reservedConcurrentExecutions")
    architectures = arguments.take("architectures")
    configuration = arguments.rest()
    if configuration.keys() & changed:
        wanted = {"functionName": function, **configuration}
        _change(function, "UpdateFunctionConfiguration", wanted, context)
    if changed & {"code", "architectures"}:
        content = {"zipFile": zipped(code, context.folder), "architectures": architectures}
        _change(function, "UpdateFunctionCode", {"functionName": function, **content}, context)
    if "reservedConcurrentExecutions" in changed:
        _reserve(function, reserved, context)
    return Created(function)


def _change(function: str, operation: str, wanted: dict[str, Any], context: Context) -> None:
    context.cloud.call("lambda", operation, wanted)
    waiter = context.cloud.client("lambda").get_waiter("function_updated_v2")
    waiter.wait(FunctionName=function, WaiterConfig=ACTIVE_WAIT)


def _reserve(function: str, reserved: int | None, context: Context) -> None:
    named = {"functionName": function}
    if reserved is not None and reserved >= 0:  # -1 is the provider's word for no reservation
        wanted = {**named, "reservedConcurrentExecutions": reserved}
        context.cloud.call("lambda", "PutFunctionConcurrency", wanted)
    else:
        context.cloud.call("lambda", "DeleteFunctionConcurrency", named)


def delete_function(resource: Resource, context: Context) -> None:
    """Delete the function."""
    _delete(resource.id, context)


def _delete(function: str, context: Context) -> None:
    context.cloud.call("lambda", "DeleteFunction", {"functionName": function})


def create_event_invoke_config(_name: str, arguments: Arguments, context: Context) -> Created:
    """Set retries and the oldest age of asynchronous events."""
    return _put_event_invoke_config(arguments, context)


def update_event_invoke_config(
    _resource: Resource, arguments: Arguments, context: Context
) -> Created:
    """Set them anew; the call replaces all of them."""
    return _put_event_invoke_config(arguments, context)


def _put_event_invoke_config(arguments: Arguments, context: Context) -> Created:
    function = arguments.require("functionName")
    wanted = {"functionName": function, **arguments.rest()}
    context.cloud.call("lambda", "PutFunctionEventInvokeConfig", wanted)
    return Created(function)


def delete_event_invoke_config(resource: Resource, context: Context) -> None:
    """Set them back to the defaults."""
    context.cloud.call("lambda", "DeleteFunctionEventInvokeConfig", {"functionName": resource.id})


HANDLERS = {
    "aws:lambda/function:Function": Handler(create_function, delete_function, update_function),
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": Handler(
        create_event_invoke_config, delete_event_invoke_config, update_event_invoke_config
    ),
}

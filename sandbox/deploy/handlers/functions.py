"""Lambda functions and how their asynchronous events are treated."""

from __future__ import annotations

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
        if reserved is not None and reserved >= 0:  # -1 is the provider's word for no reservation
            cloud.call(
                "lambda",
                "PutFunctionConcurrency",
                {"functionName": function, "reservedConcurrentExecutions": reserved},
            )
    arn = made["FunctionArn"]
    invoke_arn = (
        f"arn:aws:apigateway:{cloud.region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    )
    return Created(function, {"name": function, "arn": arn, "invokeArn": invoke_arn})


def delete_function(resource: Resource, context: Context) -> None:
    """Delete the function."""
    _delete(resource.id, context)


def _delete(function: str, context: Context) -> None:
    context.cloud.call("lambda", "DeleteFunction", {"functionName": function})


def create_event_invoke_config(_name: str, arguments: Arguments, context: Context) -> Created:
    """Set retries and the oldest age of asynchronous events."""
    function = arguments.require("functionName")
    wanted = {"functionName": function, **arguments.rest()}
    context.cloud.call("lambda", "PutFunctionEventInvokeConfig", wanted)
    return Created(function)


def delete_event_invoke_config(resource: Resource, context: Context) -> None:
    """Set them back to the defaults."""
    context.cloud.call("lambda", "DeleteFunctionEventInvokeConfig", {"functionName": resource.id})


HANDLERS = {
    "aws:lambda/function:Function": Handler(create_function, delete_function),
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": Handler(
        create_event_invoke_config, delete_event_invoke_config
    ),
}

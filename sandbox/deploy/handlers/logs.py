"""CloudWatch log groups and log streams."""

from __future__ import annotations

from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import (
    Context,
    Created,
    Handler,
    Resource,
    physical_name,
    undone_on_failure,
)


def create_group(name: str, arguments: Arguments, context: Context) -> Created:
    """Create the log group and say how long it keeps what it gets."""
    group = physical_name(arguments, name)
    cloud = context.cloud
    arguments.accept("skipDestroy", because="the local cloud is torn down whole")
    days = arguments.take("retentionInDays", 0)
    cloud.call("logs", "CreateLogGroup", {"logGroupName": group, **arguments.rest()})
    with undone_on_failure(lambda: _delete(group, context)):
        _keep(group, days, context)
    account = cloud.call("sts", "GetCallerIdentity", {})["Account"]
    arn = f"arn:aws:logs:{cloud.region}:{account}:log-group:{group}"
    return Created(group, {"name": group, "arn": arn})


def update_group(resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Change how long the log group keeps what it gets."""
    arguments.accept("skipDestroy", because="the local cloud is torn down whole")
    _keep(resource.id, arguments.take("retentionInDays", 0), context)
    return Created(resource.id)


def _keep(group: str, days: int, context: Context) -> None:
    named = {"logGroupName": group}
    if days:  # 0 is the provider's word for ever
        context.cloud.call("logs", "PutRetentionPolicy", {**named, "retentionInDays": days})
    else:
        context.cloud.call("logs", "DeleteRetentionPolicy", named)


def delete_group(resource: Resource, context: Context) -> None:
    """Delete the log group with its streams."""
    _delete(resource.id, context)


def _delete(group: str, context: Context) -> None:
    context.cloud.call("logs", "DeleteLogGroup", {"logGroupName": group})


def create_stream(name: str, arguments: Arguments, context: Context) -> Created:
    """Create a stream in its group."""
    stream, group = physical_name(arguments, name), arguments.require("logGroupName")
    wanted = {"logGroupName": group, "logStreamName": stream}
    context.cloud.call("logs", "CreateLogStream", wanted)
    return Created(stream, {"name": stream}, {"logGroupName": group})


def delete_stream(resource: Resource, context: Context) -> None:
    """Delete the stream; its group may stay."""
    wanted = {"logGroupName": resource.for_delete["logGroupName"], "logStreamName": resource.id}
    context.cloud.call("logs", "DeleteLogStream", wanted)


HANDLERS = {
    "aws:cloudwatch/logGroup:LogGroup": Handler(create_group, delete_group, update_group),
    "aws:cloudwatch/logStream:LogStream": Handler(create_stream, delete_stream),
}

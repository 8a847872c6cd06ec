"""CloudWatch log groups and log streams."""

from __future__ import annotations

from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import (
    Context,
    Created,
    Handler,
    Resource,
    belongs_to_parent,
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
        if days:  # 0 is the provider's word for ever
            wanted = {"logGroupName": group, "retentionInDays": days}
            cloud.call("logs", "PutRetentionPolicy", wanted)
    account = cloud.call("sts", "GetCallerIdentity", {})["Account"]
    arn = f"arn:aws:logs:{cloud.region}:{account}:log-group:{group}"
    return Created(group, {"name": group, "arn": arn})


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
    return Created(stream, {"name": stream})


HANDLERS = {
    "aws:cloudwatch/logGroup:LogGroup": Handler(create_group, delete_group),
    "aws:cloudwatch/logStream:LogStream": Handler(create_stream, belongs_to_parent),
}

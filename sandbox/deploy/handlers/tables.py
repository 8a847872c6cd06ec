"""DynamoDB tables."""

from __future__ import annotations

from sandbox.deploy.api_call import tag_list
from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import (
    Context,
    Created,
    Handler,
    Resource,
    physical_name,
    undone_on_failure,
)


def create_table(name: str, arguments: Arguments, context: Context) -> Created:
    """Create the table, then switch on what the API wants in calls of their own."""
    table = physical_name(arguments, name)
    cloud = context.cloud
    expiry, recovery = arguments.take("ttl"), arguments.take("pointInTimeRecovery")
    keys = [{"attributeName": arguments.require("hashKey"), "keyType": "HASH"}]
    range_key = arguments.take("rangeKey")
    if range_key:
        keys.append({"attributeName": range_key, "keyType": "RANGE"})
    attributes = [
        {"attributeName": attribute["name"], "attributeType": attribute["type"]}
        for attribute in arguments.require("attributes")
    ]
    wanted = {
        "tableName": table,
        "keySchema": keys,
        "attributeDefinitions": attributes,
        "sseSpecification": arguments.take("serverSideEncryption"),
        "tags": tag_list(arguments.take("tags")),
        **arguments.rest(),
    }
    arn = cloud.call("dynamodb", "CreateTable", wanted)["TableDescription"]["TableArn"]
    with undone_on_failure(lambda: cloud.call("dynamodb", "DeleteTable", {"tableName": table})):
        cloud.client("dynamodb").get_waiter("table_exists").wait(TableName=table)
        if expiry:
            setting = {"tableName": table, "timeToLiveSpecification": expiry}
            cloud.call("dynamodb", "UpdateTimeToLive", setting)
        if recovery:
            specification = {"pointInTimeRecoveryEnabled": recovery["enabled"]}
            setting = {"tableName": table, "pointInTimeRecoverySpecification": specification}
            cloud.call("dynamodb", "UpdateContinuousBackups", setting)
    return Created(table, {"name": table, "arn": arn})


def delete_table(resource: Resource, context: Context) -> None:
    """Delete the table with what it holds."""
    context.cloud.call("dynamodb", "DeleteTable", {"tableName": resource.id})


HANDLERS = {"aws:dynamodb/table:Table": Handler(create_table, delete_table)}

"""DynamoDB tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
            _expire(table, expiry, context)
        if recovery:
            _recover(table, recovery, context)
    return Created(table, {"name": table, "arn": arn})


def update_table(resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Change expiry and recovery; one that was taken away is switched off."""
    if "ttl" in arguments.changed:
        switched_off = {**(resource.inputs or {}).get("ttl", {}), "enabled": False}
        _expire(resource.id, arguments.take("ttl") or switched_off, context)
    if "pointInTimeRecovery" in arguments.changed:
        recovery = arguments.take("pointInTimeRecovery") or {"enabled": False}
        _recover(resource.id, recovery, context)
    return Created(resource.id)


def _expire(table: str, expiry: Mapping[str, Any], context: Context) -> None:
    setting = {"tableName": table, "timeToLiveSpecification": expiry}
    context.cloud.call("dynamodb", "UpdateTimeToLive", setting)


def _recover(table: str, recovery: Mapping[str, Any], context: Context) -> None:
    specification = {"pointInTimeRecoveryEnabled": recovery["enabled"]}
    setting = {"tableName": table, "pointInTimeRecoverySpecification": specification}
    context.cloud.call("dynamodb", "UpdateContinuousBackups", setting)


def delete_table(resource: Resource, context: Context) -> None:
    """Delete the table with what it holds."""
    context.cloud.call("dynamodb", "DeleteTable", {"tableName": resource.id})


HANDLERS = {"aws:dynamodb/table:Table": Handler(create_table, delete_table, update_table)}

"""Secrets Manager."""

from __future__ import annotations

from sandbox.deploy.api_call import tag_list
from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import (
    Context,
    Created,
    Handler,
    Resource,
    belongs_to_parent,
    physical_name,
)


def create_secret(name: str, arguments: Arguments, context: Context) -> Created:
    """Create the secret without a value."""
    secret = physical_name(arguments, name)
    recovery_days = arguments.take("recoveryWindowInDays", 30)
    wanted = {"name": secret, "tags": tag_list(arguments.take("tags")), **arguments.rest()}
    arn = context.cloud.call("secretsmanager", "CreateSecret", wanted)["ARN"]
    return Created(arn, {"name": secret, "arn": arn}, {"recoveryWindowInDays": recovery_days})


def update_secret(resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Change the description; how long it can be recovered matters when it is deleted."""
    recovery_days = arguments.take("recoveryWindowInDays", 30)
    if "description" in arguments.changed:
        wanted = {"secretId": resource.id, "description": arguments.take("description", "")}
        context.cloud.call("secretsmanager", "UpdateSecret", wanted)
    return Created(resource.id, for_delete={"recoveryWindowInDays": recovery_days})


def delete_secret(resource: Resource, context: Context) -> None:
    """Delete the secret; a recovery window of 0 days means at once, as in the provider."""
    days = resource.for_delete["recoveryWindowInDays"]
    window = {"recoveryWindowInDays": days} if days else {"forceDeleteWithoutRecovery": True}
    context.cloud.call("secretsmanager", "DeleteSecret", {"secretId": resource.id, **window})


def create_version(_name: str, arguments: Arguments, context: Context) -> Created:
    """Give the secret its value."""
    secret = arguments.require("secretId")
    wanted = {"secretId": secret, **arguments.rest()}
    version = context.cloud.call("secretsmanager", "PutSecretValue", wanted)["VersionId"]
    return Created(f"{secret}|{version}", {"arn": secret, "versionId": version})


HANDLERS = {
    "aws:secretsmanager/secret:Secret": Handler(create_secret, delete_secret, update_secret),
    "aws:secretsmanager/secretVersion:SecretVersion": Handler(create_version, belongs_to_parent),
}

"""Functions of the provider that a program may ask while it runs."""

from __future__ import annotations

from typing import Any

from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import Context


def caller_identity(_arguments: Arguments, context: Context) -> dict[str, Any]:
    """Say who deploys."""
    caller = context.cloud.call("sts", "GetCallerIdentity", {})
    account = caller["Account"]
    return {
        "id": account,
        "accountId": account,
        "arn": caller["Arn"],
        "userId": caller["UserId"],
    }


def region(_arguments: Arguments, context: Context) -> dict[str, Any]:
    """Say where the stack is deployed."""
    name = context.cloud.region
    return {"id": name, "name": name, "region": name, "description": name, "endpoint": ""}


def partition(_arguments: Arguments, _context: Context) -> dict[str, Any]:
    """Say which partition of AWS this is."""
    return {
        "id": "aws",
        "partition": "aws",
        "dnsSuffix": "amazonaws.com",
        "reverseDnsPrefix": "com.amazonaws",
    }


def random_password(arguments: Arguments, context: Context) -> dict[str, Any]:
    """Let Secrets Manager make up a password."""
    wanted = arguments.rest()
    answer = context.cloud.call("secretsmanager", "GetRandomPassword", wanted)
    return {**wanted, "id": context.cloud.region, "randomPassword": answer["RandomPassword"]}


INVOKES = {
    "aws:index/getCallerIdentity:getCallerIdentity": caller_identity,
    "aws:index/getRegion:getRegion": region,
    "aws:index/getPartition:getPartition": partition,
    "aws:secretsmanager/getRandomPassword:getRandomPassword": random_password,
}

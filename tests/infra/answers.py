"""What AWS would answer: the names and ARNs that it gives to resources, and what it can look up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.runtime import mocks, settings

ACCOUNT = "123456789012"
PASSWORD = "made-up-Passw0rd-of-the-mocks"
ENDPOINT = "search-tweets-abc.us-east-1.es.amazonaws.com"
PULUMI_SUFFIX = "-1a2b3c4"

_PLACE = f"us-east-1:{ACCOUNT}"
_ARNS = {
    "CompositeAlarm": f"arn:aws:cloudwatch:{_PLACE}:alarm:{{}}",
    "MetricAlarm": f"arn:aws:cloudwatch:{_PLACE}:alarm:{{}}",
    "Bucket": "arn:aws:s3:::{}",
    "Domain": f"arn:aws:es:{_PLACE}:domain/{{}}",
    "FirehoseDeliveryStream": f"arn:aws:firehose:{_PLACE}:deliverystream/{{}}",
    "Function": f"arn:aws:lambda:{_PLACE}:function:{{}}",
    "LogGroup": f"arn:aws:logs:{_PLACE}:log-group:{{}}",
    "Queue": f"arn:aws:sqs:{_PLACE}:{{}}",
    "Role": f"arn:aws:iam::{ACCOUNT}:role/{{}}",
    "Secret": f"arn:aws:secretsmanager:{_PLACE}:secret:{{}}-a1B2c3",
    "Table": f"arn:aws:dynamodb:{_PLACE}:table/{{}}",
    "Topic": f"arn:aws:sns:{_PLACE}:{{}}",
}


def name_of(kind: str, name: str) -> str:
    """Return the name that AWS knows a resource by: no two resources share one."""
    return f"{name}-{kind.lower()}{PULUMI_SUFFIX}"


def arn_of(kind: str, name: str) -> str:
    """Return the ARN of a resource by its kind and logical name."""
    return _ARNS[kind].format(name_of(kind, name))


class Answers(mocks.Mocks):
    """`computed` replaces what AWS would compute, by `(kind, logical name)`."""

    def __init__(self, computed: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
        self._computed = computed
        self.looked_up: dict[str, dict[str, Any]] = {}

    def call(self, args: mocks.MockCallArgs) -> Any:
        self.looked_up[args.token.rsplit(":", 1)[-1]] = args.args
        return {
            "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": ACCOUNT},
            "aws:index/getPartition:getPartition": {"partition": "aws"},
            "aws:index/getRegion:getRegion": {"region": "us-west-2"},
            "aws:secretsmanager/getRandomPassword:getRandomPassword": {"randomPassword": PASSWORD},
        }[args.token]

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        if settings.is_dry_run():
            return "", args.inputs  # what AWS computes is not known yet
        kind = args.typ.rsplit(":", 1)[-1]
        physical = name_of(kind, args.name)
        computed: dict[str, Any] = {"name": physical}
        if kind in _ARNS:
            computed["arn"] = _ARNS[kind].format(args.inputs.get("domainName", physical))
        if kind == "SecretVersion":
            computed["versionId"] = f"version-of-{args.name}"
        if kind == "Bucket":
            computed["bucket"] = physical
        if kind == "Domain":
            computed["endpoint"] = ENDPOINT
        if kind == "Invocation":
            computed["result"] = '{"warnings": []}'
        computed |= self._computed.get((kind, args.name), {})
        return f"{args.name}-id", {**args.inputs, **computed}

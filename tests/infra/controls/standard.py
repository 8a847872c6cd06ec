"""AWS's Foundational Security Best Practices, each as a question to what the program makes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.infra.program import Made, Program

RUNTIMES = {"python3.10", "python3.11", "python3.12", "python3.13", "python3.14"}
"""Lambda's page "Lambda runtimes", of Python those that are supported."""
Statement = dict[str, Any]


def domain(program: Program) -> dict[str, Any]:
    return program.one("opensearch/domain:Domain", "tweets").inputs


def bucket(program: Program, part: str) -> dict[str, Any]:
    return program.one(f"s3/{part[0].lower()}{part[1:]}:{part}", "tweets-failures").inputs


def _logs(program: Program, kind: str) -> bool:
    options = domain(program).get("logPublishingOptions", [])
    return kind in {option["logType"] for option in options}


def _policies(program: Program, *types: str) -> Iterator[Statement]:
    for type_ in types:
        for made in program.all(type_):
            yield from json.loads(made.inputs["policy"])["Statement"]


def _open(statements: Iterator[Statement]) -> list[Statement]:
    """Statements that let in whoever it is."""
    everybody = ("*", {"AWS": "*"})
    allowed = (each for each in statements if each["Effect"] == "Allow")
    return [
        each for each in allowed if each["Principal"] in everybody and not each.get("Condition")
    ]


def _actions(program: Program) -> set[str]:
    types = ("iam/rolePolicy:RolePolicy", "iam/policy:Policy")
    statements = [each for each in _policies(program, *types) if each["Effect"] == "Allow"]
    return {action for each in statements for action in each["Action"]}


def _every(program: Program, type_: str, is_so: Callable[[Made], bool]) -> bool:
    made = program.all(type_)
    return bool(made) and all(map(is_so, made))


def _nothing_is_public(program: Program) -> bool:
    block = bucket(program, "BucketPublicAccessBlock")
    kinds = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    return all(block[kind] for kind in kinds)


def _refuses_unencrypted(program: Program) -> bool:
    return any(
        each["Effect"] == "Deny"
        and each["Principal"] == "*"
        and each["Action"] == "s3:*"
        and each["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        for each in _policies(program, "s3/bucketPolicy:BucketPolicy")
    )


def _grants_of(program: Program, *types: str) -> list[Statement]:
    return [each for each in _policies(program, *types) if each["Effect"] == "Allow"]


def _cluster(program: Program) -> dict[str, Any]:
    cluster: dict[str, Any] = domain(program)["clusterConfig"]
    return cluster


CONTROLS: dict[str, Callable[[Program], bool]] = {
    "Opensearch.1": lambda p: bool(domain(p)["encryptAtRest"]["enabled"]),
    "Opensearch.2": lambda p: "vpcOptions" in domain(p),
    "Opensearch.3": lambda p: bool(domain(p)["nodeToNodeEncryption"]["enabled"]),
    "Opensearch.4": lambda p: _logs(p, "ES_APPLICATION_LOGS"),
    "Opensearch.5": lambda p: _logs(p, "AUDIT_LOGS"),
    "Opensearch.6": lambda p: (
        _cluster(p)["instanceCount"] >= 3 and bool(_cluster(p).get("zoneAwarenessEnabled"))
    ),
    "ES.7": lambda p: _cluster(p).get("dedicatedMasterCount", 0) >= 3,
    "Opensearch.7": lambda p: bool(domain(p)["advancedSecurityOptions"]["enabled"]),
    "Opensearch.8": lambda p: (
        domain(p)["domainEndpointOptions"]
        == {"enforceHttps": True, "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"}
    ),
    "Opensearch.10": lambda p: bool(
        domain(p)["softwareUpdateOptions"]["autoSoftwareUpdateEnabled"]
    ),
    "S3.2": _nothing_is_public,
    "S3.3": _nothing_is_public,
    "S3.8": _nothing_is_public,
    "S3.5": _refuses_unencrypted,
    "S3.6": lambda p: not _grants_of(p, "s3/bucketPolicy:BucketPolicy"),
    "S3.9": lambda p: bool(p.all("s3/bucketLogging:BucketLogging")),
    "S3.12": lambda p: (
        bucket(p, "BucketOwnershipControls")["rule"]["objectOwnership"] == "BucketOwnerEnforced"
    ),
    "S3.13": lambda p: bool(bucket(p, "BucketLifecycleConfiguration")["rules"]),
    "Lambda.1": lambda p: not p.all("lambda/permission:Permission"),
    "Lambda.2": lambda p: _every(
        p, "lambda/function:Function", lambda made: made.inputs["runtime"] in RUNTIMES
    ),
    "DataFirehose.1": lambda p: _every(
        p,
        "kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
        lambda made: bool(made.inputs["serverSideEncryption"]["enabled"]),
    ),
    "DynamoDB.1": lambda p: _every(
        p, "dynamodb/table:Table", lambda made: made.inputs["billingMode"] == "PAY_PER_REQUEST"
    ),
    "DynamoDB.2": lambda p: _every(
        p, "dynamodb/table:Table", lambda made: bool(made.inputs["pointInTimeRecovery"]["enabled"])
    ),
    "DynamoDB.6": lambda p: _every(
        p, "dynamodb/table:Table", lambda made: bool(made.inputs.get("deletionProtectionEnabled"))
    ),
    "SecretsManager.1": lambda p: bool(p.all("secretsmanager/secretRotation:SecretRotation")),
    "SecretsManager.4": lambda p: bool(p.all("secretsmanager/secretRotation:SecretRotation")),
    "IAM.1": lambda p: "*" not in _actions(p),
    "IAM.21": lambda p: not any(action.endswith(":*") for action in _actions(p)),
    "KMS.1": lambda p: not any(action.startswith("kms:") for action in _actions(p)),
    "KMS.2": lambda p: not any(action.startswith("kms:") for action in _actions(p)),
    "SQS.1": lambda p: _every(
        p, "sqs/queue:Queue", lambda made: bool(made.inputs.get("sqsManagedSseEnabled"))
    ),
    "SQS.3": lambda p: not _open(_policies(p, "sqs/queuePolicy:QueuePolicy")),
    "SNS.4": lambda p: not _open(_policies(p, "sns/topicPolicy:TopicPolicy")),
}
CONTROLS |= {f"ES.{number}": CONTROLS[f"Opensearch.{number}"] for number in (1, 2, 3, 4, 5, 6, 8)}

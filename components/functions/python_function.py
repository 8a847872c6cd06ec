"""A Python Lambda function with its own role, log group and archive."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws

from components import policies
from components.functions.function_archive import build_function_archive

LOG_RETENTION_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class PythonFunctionArgs:
    """What a function is made of."""

    source: str
    """Folder under functions/ that the archive is made of."""
    handler: str
    """Module and function that Lambda calls."""
    service: str
    """Name in logs and metrics."""
    stack: str
    """Name of the Pulumi stack, in logs and metrics as well."""
    timeout_seconds: int
    """1 to 900."""
    policy: Callable[..., policies.Document]
    """Builds what the role may do from `log_group` and `policy_arguments`."""
    policy_arguments: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """ARNs that `policy` wants by name."""
    environment: Mapping[str, pulumi.Input[str]]
    """Environment variables; never a secret: the console and Pulumi's state show them."""
    memory_mib: int = 256
    """128 to 10240; Lambda gives processor time in proportion."""
    extra_folders: tuple[str, ...] = ()
    """Folders of the project that the archive holds as well."""


class PythonFunction(pulumi.ComponentResource):
    """Creates a role, its policy, a log group that forgets, and the function on arm64."""

    arn: pulumi.Output[str]
    """ARN of the function, without a version."""
    name: pulumi.Output[str]
    """Name of the function."""
    role_name: pulumi.Output[str]
    """Name of its role, for what it may do besides."""
    archive_digest: str
    """Changes when anything in the archive changes."""

    def __init__(
        self, name: str, args: PythonFunctionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tweets:python_function:PythonFunction", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        log_group = aws.cloudwatch.LogGroup(name, retention_in_days=LOG_RETENTION_DAYS, opts=child)
        trust = policies.document(policies.trust, service="lambda.amazonaws.com")
        role = aws.iam.Role(name, assume_role_policy=trust, opts=child)
        role_policy = aws.iam.RolePolicy(
            name,
            role=role.name,
            policy=policies.document(args.policy, log_group=log_group.arn, **args.policy_arguments),
            opts=child,
        )
        archive = build_function_archive(args.source, extra_folders=args.extra_folders)
        function = aws.lambda_.Function(
            name,
            role=role.arn,
            code=pulumi.FileArchive(os.path.relpath(archive)),
            handler=args.handler,
            runtime="python3.13",
            architectures=["arm64"],
            timeout=args.timeout_seconds,
            memory_size=args.memory_mib,
            environment={"variables": _environment(args)},
            logging_config={"log_format": "JSON", "log_group": log_group.name},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[role_policy]),
        )
        self.archive_digest = archive.name
        self.arn = function.arn
        self.role_name = role.name
        self.name = function.name
        self.register_outputs({"arn": self.arn, "name": self.name})


def _environment(args: PythonFunctionArgs) -> dict[str, Any]:
    return {
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "POWERTOOLS_METRICS_NAMESPACE": "TweetSentiment",
        "POWERTOOLS_SERVICE_NAME": args.service,
        "STACK": args.stack,
        **args.environment,
    }

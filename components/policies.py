"""IAM documents as plain data: who may assume a role, and what the role may do, action by action.

Pulumi's outputs are resolved before they get here, see `document`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pulumi

Statement = dict[str, Any]
Document = dict[str, Any]


def document(build: Callable[..., Document], **arguments: pulumi.Input[Any]) -> pulumi.Output[str]:
    """Resolve the arguments, hand them to `build` by name, and return the document as JSON."""
    return pulumi.Output.all(**arguments).apply(lambda resolved: json.dumps(build(**resolved)))


def policy(*statements: Statement) -> Document:
    """Put statements together to a document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(actions: Sequence[str], *resources: str, **extra: object) -> Statement:
    """Allow the actions on the resources (ARNs)."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": list(resources), **extra}


def trust(service: str, *, condition: dict[str, Any] | None = None) -> Document:
    """Let an AWS service, such as lambda.amazonaws.com, assume the role."""
    statement: Statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    return policy(statement | ({"Condition": condition} if condition else {}))


def trust_firehose(*, account: str) -> Document:
    """Let Firehose assume the role ("Controlling access with Amazon Data Firehose")."""
    return trust("firehose.amazonaws.com", condition={"StringEquals": {"sts:ExternalId": account}})


def trust_scheduler(*, account: str) -> Document:
    """Let EventBridge Scheduler assume the role ("Confused deputy prevention")."""
    return trust(
        "scheduler.amazonaws.com", condition={"StringEquals": {"aws:SourceAccount": account}}
    )


def write_logs(*, log_group: str) -> Statement:
    """Write to an existing log group; not create one: none shall come back after `destroy`."""
    return allow(["logs:CreateLogStream", "logs:PutLogEvents"], f"{log_group}:*")


def rules_function(*, log_group: str, token_secret: str) -> Document:
    """Register X's rules with the bearer token."""
    return policy(
        write_logs(log_group=log_group), allow(["secretsmanager:GetSecretValue"], token_secret)
    )


def collector_function(
    *, log_group: str, token_secret: str, state_table: str, delivery_stream: str
) -> Document:
    """Read the token, keep state, hand posts to Firehose."""
    return policy(
        write_logs(log_group=log_group),
        allow(["secretsmanager:GetSecretValue"], token_secret),
        allow(
            [
                "dynamodb:DeleteItem",
                "dynamodb:GetItem",
                "dynamodb:PutItem",
                "dynamodb:Query",
                "dynamodb:UpdateItem",
            ],
            state_table,
        ),
        allow(["firehose:PutRecordBatch"], delivery_stream),
    )


def sentiment_function(*, log_group: str) -> Document:
    """Call Comprehend, which has no resources to narrow the action to."""
    return policy(write_logs(log_group=log_group), allow(["comprehend:BatchDetectSentiment"], "*"))


def bootstrap_function(*, log_group: str, password_secret: str) -> Document:
    """Read the password of the domain's master user; the domain itself asks for that password."""
    return policy(
        write_logs(log_group=log_group), allow(["secretsmanager:GetSecretValue"], password_secret)
    )


def redrive_function(*, log_group: str, bucket: str, delivery_stream: str) -> Document:
    """Take failed records from the bucket, send them again, put the dead ones aside or back."""
    return policy(
        write_logs(log_group=log_group),
        allow(["s3:ListBucket"], bucket),
        allow(
            ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
            f"{bucket}/failed/*",
            f"{bucket}/dead/*",
        ),
        allow(["firehose:PutRecordBatch"], delivery_stream),
        # CloudWatch knows no resources for it ("Actions, resources, and condition keys").
        allow(["cloudwatch:GetMetricStatistics"], "*"),
    )


def failed_events(*, queue: str) -> Document:
    """Let Lambda send what came to nothing to a queue: it does so with the function's role."""
    return policy(allow(["sqs:SendMessage"], queue))


def scheduler_role(*, function: str, dead_letters: str) -> Document:
    """Start a function, and keep what could not be started."""
    return policy(
        allow(["lambda:InvokeFunction"], function), allow(["sqs:SendMessage"], dead_letters)
    )


def delivery_role(
    *, bucket: str, domain: str, function: str, log_group: str, index: str
) -> Document:
    """What Firehose needs ("Grant Firehose access to a public OpenSearch Service destination")."""
    statistics = (
        "_all/_settings",
        "_cluster/stats",
        f"{index}*/_mapping/*",
        "_nodes",
        "_nodes/stats",
        "_nodes/*/stats",
        "_stats",
        f"{index}*/_stats",
    )
    return policy(
        allow(
            [
                "s3:AbortMultipartUpload",
                "s3:GetBucketLocation",
                "s3:GetObject",
                "s3:ListBucket",
                "s3:ListBucketMultipartUploads",
                "s3:PutObject",
            ],
            bucket,
            f"{bucket}/*",
        ),
        allow(
            [
                "es:DescribeDomain",
                "es:DescribeDomainConfig",
                "es:DescribeDomains",
                "es:DescribeElasticsearchDomain",
                "es:DescribeElasticsearchDomainConfig",
                "es:DescribeElasticsearchDomains",
                "es:ESHttpPost",
                "es:ESHttpPut",
            ],
            domain,
            f"{domain}/*",
        ),
        allow(["es:ESHttpGet"], *(f"{domain}/{path}" for path in statistics)),
        allow(["lambda:GetFunctionConfiguration", "lambda:InvokeFunction"], f"{function}:$LATEST"),
        allow(["logs:PutLogEvents"], f"{log_group}:log-stream:*"),
    )


def domain_access(*, domain: str) -> Document:
    """Let every request through to the domain's own login.

    Fine-grained access control asks each for a password or for the signature of a mapped role.
    This is the pattern of "Fine-grained access control in Amazon OpenSearch Service" for an
    internal user database.
    """
    statement = allow(["es:ESHttp*"], f"{domain}/*", Principal={"AWS": "*"})
    return policy(statement)


def encrypted_connections_only(*, bucket: str) -> Document:
    """Refuse every request to the bucket that does not come over TLS."""
    return policy(_deny_unencrypted("s3:*", bucket, f"{bucket}/*"))


def encrypted_messages_only(*, queue: str) -> Document:
    """Refuse every request to the queue that does not come over TLS."""
    return policy(_deny_unencrypted("sqs:*", queue))


def alarm_topic(*, topic: str, account: str) -> Document:
    """Let this account's alarms publish, over TLS as everybody ("Amazon SNS access policy").

    People of the account need no more than their own rights to look at it or to subscribe.
    """
    publish = allow(
        ["sns:Publish"],
        topic,
        Principal={"Service": "cloudwatch.amazonaws.com"},
        Condition={"StringEquals": {"aws:SourceAccount": account}},
    )
    return policy(publish, _deny_unencrypted("sns:Publish", topic))


def _deny_unencrypted(action: str, *resources: str) -> Statement:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }

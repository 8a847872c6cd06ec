"""What makes a resource another one: the properties whose change replaces it, by type.

From the source of Terraform's AWS provider, which Pulumi's is generated from, as of 2026-06-02
(commit 5f2286d6d836): `ForceNew: true` and `RequiresReplace()` of the schemas in the files named
below `internal/service/`, and what their CustomizeDiff adds. Listed is what this program sets, and
the physical names that Pulumi fills in; a change of anything else is refused by the handler.
Another region replaces everything (`internal/provider/sdkv2/region.go`); the local cloud has one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Inputs = Mapping[str, Any]
When = Callable[[Any, Any, Inputs], bool]
"""Whether a change replaces: of the old value, the new value and all new inputs."""


def always(_old: object, _new: object, _inputs: Inputs) -> bool:
    """Replace at any change."""
    return True


def switched_off(old: object, new: object, _inputs: Inputs) -> bool:
    """Replace when it is taken back; engines from Elasticsearch 6.7 on take it in place."""
    return bool(old) and not new


def only_created(_old: object, _new: object, inputs: Inputs) -> bool:
    """Replace unless the invocation follows the whole life of its resource."""
    return bool(inputs.get("lifecycleScope", "CREATE_ONLY") != "CRUD")


REPLACING: Mapping[str, Mapping[str, When]] = {
    # cloudwatch/composite_alarm.go, dashboard.go, metric_alarm.go
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": {"alarmName": always},
    "aws:cloudwatch/dashboard:Dashboard": {"dashboardName": always},
    "aws:cloudwatch/metricAlarm:MetricAlarm": {"name": always},
    # logs/group.go, stream.go
    "aws:cloudwatch/logGroup:LogGroup": {"name": always},
    "aws:cloudwatch/logStream:LogStream": {"name": always, "logGroupName": always},
    # dynamodb/table.go
    "aws:dynamodb/table:Table": {"name": always, "hashKey": always, "rangeKey": always},
    # iam/role.go, role_policy.go
    "aws:iam/role:Role": {"name": always},
    "aws:iam/rolePolicy:RolePolicy": {"name": always, "role": always},
    # firehose/delivery_stream.go
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": {
        "name": always,
        "destination": always,
        "opensearchConfiguration.s3BackupMode": always,
    },
    # lambda/function.go, function_event_invoke_config.go, invocation.go
    "aws:lambda/function:Function": {"name": always},
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {"functionName": always},
    "aws:lambda/invocation:Invocation": {
        "functionName": always,
        "qualifier": always,
        "triggers": always,
        "input": only_created,
    },
    # opensearch/domain.go. A version that AWS says it can upgrade to is no replacement; which those
    # are only AWS knows, so here each one is.
    "aws:opensearch/domain:Domain": {
        "domainName": always,
        "engineVersion": always,
        "encryptAtRest.enabled": switched_off,
        "nodeToNodeEncryption.enabled": switched_off,
        "advancedSecurityOptions.enabled": switched_off,
    },
    # s3/bucket.go and bucket_*.go
    "aws:s3/bucket:Bucket": {"bucket": always},
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {"bucket": always},
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {"bucket": always},
    "aws:s3/bucketPolicy:BucketPolicy": {"bucket": always},
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {"bucket": always},
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        "bucket": always
    },
    # scheduler/schedule.go
    "aws:scheduler/schedule:Schedule": {"name": always, "groupName": always},
    # secretsmanager/secret.go, secret_version.go
    "aws:secretsmanager/secret:Secret": {"name": always},
    "aws:secretsmanager/secretVersion:SecretVersion": {"secretId": always, "secretString": always},
    # sns/topic.go, topic_policy.go, topic_subscription.go
    "aws:sns/topic:Topic": {"name": always},
    "aws:sns/topicPolicy:TopicPolicy": {"arn": always},
    "aws:sns/topicSubscription:TopicSubscription": {
        "endpoint": always,
        "protocol": always,
        "topic": always,
    },
    # sqs/queue.go, queue_policy.go
    "aws:sqs/queue:Queue": {"name": always},
    "aws:sqs/queuePolicy:QueuePolicy": {"queueUrl": always},
}

OWN_NAMES: Mapping[str, str] = {
    "aws:opensearch/domain:Domain": "domainName",
    "aws:s3/bucket:Bucket": "bucket",
    # These two have no name of Pulumi's making: the program must give one.
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": "",
    "aws:cloudwatch/dashboard:Dashboard": "",
}
"""The property that Pulumi names a resource by when the program does not; elsewhere `name`."""


def is_named_by_program(type_: str, inputs: Inputs) -> bool:
    """Tell whether a replacement would need the name that the one before it still has.

    The provider then deletes first (pulumi-terraform-bridge, `nameRequiresDeleteBeforeReplace`).
    """
    return bool(inputs.get(OWN_NAMES.get(type_, "name")))

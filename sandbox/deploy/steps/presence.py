"""Whether a resource still stands: the call that reads it, by type.

As the provider's Read functions, which `pulumi refresh` calls. An invocation has none, as nothing
of it stands anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from sandbox.deploy.cloud import says_it_is_gone
from sandbox.deploy.resource import Context, Resource

Parameters = Callable[[Resource], Mapping[str, Any]]

INVOCATION = "aws:lambda/invocation:Invocation"


def stands(resource: Resource, context: Context) -> bool:
    """Ask the cloud; raises ClientError for any other answer than that it is there or gone."""
    if resource.type == INVOCATION:
        return True
    service, operation, parameters, *listed = READS[resource.type]
    try:
        answer = context.cloud.call(service, operation, parameters(resource))
    except ClientError as error:
        if says_it_is_gone(error):
            return False
        raise
    # A list is asked for by the beginning of a name.
    return all(resource.id in str(answer[key]) for key in listed)


def _by(name: str) -> Parameters:
    return lambda resource: {name: resource.id}


def _alarms(resource: Resource) -> Mapping[str, Any]:
    kinds = ["CompositeAlarm", "MetricAlarm"]
    return {"alarmNames": [resource.id], "alarmTypes": kinds}


def _log_stream(resource: Resource) -> Mapping[str, Any]:
    group = resource.for_delete["logGroupName"]
    return {"logGroupName": group, "logStreamNamePrefix": resource.id}


def _role_policy(resource: Resource) -> Mapping[str, Any]:
    role, policy = resource.id.split(":")
    return {"roleName": role, "policyName": policy}


def _schedule(resource: Resource) -> Mapping[str, Any]:
    group, schedule = resource.id.split("/")
    return {"groupName": group, "name": schedule}


def _secret_version(resource: Resource) -> Mapping[str, Any]:
    secret, version = resource.id.split("|")
    return {"secretId": secret, "versionId": version}


def _stream(resource: Resource) -> Mapping[str, Any]:
    return {"deliveryStreamName": resource.for_delete["name"]}


def _domain(resource: Resource) -> Mapping[str, Any]:
    return {"domainName": resource.for_delete["domainName"]}


READS: dict[str, tuple[Any, ...]] = {
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": (
        *("cloudwatch", "DescribeAlarms", _alarms, "CompositeAlarms"),
    ),
    "aws:cloudwatch/dashboard:Dashboard": ("cloudwatch", "GetDashboard", _by("dashboardName")),
    "aws:cloudwatch/logGroup:LogGroup": (
        *("logs", "DescribeLogGroups", _by("logGroupNamePrefix"), "logGroups"),
    ),
    "aws:cloudwatch/logStream:LogStream": (
        *("logs", "DescribeLogStreams", _log_stream, "logStreams"),
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": (
        *("cloudwatch", "DescribeAlarms", _alarms, "MetricAlarms"),
    ),
    "aws:dynamodb/table:Table": ("dynamodb", "DescribeTable", _by("tableName")),
    "aws:iam/role:Role": ("iam", "GetRole", _by("roleName")),
    "aws:iam/rolePolicy:RolePolicy": ("iam", "GetRolePolicy", _role_policy),
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": (
        *("firehose", "DescribeDeliveryStream", _stream),
    ),
    "aws:lambda/function:Function": ("lambda", "GetFunctionConfiguration", _by("functionName")),
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": (
        *("lambda", "GetFunctionEventInvokeConfig", _by("functionName")),
    ),
    "aws:opensearch/domain:Domain": ("opensearch", "DescribeDomain", _domain),
    "aws:s3/bucket:Bucket": ("s3", "HeadBucket", _by("bucket")),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (
        *("s3", "GetBucketLifecycleConfiguration", _by("bucket")),
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": (
        *("s3", "GetBucketOwnershipControls", _by("bucket")),
    ),
    "aws:s3/bucketPolicy:BucketPolicy": ("s3", "GetBucketPolicy", _by("bucket")),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (
        *("s3", "GetPublicAccessBlock", _by("bucket")),
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        *("s3", "GetBucketEncryption", _by("bucket")),
    ),
    "aws:scheduler/schedule:Schedule": ("scheduler", "GetSchedule", _schedule),
    "aws:secretsmanager/secret:Secret": ("secretsmanager", "DescribeSecret", _by("secretId")),
    "aws:secretsmanager/secretVersion:SecretVersion": (
        *("secretsmanager", "GetSecretValue", _secret_version),
    ),
    "aws:sns/topic:Topic": ("sns", "GetTopicAttributes", _by("topicArn")),
    "aws:sns/topicPolicy:TopicPolicy": ("sns", "GetTopicAttributes", _by("topicArn")),
    "aws:sns/topicSubscription:TopicSubscription": (
        *("sns", "GetSubscriptionAttributes", _by("subscriptionArn")),
    ),
    "aws:sqs/queue:Queue": ("sqs", "GetQueueAttributes", _by("queueUrl")),
    "aws:sqs/queuePolicy:QueuePolicy": ("sqs", "GetQueueAttributes", _by("queueUrl")),
}

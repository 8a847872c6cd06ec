"""What each role needs, from the calls that the code makes: that it may, and nothing more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.permissions.grants import grants
from tests.infra.answers import ACCOUNT, arn_of, name_of
from tests.infra.iam.function_code import client_calls
from tests.infra.program import Program
from tests.infra.resources.test_references import STARTED
from tests.infra.resources.test_resources import HANDLERS

# "Actions, resources, and condition keys" (Service Authorization Reference): an action is the
# operation's name, but for these.
ACTIONS = {
    "cloudwatch.get_metric_statistics": "cloudwatch:GetMetricStatistics",
    "comprehend.batch_detect_sentiment": "comprehend:BatchDetectSentiment",
    "dynamodb.delete_item": "dynamodb:DeleteItem",
    "dynamodb.get_item": "dynamodb:GetItem",
    "dynamodb.put_item": "dynamodb:PutItem",
    "dynamodb.query": "dynamodb:Query",
    "dynamodb.transact_write_items": "dynamodb:UpdateItem",  # each change of it is authorized alone
    "dynamodb.update_item": "dynamodb:UpdateItem",
    "firehose.put_record_batch": "firehose:PutRecordBatch",
    "s3.copy_object": "s3:PutObject",  # and s3:GetObject of what is copied
    "s3.delete_object": "s3:DeleteObject",
    "s3.get_object": "s3:GetObject",
    "s3.list_objects_v2": "s3:ListBucket",
    "s3.put_object": "s3:PutObject",
    "secretsmanager.get_secret_value": "secretsmanager:GetSecretValue",
}

BUCKET = arn_of("Bucket", "tweets-failures")
DOMAIN = f"arn:aws:es:us-east-1:{ACCOUNT}:domain/tweets-dev"
STREAM = {arn_of("FirehoseDeliveryStream", "tweets-delivery")}
STATE = {arn_of("Table", "tweets-collector")}
TOKEN = {arn_of("Secret", "tweets-rules")}

NEEDED: dict[str, dict[str, set[str]]] = {
    "tweets-rules": {"secretsmanager:GetSecretValue": TOKEN},
    "tweets-collector": {
        "secretsmanager:GetSecretValue": TOKEN,
        "dynamodb:DeleteItem": STATE,
        "dynamodb:GetItem": STATE,
        "dynamodb:PutItem": STATE,
        "dynamodb:Query": STATE,
        "dynamodb:UpdateItem": STATE,
        "firehose:PutRecordBatch": STREAM,
    },
    # Comprehend's batch calls know no resource.
    "tweets-sentiment": {"comprehend:BatchDetectSentiment": {"*"}},
    "tweets-bootstrap": {"secretsmanager:GetSecretValue": {arn_of("Secret", "tweets")}},
    "tweets-redrive": {
        "s3:ListBucket": {BUCKET},
        # What is put aside comes back when a person wants it.
        "s3:GetObject": {f"{BUCKET}/failed/*", f"{BUCKET}/dead/*"},
        "s3:DeleteObject": {f"{BUCKET}/failed/*", f"{BUCKET}/dead/*"},
        "s3:PutObject": {f"{BUCKET}/failed/*", f"{BUCKET}/dead/*"},
        "firehose:PutRecordBatch": STREAM,
        # Metrics know no resource.
        "cloudwatch:GetMetricStatistics": {"*"},
    },
}

# Lambda's page "Sending Lambda function logs to CloudWatch Logs", without CreateLogGroup: the
# group exists, and a late line of a removed function would bring it back.
LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_a_function_may_make_the_calls_of_its_code_and_no_others(
    program: Program, name: str
) -> None:
    called = {ACTIONS[call] for call in client_calls(HANDLERS[name])}
    assert called == set(NEEDED[name])
    logs = {action: {f"{arn_of('LogGroup', name)}:*"} for action in LOGS}
    assert _allowed(program, name) == NEEDED[name] | logs


@pytest.mark.parametrize("name", ["tweets-collector", "tweets-redrive"])
def test_the_scheduler_may_start_the_function_and_keep_what_did_not_start(
    program: Program, name: str
) -> None:
    """EventBridge Scheduler's pages "Setting up" (execution role) and "Dead-letter queue"."""
    assert _allowed(program, f"{name}-schedule") == {
        "lambda:InvokeFunction": {arn_of("Function", name)},
        "sqs:SendMessage": {arn_of("Queue", f"{name}-schedule")},
    }


@pytest.mark.parametrize("name", ["tweets-collector", "tweets-redrive"])
def test_lambda_may_keep_what_came_to_nothing(program: Program, name: str) -> None:
    """ "Capturing records of Lambda asynchronous invocations": with the function's own role."""
    queue = arn_of("Queue", f"{name}-schedule")
    policy = program.one("iam/rolePolicy:RolePolicy", f"{name}-schedule-failed")
    assert policy.inputs["role"] == name_of("Role", name)
    assert _allowed(program, policy.name) == {"sqs:SendMessage": {queue}}
    config = "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"
    events = program.one(config, f"{name}-schedule")
    assert events.inputs["destinationConfig"] == {"onFailure": {"destination": queue}}
    assert program.waits_for(events, policy), "Lambda refuses a destination it may not send to"


def test_firehose_may_do_what_its_page_asks_for(program: Program) -> None:
    """ "Grant Firehose access to a public OpenSearch Service destination", and, for Elasticsearch
    7.10, the descriptions that the API's "ElasticsearchDestinationConfiguration" names."""
    bucket = {BUCKET, f"{BUCKET}/*"}
    domain = {DOMAIN, f"{DOMAIN}/*"}
    function = {arn_of("Function", "tweets-sentiment") + ":$LATEST"}
    read = (
        "_all/_settings",
        "_cluster/stats",
        "_nodes",
        "_nodes/*/stats",
        "_nodes/stats",
        "_stats",
        "tweets*/_mapping/*",
        "tweets*/_stats",
    )
    assert _allowed(program, "tweets-delivery") == {
        "s3:AbortMultipartUpload": bucket,
        "s3:GetBucketLocation": bucket,
        "s3:GetObject": bucket,
        "s3:ListBucket": bucket,
        "s3:ListBucketMultipartUploads": bucket,
        "s3:PutObject": bucket,
        "es:DescribeDomain": domain,
        "es:DescribeDomainConfig": domain,
        "es:DescribeDomains": domain,
        "es:DescribeElasticsearchDomain": domain,
        "es:DescribeElasticsearchDomainConfig": domain,
        "es:DescribeElasticsearchDomains": domain,
        "es:ESHttpPost": domain,
        "es:ESHttpPut": domain,
        "es:ESHttpGet": {f"{DOMAIN}/{path}" for path in read},
        "lambda:GetFunctionConfiguration": function,
        "lambda:InvokeFunction": function,
        "logs:PutLogEvents": {f"{arn_of('LogGroup', 'tweets-delivery')}:log-stream:*"},
    }


TRUST = {
    **dict.fromkeys(NEEDED, ("lambda.amazonaws.com", None)),
    # "Controlling access with Amazon Data Firehose": the account is the external id.
    "tweets-delivery": ("firehose.amazonaws.com", {"StringEquals": {"sts:ExternalId": ACCOUNT}}),
    # "Confused deputy prevention in EventBridge Scheduler".
    **dict.fromkeys(
        ["tweets-collector-schedule", "tweets-redrive-schedule"],
        ("scheduler.amazonaws.com", {"StringEquals": {"aws:SourceAccount": ACCOUNT}}),
    ),
}


@pytest.mark.parametrize("name", sorted(TRUST))
def test_a_role_is_assumed_by_its_service_alone(program: Program, name: str) -> None:
    service, condition = TRUST[name]
    document = json.loads(program.one("iam/role:Role", name).inputs["assumeRolePolicy"])
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        **({"Condition": condition} if condition else {}),
    }
    assert document == {"Version": "2012-10-17", "Statement": [statement]}


def unencrypted(action: str, *resources: str) -> dict[str, Any]:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


@pytest.mark.parametrize(
    ("type_", "name", "refused"),
    [
        (
            "s3/bucketPolicy:BucketPolicy",
            "tweets-failures",
            unencrypted("s3:*", BUCKET, f"{BUCKET}/*"),
        ),
        *(
            (
                "sqs/queuePolicy:QueuePolicy",
                f"{name}-schedule",
                unencrypted("sqs:*", arn_of("Queue", f"{name}-schedule")),
            )
            for name in STARTED
        ),
    ],
)
def test_a_bucket_or_a_queue_refuses_everybody_who_does_not_encrypt(
    program: Program, type_: str, name: str, refused: dict[str, Any]
) -> None:
    policy = program.one(type_, name).inputs["policy"]
    assert json.loads(policy) == {"Version": "2012-10-17", "Statement": [refused]}


def test_alarms_of_this_account_alone_publish_to_the_topic(distinct: Program) -> None:
    topic = arn_of("Topic", "tweets-monitoring")
    policy = distinct.one("sns/topicPolicy:TopicPolicy", "tweets-monitoring").inputs["policy"]
    assert json.loads(policy) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["sns:Publish"],
                "Resource": [topic],
                "Principal": {"Service": "cloudwatch.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
            },
            unencrypted("sns:Publish", topic),
        ],
    }


def test_the_domain_lets_everybody_reach_its_own_login(program: Program) -> None:
    """ "Fine-grained access control": the pattern for an internal user database."""
    policy = program.one("opensearch/domain:Domain", "tweets").inputs["accessPolicies"]
    assert json.loads(policy) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": ["es:ESHttp*"],
                "Resource": [f"{DOMAIN}/*"],
            }
        ],
    }


def _allowed(program: Program, name: str) -> dict[str, set[str]]:
    document = json.loads(program.one("iam/rolePolicy:RolePolicy", name).inputs["policy"])
    assert document["Version"] == "2012-10-17"
    allowed: dict[str, set[str]] = {}
    for grant in grants(name, document):
        allowed.setdefault(grant.action, set()).add(grant.resource)
    return allowed

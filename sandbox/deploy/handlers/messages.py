"""SQS queues and SNS topics, and who may use them."""

from __future__ import annotations

import json
from typing import Any

from sandbox.deploy.api_call import tag_list
from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import Context, Created, Handler, Resource, physical_name

# The provider's argument and the attribute of the API (Amazon SQS API, SetQueueAttributes).
QUEUE_ATTRIBUTES = {
    "delaySeconds": "DelaySeconds",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "policy": "Policy",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "redrivePolicy": "RedrivePolicy",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}
# Amazon SNS API, CreateTopic.
TOPIC_ATTRIBUTES = {
    "displayName": "DisplayName",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "policy": "Policy",
}


def create_queue(name: str, arguments: Arguments, context: Context) -> Created:
    """Create the queue; its URL is the resource's id."""
    queue = physical_name(arguments, name)
    wanted = {
        "queueName": queue,
        "attributes": _attributes(arguments, QUEUE_ATTRIBUTES),
        "tags": arguments.take("tags"),
    }
    url = context.cloud.call("sqs", "CreateQueue", wanted)["QueueUrl"]
    asked = {"queueUrl": url, "attributeNames": ["QueueArn"]}
    arn = context.cloud.call("sqs", "GetQueueAttributes", asked)["Attributes"]["QueueArn"]
    return Created(url, {"name": queue, "arn": arn, "url": url})


def update_queue(resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Set the attributes anew."""
    wanted = {"queueUrl": resource.id, "attributes": _attributes(arguments, QUEUE_ATTRIBUTES)}
    context.cloud.call("sqs", "SetQueueAttributes", wanted)
    return Created(resource.id)


def delete_queue(resource: Resource, context: Context) -> None:
    """Delete the queue with what it holds."""
    context.cloud.call("sqs", "DeleteQueue", {"queueUrl": resource.id})


def set_queue_policy(arguments: Arguments, context: Context) -> Created:
    """Set the policy of a queue."""
    url = arguments.require("queueUrl")
    wanted = {"queueUrl": url, "attributes": {"Policy": arguments.require("policy")}}
    context.cloud.call("sqs", "SetQueueAttributes", wanted)
    return Created(url)


def delete_queue_policy(resource: Resource, context: Context) -> None:
    """Leave the queue to its account alone."""
    wanted = {"queueUrl": resource.id, "attributes": {"Policy": ""}}
    context.cloud.call("sqs", "SetQueueAttributes", wanted)


def create_topic(name: str, arguments: Arguments, context: Context) -> Created:
    """Create the topic."""
    topic = physical_name(arguments, name)
    wanted = {
        "name": topic,
        "attributes": _attributes(arguments, TOPIC_ATTRIBUTES),
        "tags": tag_list(arguments.take("tags")),
    }
    arn = context.cloud.call("sns", "CreateTopic", wanted)["TopicArn"]
    return Created(arn, {"name": topic, "arn": arn})


def delete_topic(resource: Resource, context: Context) -> None:
    """Delete the topic."""
    context.cloud.call("sns", "DeleteTopic", {"topicArn": resource.id})


def set_topic_policy(arguments: Arguments, context: Context) -> Created:
    """Set the policy of a topic."""
    arn = arguments.require("arn")
    _set_topic_policy(arn, arguments.require("policy"), context)
    return Created(arn)


def delete_topic_policy(resource: Resource, context: Context) -> None:
    """Set the policy that a new topic has, as the provider does: its account may use it."""
    account = resource.id.split(":")[4]
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["SNS:Publish", "SNS:Subscribe"],
        "Resource": resource.id,
        "Condition": {"StringEquals": {"AWS:SourceOwner": account}},
    }
    document = json.dumps({"Version": "2008-10-17", "Statement": [statement]})
    _set_topic_policy(resource.id, document, context)


def _set_topic_policy(arn: str, document: str, context: Context) -> None:
    wanted = {"topicArn": arn, "attributeName": "Policy", "attributeValue": document}
    context.cloud.call("sns", "SetTopicAttributes", wanted)


def create_subscription(_name: str, arguments: Arguments, context: Context) -> Created:
    """Subscribe an endpoint to a topic."""
    wanted = {
        "topicArn": arguments.require("topic"),
        "protocol": arguments.require("protocol"),
        "endpoint": arguments.require("endpoint"),
        "returnSubscriptionArn": True,
    }
    arn = context.cloud.call("sns", "Subscribe", wanted)["SubscriptionArn"]
    return Created(arn, {"arn": arn})


def delete_subscription(resource: Resource, context: Context) -> None:
    """End the subscription."""
    context.cloud.call("sns", "Unsubscribe", {"subscriptionArn": resource.id})


def _attributes(arguments: Arguments, names: dict[str, str]) -> dict[str, str]:
    values = {api: arguments.take(name) for name, api in names.items()}
    return {api: _text(value) for api, value in values.items() if value is not None}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


HANDLERS = {
    "aws:sqs/queue:Queue": Handler(create_queue, delete_queue, update_queue),
    "aws:sqs/queuePolicy:QueuePolicy": Handler(
        create=lambda _name, arguments, context: set_queue_policy(arguments, context),
        delete=delete_queue_policy,
        update=lambda _resource, arguments, context: set_queue_policy(arguments, context),
    ),
    "aws:sns/topic:Topic": Handler(create_topic, delete_topic),
    "aws:sns/topicPolicy:TopicPolicy": Handler(
        create=lambda _name, arguments, context: set_topic_policy(arguments, context),
        delete=delete_topic_policy,
        update=lambda _resource, arguments, context: set_topic_policy(arguments, context),
    ),
    "aws:sns/topicSubscription:TopicSubscription": Handler(
        create_subscription, delete_subscription
    ),
}

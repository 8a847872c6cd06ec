"""Data Firehose streams to OpenSearch Service."""

from __future__ import annotations

from typing import Any

from sandbox.deploy.api_call import tag_list
from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import Context, Created, Handler, Resource, physical_name


def create_stream(name: str, arguments: Arguments, context: Context) -> Created:
    """Create the delivery stream; the provider's flat hints become the API's nested ones."""
    stream = physical_name(arguments, name)
    destination = arguments.require("destination")
    if destination != "opensearch":
        raise NotImplementedError(f"the local cloud delivers to opensearch, not to {destination}")
    encryption = arguments.block("serverSideEncryption")
    encrypted = encryption.take("enabled", False)
    wanted = {
        "deliveryStreamName": stream,
        "deliveryStreamType": "DirectPut",
        "deliveryStreamEncryptionConfigurationInput": (
            {"keyType": encryption.take("keyType", "AWS_OWNED_CMK"), **encryption.rest()}
            if encrypted
            else None
        ),
        "amazonopensearchserviceDestinationConfiguration": _destination(
            arguments.block("opensearchConfiguration")
        ),
        "tags": tag_list(arguments.take("tags")),
    }
    arn = context.cloud.call("firehose", "CreateDeliveryStream", wanted)["DeliveryStreamARN"]
    return Created(arn, {"name": stream, "arn": arn}, {"name": stream})


def update_stream(resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Change the destination; the API names its backup otherwise than at the creation."""
    stream = resource.for_delete["name"]
    asked = {"deliveryStreamName": stream}
    described = context.cloud.call("firehose", "DescribeDeliveryStream", asked)
    standing = described["DeliveryStreamDescription"]
    block = arguments.block("opensearchConfiguration")
    block.accept("s3BackupMode", because="another mode is another stream")
    destination = _destination(block)
    destination["s3Update"] = destination.pop("s3Configuration")
    wanted = {
        **asked,
        "currentDeliveryStreamVersionId": standing["VersionId"],
        "destinationId": standing["Destinations"][0]["DestinationId"],
        "amazonopensearchserviceDestinationUpdate": destination,
    }
    context.cloud.call("firehose", "UpdateDestination", wanted)
    return Created(resource.id)


def _destination(block: Arguments) -> dict[str, Any]:
    retry_seconds = block.take("retryDuration")
    return {
        "bufferingHints": _hints(block),
        "retryOptions": None if retry_seconds is None else {"durationInSeconds": retry_seconds},
        "s3Configuration": _s3(block.block("s3Configuration")),
        **block.rest(),
    }


def _s3(block: Arguments) -> dict[str, Any]:
    key = block.take("kmsKeyArn")
    return {
        "bufferingHints": _hints(block),
        "encryptionConfiguration": {"kmsEncryptionConfig": {"awsKmsKeyArn": key}} if key else None,
        **block.rest(),
    }


def _hints(block: Arguments) -> dict[str, Any] | None:
    hints = {
        "intervalInSeconds": block.take("bufferingInterval"),
        "sizeInMBs": block.take("bufferingSize"),
    }
    return hints if any(value is not None for value in hints.values()) else None


def delete_stream(resource: Resource, context: Context) -> None:
    """Delete the delivery stream."""
    name = resource.for_delete["name"]
    context.cloud.call("firehose", "DeleteDeliveryStream", {"deliveryStreamName": name})


HANDLERS = {
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": Handler(
        create_stream, delete_stream, update_stream
    )
}

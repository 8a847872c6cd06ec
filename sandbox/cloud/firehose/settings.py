"""A delivery stream's configuration, checked as CreateDeliveryStream checks it.

Ranges: API reference of Data Firehose (AmazonopensearchserviceDestinationConfiguration,
Processor), and the developer guide's "Custom prefixes for Amazon S3 objects".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_DESTINATIONS = ("AmazonopensearchserviceDestination", "ElasticsearchDestination")
_EXPRESSION = re.compile(r"!\{([a-z]+):([^}]*)\}")
_MIB = 1024 * 1024
ROTATIONS = ("NoRotation", "OneHour", "OneDay", "OneMonth")


class InvalidStreamError(Exception):
    """The configuration is refused; says what AWS would say."""


@dataclass(frozen=True)
class TransformSettings:
    """The Lambda processor: sizes in bytes, times in seconds of AWS."""

    function_arn: str
    role_arn: str
    retries: int
    buffer_bytes: int
    buffer_seconds: int


@dataclass(frozen=True)
class FailureSettings:
    """Where what could not be delivered goes."""

    role_arn: str
    bucket: str
    prefix: str
    error_prefix: str
    gzip: bool


@dataclass(frozen=True)
class LogSettings:
    """Where errors of the delivery are told."""

    group: str
    stream: str


@dataclass(frozen=True)
class DeliverySettings:
    """A stream that delivers to a search domain."""

    role_arn: str
    domain_arn: str
    index: str
    rotation: str
    give_ids: bool
    buffer_bytes: int
    buffer_seconds: int
    retry_seconds: int
    transform: TransformSettings | None
    failures: FailureSettings
    log: LogSettings | None


def read_delivery_settings(request: dict[str, Any]) -> DeliverySettings:
    """Read a CreateDeliveryStream request; raises InvalidStreamError."""
    for name in _DESTINATIONS:
        if f"{name}Configuration" in request:
            return settings_of_destination(request[f"{name}Configuration"])
    raise InvalidStreamError(
        "The local cloud delivers to a search domain only: give "
        f"{_DESTINATIONS[0]}Configuration or {_DESTINATIONS[1]}Configuration."
    )


def settings_of_destination(config: dict[str, Any]) -> DeliverySettings:
    """Read one destination's configuration; raises InvalidStreamError."""
    role, index = config.get("RoleARN", ""), config.get("IndexName", "")
    if not config.get("DomainARN"):
        raise InvalidStreamError("DomainARN is required.")
    if not 1 <= len(index) <= 80:
        raise InvalidStreamError(f"IndexName {index!r} must have 1 to 80 characters.")
    if config.get("TypeName"):
        raise InvalidStreamError("TypeName must be empty for Elasticsearch 7 and OpenSearch.")
    hints = config.get("BufferingHints") or {}
    if hints and set(hints) != {"SizeInMBs", "IntervalInSeconds"}:
        raise InvalidStreamError(
            "BufferingHints needs both SizeInMBs and IntervalInSeconds when one is given."
        )
    rotation = config.get("IndexRotationPeriod", "OneDay")
    if rotation not in ROTATIONS:
        raise InvalidStreamError(f"The local cloud has no rotation {rotation}: {ROTATIONS}.")
    document_ids = (config.get("DocumentIdOptions") or {}).get("DefaultDocumentIdFormat")
    return DeliverySettings(
        role_arn=role,
        domain_arn=config["DomainARN"],
        index=index,
        rotation=rotation,
        give_ids=document_ids != "NO_DOCUMENT_ID",
        buffer_bytes=_within(hints.get("SizeInMBs", 5), 1, 100, "SizeInMBs") * _MIB,
        buffer_seconds=_within(hints.get("IntervalInSeconds", 300), 0, 900, "IntervalInSeconds"),
        retry_seconds=_within(
            (config.get("RetryOptions") or {}).get("DurationInSeconds", 300),
            *(0, 7_200, "RetryOptions.DurationInSeconds"),
        ),
        transform=_transform(config.get("ProcessingConfiguration") or {}, role),
        failures=_failures(config.get("S3Configuration") or {}),
        log=_log(config.get("CloudWatchLoggingOptions") or {}),
    )


def _transform(processing: dict[str, Any], role_arn: str) -> TransformSettings | None:
    if not processing.get("Enabled"):
        return None
    processors = processing.get("Processors") or []
    if [processor.get("Type") for processor in processors] != ["Lambda"]:
        raise InvalidStreamError("The local cloud runs exactly one processor, of type Lambda.")
    given = {
        parameter["ParameterName"]: parameter["ParameterValue"]
        for parameter in processors[0].get("Parameters") or []
    }
    if not given.get("LambdaArn"):
        raise InvalidStreamError("The Lambda processor needs the parameter LambdaArn.")
    size = float(given.get("BufferSizeInMBs", 1))
    if not 0.2 <= size <= 3:
        raise InvalidStreamError(f"BufferSizeInMBs is {size}; it must be between 0.2 and 3.")
    return TransformSettings(
        function_arn=given["LambdaArn"],
        role_arn=given.get("RoleArn", role_arn),
        retries=_within(int(given.get("NumberOfRetries", 3)), 0, 300, "NumberOfRetries"),
        buffer_bytes=int(size * _MIB),
        buffer_seconds=_within(
            int(given.get("BufferIntervalInSeconds", 60)), 0, 900, "BufferIntervalInSeconds"
        ),
    )


def _failures(config: dict[str, Any]) -> FailureSettings:
    bucket_arn = config.get("BucketARN", "")
    if not re.fullmatch(r"arn:aws[a-z-]*:s3:::[a-z0-9.-]{3,63}", bucket_arn):
        raise InvalidStreamError(f"S3Configuration.BucketARN {bucket_arn!r} is not a bucket's ARN.")
    prefix, error_prefix = config.get("Prefix", ""), config.get("ErrorOutputPrefix", "")
    _check_prefixes(prefix, error_prefix)
    hints = config.get("BufferingHints") or {}
    _within(hints.get("IntervalInSeconds", 300), 60, 900, "S3Configuration.IntervalInSeconds")
    _within(hints.get("SizeInMBs", 5), 1, 128, "S3Configuration.SizeInMBs")
    compression = config.get("CompressionFormat", "UNCOMPRESSED")
    if compression not in ("UNCOMPRESSED", "GZIP"):
        raise InvalidStreamError(f"The local cloud writes no {compression}; GZIP is accepted.")
    return FailureSettings(
        role_arn=config.get("RoleARN", ""),
        bucket=bucket_arn.rpartition(":")[2],
        prefix=prefix,
        error_prefix=error_prefix,
        gzip=compression == "GZIP",
    )


def _check_prefixes(prefix: str, error_prefix: str) -> None:
    if "firehose:error-output-type" in prefix:
        raise InvalidStreamError("Prefix cannot contain !{firehose:error-output-type}.")
    if not error_prefix and _EXPRESSION.search(prefix):
        raise InvalidStreamError("ErrorOutputPrefix is required when Prefix has an expression.")
    if _EXPRESSION.search(error_prefix) and "!{firehose:error-output-type}" not in error_prefix:
        raise InvalidStreamError(
            "ErrorOutputPrefix must contain !{firehose:error-output-type} when it has expressions."
        )


def _log(options: dict[str, Any]) -> LogSettings | None:
    if not options.get("Enabled"):
        return None
    if not options.get("LogGroupName") or not options.get("LogStreamName"):
        raise InvalidStreamError(
            "CloudWatchLoggingOptions needs LogGroupName and LogStreamName when enabled."
        )
    return LogSettings(options["LogGroupName"], options["LogStreamName"])


def _within(value: int, least: int, most: int, name: str) -> int:
    if not least <= value <= most:
        raise InvalidStreamError(f"{name} is {value}; it must be between {least} and {most}.")
    return value

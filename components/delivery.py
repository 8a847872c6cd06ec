"""Data Firehose: from the collector, through the analysis, into the search domain."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import policies
from components.delivery_role import DeliveryRole
from components.failures import FailuresBucket
from components.firehose_types import (
    Backup,
    BackupLogging,
    Configuration,
    DocumentId,
    Logging,
    Parameter,
    Processing,
    Processor,
)
from components.functions.python_function import LOG_RETENTION_DAYS
from components.kibana import Kibana
from components.sentiment import SentimentTransform
from components.settings.settings import StackSettings

WRITE_NAME = "tweets"
"""What Firehose writes to; the domain's ingest pipeline chooses the weekly index."""

TRANSFORM_BUFFER_DEFAULT_SECONDS = 60
SHORTEST_BACKUP_BUFFER_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class DeliveryArgs:
    """What Firehose connects."""

    settings: StackSettings
    """How long records are gathered, before the analysis and again before the domain."""
    role: DeliveryRole
    """Firehose's role; this component says what it may do."""
    sentiment: SentimentTransform
    """What analyses them on the way."""
    failures: FailuresBucket
    """Where records go that could not be analysed or delivered."""
    kibana: Kibana
    """The domain that documents go to, with the roles, pipeline and templates that they need."""


class Delivery(pulumi.ComponentResource):
    """Creates the delivery stream, its log group, and what its role may do."""

    stream_arn: pulumi.Output[str]
    """ARN of the delivery stream."""
    stream_name: pulumi.Output[str]
    """Name of the delivery stream."""

    def __init__(
        self, name: str, args: DeliveryArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tweets:delivery:Delivery", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        log_group = aws.cloudwatch.LogGroup(name, retention_in_days=LOG_RETENTION_DAYS, opts=child)
        role_policy = aws.iam.RolePolicy(
            name,
            role=args.role.name,
            policy=policies.document(
                policies.delivery_role,
                bucket=args.failures.bucket_arn,
                domain=args.kibana.domain.arn,
                function=args.sentiment.function.arn,
                log_group=log_group.arn,
                index=WRITE_NAME,
            ),
            opts=child,
        )
        stream = aws.kinesis.FirehoseDeliveryStream(
            name,
            destination="opensearch",
            opensearch_configuration=_configuration(args, log_group, parent=self),
            server_side_encryption={"enabled": True, "key_type": "AWS_OWNED_CMK"},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[role_policy, args.kibana]),
        )
        self.stream_arn = stream.arn
        self.stream_name = stream.name
        self.register_outputs({"stream_arn": self.stream_arn, "stream_name": self.stream_name})


def _configuration(
    args: DeliveryArgs, log_group: aws.cloudwatch.LogGroup, *, parent: pulumi.Resource
) -> Configuration:
    buffer_seconds = args.settings.buffer_seconds
    return Configuration(
        domain_arn=args.kibana.domain.arn,
        role_arn=args.role.arn,
        index_name=WRITE_NAME,
        index_rotation_period="NoRotation",
        # An explicit id from Firehose lets the pipeline put the post's own id in its place.
        document_id_options=DocumentId(default_document_id_format="FIREHOSE_DEFAULT"),
        buffering_interval=buffer_seconds,
        buffering_size=5,  # MB; small nodes take requests of 10 MiB at most
        retry_duration=300,
        s3_backup_mode="FailedDocumentsOnly",
        s3_configuration=Backup(
            bucket_arn=args.failures.bucket_arn,
            role_arn=args.role.arn,
            prefix="failed/",
            error_output_prefix="failed/!{firehose:error-output-type}/",
            buffering_interval=max(buffer_seconds, SHORTEST_BACKUP_BUFFER_SECONDS),
            buffering_size=5,
            compression_format="GZIP",
            cloudwatch_logging_options=BackupLogging(
                enabled=True,
                log_group_name=log_group.name,
                log_stream_name=_log_stream("backup", log_group, parent=parent),
            ),
        ),
        processing_configuration=_processing(args.sentiment.function.arn, buffer_seconds),
        cloudwatch_logging_options=Logging(
            enabled=True,
            log_group_name=log_group.name,
            log_stream_name=_log_stream("domain", log_group, parent=parent),
        ),
    )


def _processing(function_arn: pulumi.Output[str], buffer_seconds: int) -> Processing:
    """Name only what differs from Firehose's defaults: a default would show as a change each time.

    The buffer stays at 1 MB: a document is larger than its record, and Lambda answers with 6 MB
    at most.
    """
    function = pulumi.Output.concat(function_arn, ":$LATEST")
    parameters = [Parameter(parameter_name="LambdaArn", parameter_value=function)]
    if buffer_seconds != TRANSFORM_BUFFER_DEFAULT_SECONDS:
        interval = str(buffer_seconds)
        parameters.append(
            Parameter(parameter_name="BufferIntervalInSeconds", parameter_value=interval)
        )
    return Processing(enabled=True, processors=[Processor(type="Lambda", parameters=parameters)])


def _log_stream(
    name: str, log_group: aws.cloudwatch.LogGroup, *, parent: pulumi.Resource
) -> pulumi.Output[str]:
    return aws.cloudwatch.LogStream(
        f"tweets-{name}",
        log_group_name=log_group.name,
        opts=pulumi.ResourceOptions(parent=parent),
    ).name

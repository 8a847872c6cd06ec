"""The bucket for records that could not be delivered."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import policies
from components.settings.settings import StackSettings


@dataclass(frozen=True, kw_only=True)
class FailuresBucketArgs:
    """How long failed records are kept."""

    settings: StackSettings
    """A failed record is kept a day longer than redrive sends it: its days of retention."""


class FailuresBucket(pulumi.ComponentResource):
    """Creates a private, encrypted bucket, emptied by time and by `pulumi destroy`."""

    bucket_name: pulumi.Output[str]
    """Name of the bucket."""
    bucket_arn: pulumi.Output[str]
    """ARN of the bucket."""

    def __init__(
        self, name: str, args: FailuresBucketArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        was_called = pulumi.ResourceOptions(
            aliases=[pulumi.Alias(type_="tweets:archive:FailuresArchive")]
        )
        opts = pulumi.ResourceOptions.merge(opts, was_called)
        super().__init__("tweets:failures:FailuresBucket", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        bucket = aws.s3.Bucket(name, force_destroy=True, opts=child)
        blocked = aws.s3.BucketPublicAccessBlock(
            name,
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=child,
        )
        aws.s3.BucketOwnershipControls(
            name,
            bucket=bucket.id,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=child,
        )
        aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=bucket.id,
            rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
            opts=child,
        )
        # Redrive gives up what grew older than the retention, and tells of it, in its next run; S3
        # forgets at the midnight after the days (Amazon S3, Lifecycle rules): maybe before that.
        days = args.settings.retention_days + 1
        aws.s3.BucketLifecycleConfiguration(
            name,
            bucket=bucket.id,
            rules=[
                {
                    "id": "expire",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "expiration": {"days": days},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": 1},
                }
            ],
            opts=child,
        )
        aws.s3.BucketPolicy(
            name,
            bucket=bucket.id,
            policy=policies.document(policies.encrypted_connections_only, bucket=bucket.arn),
            # S3 refuses two changes of a bucket's access rules at the same time.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[blocked]),
        )
        self.bucket_name = bucket.bucket
        self.bucket_arn = bucket.arn
        self.register_outputs({"bucket_name": self.bucket_name, "bucket_arn": self.bucket_arn})

"""S3 buckets and their settings."""

from __future__ import annotations

from sandbox.deploy.api_call import tag_list
from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import (
    Context,
    Created,
    Handler,
    Resource,
    belongs_to_parent,
    physical_name,
    undone_on_failure,
)


def create_bucket(name: str, arguments: Arguments, context: Context) -> Created:
    """Create the bucket; `forceDestroy` decides later whether a full one may be deleted."""
    bucket = physical_name(arguments, name, "bucket")
    cloud = context.cloud
    cloud.call("s3", "CreateBucket", {"bucket": bucket})
    with undone_on_failure(lambda: cloud.call("s3", "DeleteBucket", {"bucket": bucket})):
        tags = tag_list(arguments.take("tags"))
        if tags:
            cloud.call("s3", "PutBucketTagging", {"bucket": bucket, "tagging": {"tagSet": tags}})
    outputs = {
        "bucket": bucket,
        "arn": f"arn:aws:s3:::{bucket}",
        "bucketDomainName": f"{bucket}.s3.amazonaws.com",
        "region": cloud.region,
    }
    return Created(bucket, outputs, {"forceDestroy": arguments.take("forceDestroy", False)})


def delete_bucket(resource: Resource, context: Context) -> None:
    """Delete the bucket, and first what it holds if that was allowed at its creation."""
    client = context.cloud.client("s3")
    if resource.for_delete["forceDestroy"]:
        for page in client.get_paginator("list_object_versions").paginate(Bucket=resource.id):
            for kind in ("Versions", "DeleteMarkers"):
                for version in page.get(kind, []):
                    client.delete_object(
                        Bucket=resource.id, Key=version["Key"], VersionId=version["VersionId"]
                    )
    client.delete_bucket(Bucket=resource.id)


def create_public_access_block(_name: str, arguments: Arguments, context: Context) -> Created:
    """Keep the public out."""
    bucket = arguments.require("bucket")
    arguments.accept("skipDestroy", because="the setting goes away with its bucket")
    wanted = {"bucket": bucket, "publicAccessBlockConfiguration": arguments.rest()}
    context.cloud.call("s3", "PutPublicAccessBlock", wanted)
    return Created(bucket)


def create_ownership_controls(_name: str, arguments: Arguments, context: Context) -> Created:
    """Say who owns what is written."""
    bucket = arguments.require("bucket")
    wanted = {"bucket": bucket, "ownershipControls": {"rules": [arguments.require("rule")]}}
    context.cloud.call("s3", "PutBucketOwnershipControls", wanted)
    return Created(bucket)


def create_encryption(_name: str, arguments: Arguments, context: Context) -> Created:
    """Encrypt what is written."""
    bucket = arguments.require("bucket")
    rules = {"rules": arguments.require("rules")}
    wanted = {"bucket": bucket, "serverSideEncryptionConfiguration": rules}
    context.cloud.call("s3", "PutBucketEncryption", wanted)
    return Created(bucket)


def create_lifecycle(_name: str, arguments: Arguments, context: Context) -> Created:
    """Let objects expire."""
    bucket = arguments.require("bucket")
    rules = {"rules": arguments.require("rules")}
    wanted = {"bucket": bucket, "lifecycleConfiguration": rules}
    context.cloud.call("s3", "PutBucketLifecycleConfiguration", wanted)
    return Created(bucket)


def create_policy(_name: str, arguments: Arguments, context: Context) -> Created:
    """Attach the bucket's own policy."""
    bucket = arguments.require("bucket")
    wanted = {"bucket": bucket, "policy": arguments.require("policy")}
    context.cloud.call("s3", "PutBucketPolicy", wanted)
    return Created(bucket)


HANDLERS = {
    "aws:s3/bucket:Bucket": Handler(create_bucket, delete_bucket),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Handler(
        create_public_access_block, belongs_to_parent
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": Handler(
        create_ownership_controls, belongs_to_parent
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        Handler(create_encryption, belongs_to_parent)
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Handler(
        create_lifecycle, belongs_to_parent
    ),
    "aws:s3/bucketPolicy:BucketPolicy": Handler(create_policy, belongs_to_parent),
}

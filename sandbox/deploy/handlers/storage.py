"""S3 buckets; their settings are resources of their own."""

from __future__ import annotations

from sandbox.deploy.api_call import tag_list
from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import (
    Context,
    Created,
    Handler,
    Resource,
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


def update_bucket(resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Change the tags, and whether a full bucket may be deleted."""
    arguments.accept("bucket", because="another name is another bucket")
    if "tags" in arguments.changed:
        tags = {"tagSet": tag_list(arguments.take("tags")) or []}
        context.cloud.call("s3", "PutBucketTagging", {"bucket": resource.id, "tagging": tags})
    force = arguments.take("forceDestroy", False)
    return Created(resource.id, for_delete={"forceDestroy": force})


def delete_bucket(resource: Resource, context: Context) -> None:
    """Delete the bucket, and first what it holds if that was allowed before."""
    client = context.cloud.client("s3")
    if resource.for_delete["forceDestroy"]:
        for page in client.get_paginator("list_object_versions").paginate(Bucket=resource.id):
            for kind in ("Versions", "DeleteMarkers"):
                for version in page.get(kind, []):
                    client.delete_object(
                        Bucket=resource.id, Key=version["Key"], VersionId=version["VersionId"]
                    )
    client.delete_bucket(Bucket=resource.id)


HANDLERS = {"aws:s3/bucket:Bucket": Handler(create_bucket, delete_bucket, update_bucket)}

"""Settings of S3 buckets: each is put whole, at its creation and at every change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import Context, Created, Handler

Parameters = Callable[[Arguments], dict[str, Any]]


def _public_access_block(arguments: Arguments) -> dict[str, Any]:
    arguments.accept("skipDestroy", because="the local cloud is torn down whole")
    return {"publicAccessBlockConfiguration": arguments.rest()}


def _ownership_controls(arguments: Arguments) -> dict[str, Any]:
    return {"ownershipControls": {"rules": [arguments.require("rule")]}}


def _encryption(arguments: Arguments) -> dict[str, Any]:
    return {"serverSideEncryptionConfiguration": {"rules": arguments.require("rules")}}


def _lifecycle(arguments: Arguments) -> dict[str, Any]:
    return {"lifecycleConfiguration": {"rules": arguments.require("rules")}}


def _policy(arguments: Arguments) -> dict[str, Any]:
    return {"policy": arguments.require("policy")}


def _setting(put: str, parameters: Parameters, delete: str) -> Handler:
    """Return a handler that makes the call `put`, and at the end the call `delete`."""

    def set_it(arguments: Arguments, context: Context) -> Created:
        bucket = arguments.require("bucket")
        context.cloud.call("s3", put, {"bucket": bucket, **parameters(arguments)})
        return Created(bucket)

    return Handler(
        create=lambda _name, arguments, context: set_it(arguments, context),
        delete=lambda resource, context: context.cloud.call("s3", delete, {"bucket": resource.id}),
        update=lambda _resource, arguments, context: set_it(arguments, context),
    )


HANDLERS = {
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _setting(
        "PutPublicAccessBlock", _public_access_block, "DeletePublicAccessBlock"
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _setting(
        "PutBucketOwnershipControls", _ownership_controls, "DeleteBucketOwnershipControls"
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        _setting("PutBucketEncryption", _encryption, "DeleteBucketEncryption")
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _setting(
        "PutBucketLifecycleConfiguration", _lifecycle, "DeleteBucketLifecycle"
    ),
    "aws:s3/bucketPolicy:BucketPolicy": _setting("PutBucketPolicy", _policy, "DeleteBucketPolicy"),
}

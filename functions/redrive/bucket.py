"""The edge to the failures bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FAILED_PREFIX = "failed/"
DEAD_PREFIX = "dead/"


class FailuresBucket:
    """Objects under failed/ are to be sent again; those under dead/ wait for a person."""

    def __init__(self, client: S3Client, name: str) -> None:
        self._client = client
        self._name = name

    def keys(self, until: float) -> Iterator[str]:
        """Return the keys under failed/ of objects that are not newer than `until`.

        `until` is in seconds since 1970.
        """
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._name, Prefix=FAILED_PREFIX
        )
        for page in pages:
            for found in page.get("Contents", ()):
                if found["LastModified"].timestamp() <= until:
                    yield found["Key"]

    def read(self, key: str) -> bytes:
        """Return the whole object."""
        return self._client.get_object(Bucket=self._name, Key=key)["Body"].read()

    def bury(self, key: str, body: bytes) -> None:
        """Write an object under dead/, at a key that is the same each time for the same `key`."""
        dead_key = DEAD_PREFIX + key.removeprefix(FAILED_PREFIX)
        self._client.put_object(Bucket=self._name, Key=dead_key, Body=body)

    def delete(self, key: str) -> None:
        """Delete an object."""
        self._client.delete_object(Bucket=self._name, Key=key)

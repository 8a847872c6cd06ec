"""The edge to the failures bucket."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

from redrive.objects import MOST_PACKED_BYTES, too_much

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CopySourceTypeDef

FAILED_PREFIX = "failed/"
DEAD_PREFIX = "dead/"
MOST_OBJECTS = 100_000
"""More than a run can send; a list of them takes some 30 MB."""
BYTES_IN_MEMORY = 256 * 1024
_BYTES_A_READ = 64 * 1024


@dataclass(frozen=True, slots=True, order=True)
class Waiting:
    """An object, and since when it is there, in seconds since 1970; the oldest comes first."""

    since: float
    key: str


class FailuresBucket:
    """Objects under failed/ are to be sent again; those under dead/ wait for a person."""

    def __init__(self, client: S3Client, name: str) -> None:
        self._client = client
        self._name = name

    def waiting(self, prefix: str, until: float) -> list[Waiting]:
        """Return the objects below a prefix that are not newer than `until`, the oldest first.

        `until` is in seconds since 1970; of very many the oldest `MOST_OBJECTS` are returned.
        """
        found = (each for each in self._list(prefix) if each.since <= until)
        return heapq.nsmallest(MOST_OBJECTS, found)

    def _list(self, prefix: str) -> Iterator[Waiting]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._name, Prefix=prefix
        )
        for page in pages:
            for found in page.get("Contents", ()):
                yield Waiting(found["LastModified"].timestamp(), found["Key"])

    def read(self, key: str, file: IO[bytes]) -> bool:
        """Copy the object into a file; False if it is gone.

        Raises `UnreadableObjectError` for one that is too large.
        """
        try:
            found = self._client.get_object(Bucket=self._name, Key=key)
        except self._client.exceptions.NoSuchKey:
            return False
        with closing(found["Body"]) as body:
            if found["ContentLength"] > MOST_PACKED_BYTES:
                raise too_much(found["ContentLength"])
            for part in body.iter_chunks(_BYTES_A_READ):
                file.write(part)
        return True

    def bury(self, key: str, file: IO[bytes]) -> None:
        """Write an object under dead/, at a key that is the same each time for the same `key`."""
        self.replace(_dead(key), file)

    def replace(self, key: str, file: IO[bytes]) -> None:
        """Write an object in place of the one that is there, at once."""
        file.seek(0)
        self._client.put_object(Bucket=self._name, Key=key, Body=file)

    def bury_whole(self, key: str) -> bool:
        """Copy an object to dead/ as it is, within S3; False if it is gone."""
        source: CopySourceTypeDef = {"Bucket": self._name, "Key": key}
        try:
            self._client.copy_object(Bucket=self._name, Key=_dead(key), CopySource=source)
        except self._client.exceptions.NoSuchKey:
            return False
        return True

    def delete(self, key: str) -> None:
        """Delete an object."""
        self._client.delete_object(Bucket=self._name, Key=key)


def new_file() -> IO[bytes]:
    """Return an empty file, which is in memory while it is small and on disk then."""
    return SpooledTemporaryFile(BYTES_IN_MEMORY)


def _dead(key: str) -> str:
    return key if key.startswith(DEAD_PREFIX) else DEAD_PREFIX + key.removeprefix(FAILED_PREFIX)

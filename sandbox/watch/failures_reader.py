"""Reads the failures bucket from the outside: which posts wait there, and which were given up."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

WAITING = "failed/"
GIVEN_UP = "dead/"
REFUSAL = "mapper_parsing_exception"
GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True)
class Failed:
    """What the bucket holds; `unreadable` are lines that name no post.

    `refused` are those of the posts whose document did not fit the index.
    """

    ids: frozenset[str]
    unreadable: int
    errors: tuple[str, ...]
    refused: frozenset[str] = frozenset()


def read_failures(s3: Any, bucket: str, prefix: str = "") -> Failed:
    """Read every object below a prefix (`WAITING`, `GIVEN_UP`, or all); `s3` is a boto3 client."""
    ids, refused, unreadable, errors = set(), set(), 0, set()
    for line in _lines(s3, bucket, prefix):
        try:
            failure = json.loads(line)
            errors.add(f"{failure.get('errorCode')}: {failure.get('errorMessage')}")
            post = str(json.loads(base64.b64decode(failure["rawData"]))["id"])
            ids.add(post)
            if REFUSAL in str(failure.get("errorMessage")):
                refused.add(post)
        except (ValueError, KeyError, TypeError, AttributeError):
            unreadable += 1
    return Failed(frozenset(ids), unreadable, tuple(sorted(errors)), frozenset(refused))


def _lines(s3: Any, bucket: str, prefix: str) -> Iterator[bytes]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for found in page.get("Contents", ()):
            body = s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read()
            if body.startswith(GZIP_MAGIC):
                body = gzip.decompress(body)
            yield from (line for line in body.split(b"\n") if line.strip())

"""Reads the objects that Firehose leaves in the failures bucket."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from dataclasses import dataclass

_GZIP_MAGIC = b"\x1f\x8b"


class UnreadableObjectError(ValueError):
    """An object that is not what Firehose writes; the message does not quote it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One record that was not delivered.

    `stage` is `transform`, `index` or `other`; `error_code` and `error_message` are Firehose's, and
    the message may quote a post; `record` is the record as it was (before the transform, or the
    finished document after it); `line` is the whole line of the object.
    """

    stage: str
    error_code: str
    error_message: str
    record: bytes
    line: bytes


def read_failures(body: bytes) -> list[Failure]:
    """Return the failures in an object, plain or compressed by gzip.

    Firehose writes one JSON object a line, with `rawData` in base64: "Data Transformation Failure
    Handling" (with `lambdaArn`) and "Data Delivery Failure Handling" (with `esIndexName`) of its
    developer guide. The keys tell the shapes apart, because the documented prefixes disagree.
    Raises `UnreadableObjectError` if any line is different.
    """
    if body.startswith(_GZIP_MAGIC):
        try:
            body = gzip.decompress(body)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableObjectError(f"damaged gzip: {type(error).__name__}") from None
    # Not splitlines(): it would also cut at characters that JSON may hold unescaped.
    lines = [line for line in body.split(b"\n") if line.strip()]
    return [_read_line(number, line) for number, line in enumerate(lines, start=1)]


def _read_line(number: int, line: bytes) -> Failure:
    try:
        failure = json.loads(line)
        record = base64.b64decode(failure["rawData"], validate=True)
        error_code = str(failure.get("errorCode", "Unknown"))
        error_message = str(failure.get("errorMessage", ""))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        problem = f"line {number} is not a failed record: {type(error).__name__}"
        raise UnreadableObjectError(problem) from None
    return Failure(_stage(failure), error_code, error_message, record, line)


def _stage(failure: dict[str, object]) -> str:
    if "lambdaArn" in failure:
        return "transform"
    if "esIndexName" in failure or "esDocumentId" in failure:
        return "index"
    return "other"

"""Reads the objects that Firehose leaves in the failures bucket, a line at a time."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

LONGEST_LINE_BYTES = 4 * 1024 * 1024
"""A record of 1,000 KiB in base64 is a third of it; the rest is for what the engine says."""
MOST_BYTES = 48 * 1024 * 1024
"""Unpacked. Firehose writes 5 MiB of records at a time (`components/delivery.py`), half as much
again in base64, and raises that by itself where delivery falls behind ("Configure buffering hints"
of its developer guide). Eight at once of more could not be read within a run."""
MOST_PACKED_BYTES = 32 * 1024 * 1024
"""In the bucket: eight at once, with what rests of each, fit on Lambda's disk of 512 MB."""
MOST_LINES = 500_000
LATEST_MILLISECONDS = 253_402_300_799_999
"""The end of the year 9999, in milliseconds since 1970: what comes later is no time."""
UNREADABLE = "Unreadable"
"""In place of Firehose's error code, for a line that is no failed record."""
_GZIP_MAGIC = b"\x1f\x8b"


class UnreadableObjectError(ValueError):
    """An object that is not what Firehose writes; the message does not quote it."""


def too_much(size: int) -> UnreadableObjectError:
    """Return the error for an object that no Firehose wrote."""
    return UnreadableObjectError(f"it is more than Firehose writes: {size:,} bytes or more")


@dataclass(frozen=True, slots=True)
class Failure:
    """One record that was not delivered.

    `stage` is `transform`, `index` or `other`; `error_code` and `error_message` are Firehose's, and
    the message may quote a post; `record` is the record as it was (before the transform, or the
    finished document after it); `failed_at` is when Firehose gave up, in seconds since 1970, or
    None; `line` is the whole line of the object.
    """

    stage: str
    error_code: str
    error_message: str
    record: bytes
    failed_at: float | None
    line: bytes


def read_failures(file: IO[bytes]) -> Iterator[Failure]:
    """Return the failures in an object from its beginning, plain or compressed by gzip.

    Firehose writes one JSON object a line, with `rawData` in base64: "Data Transformation Failure
    Handling" (with `lambdaArn`) and "Data Delivery Failure Handling" (with `esIndexName`) of its
    developer guide. The keys tell the shapes apart, because the documented prefixes disagree.
    A line that is different has an empty `record`. Raises `UnreadableObjectError` when it comes to
    what is too much, or to damaged gzip.
    """
    return map(_read_line, _lines(file))


def packing(file: IO[bytes]) -> gzip.GzipFile:
    """Return what packs lines into a file, so that they take no more than the object they are of.

    The same lines are packed to the same bytes each time.
    """
    return gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, filename="", mtime=0)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    is_packed = file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
    file.seek(0)
    # GzipFile's own readline is Python: three times the time for an object of many short lines.
    unpacked = io.BufferedReader(gzip.GzipFile(fileobj=file, mode="rb")) if is_packed else file
    lines = size = 0
    try:
        # Not splitlines(): it would also cut at characters that JSON may hold unescaped.
        while line := unpacked.readline(LONGEST_LINE_BYTES + 1):
            lines, size = lines + 1, size + len(line)
            if len(line) > LONGEST_LINE_BYTES or size > MOST_BYTES or lines > MOST_LINES:
                raise too_much(size)
            if line.strip():
                yield line.rstrip(b"\n")
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableObjectError(f"damaged gzip: {type(error).__name__}") from None


def _read_line(line: bytes) -> Failure:
    try:
        failure = json.loads(line)
        record = base64.b64decode(failure["rawData"], validate=True)
        error_code = str(failure.get("errorCode", "Unknown"))
        error_message = str(failure.get("errorMessage", ""))
        ended_at = failure.get("attemptEndingTimestamp")
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return Failure("other", UNREADABLE, "", b"", None, line)
    is_time = type(ended_at) is int and 0 <= ended_at <= LATEST_MILLISECONDS
    failed_at = ended_at / 1000 if is_time else None
    return Failure(_stage(failure), error_code, error_message, record, failed_at, line)


def _stage(failure: dict[str, object]) -> str:
    if "lambdaArn" in failure:
        return "transform"
    if "esIndexName" in failure or "esDocumentId" in failure:
        return "index"
    return "other"

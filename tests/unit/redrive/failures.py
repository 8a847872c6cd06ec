"""Makes the objects that Firehose leaves in the failures bucket, in both documented shapes."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any


def post(number: int, **fields: object) -> dict[str, Any]:
    return {"id": str(number), "text": f"text {number}", "lang": "en"} | fields


def encoded(record: object) -> bytes:
    if isinstance(record, bytes):
        return record
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def decoded(data: str) -> dict[str, Any]:
    """Return the record that a request to Firehose holds in base64."""
    record: dict[str, Any] = json.loads(base64.b64decode(data))
    return record


def iso(seconds: float) -> str:
    """Return a time in seconds since 1970 as records have it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def transform_failure(record: object) -> dict[str, Any]:
    return {
        "attemptsMade": 4,
        "arrivalTimestamp": 1_794_999_000_000,
        "errorCode": "Lambda.FunctionError",
        "errorMessage": "The Lambda function was successfully invoked but it returned an error",
        "attemptEndingTimestamp": 1_794_999_990_000,
        "rawData": base64.b64encode(encoded(record)).decode(),
        "lambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:sentiment:$LATEST",
    }


def index_failure(document: object) -> dict[str, Any]:
    return {
        "attemptsMade": 7,
        "arrivalTimestamp": 1_794_999_000_000,
        "errorCode": "429",
        "errorMessage": "rejected execution of a request with the text in it",
        "attemptEndingTimestamp": 1_794_999_990_000,
        "esDocumentId": "49578734086442259037497492980620233840400173390482112514000000",
        "esIndexName": "tweets",
        "esTypeName": "",
        "rawData": base64.b64encode(encoded(document)).decode(),
    }


def conflict(document: object) -> dict[str, Any]:
    """Return the failure of a document of which the index has a newer version."""
    reason = "[1]: version conflict, current version [10] is higher than the one provided [9]"
    error = {"type": "version_conflict_engine_exception", "reason": reason, "shard": "0"}
    return index_failure(document) | {"errorCode": "409", "errorMessage": json.dumps(error)}


def unfit(document: object) -> dict[str, Any]:
    """Return the failure of a document that the index can't take."""
    error = {"type": "mapper_parsing_exception", "reason": "failed to parse field [lang]"}
    return index_failure(document) | {"errorCode": "400", "errorMessage": json.dumps(error)}


def lines(*failures: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(failure).encode() + b"\n" for failure in failures)

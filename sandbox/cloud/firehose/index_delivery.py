"""Firehose's delivery into the search domain: one `_bulk` a batch, retries, and what fails.

Developer guide: "Understand data delivery in Amazon Data Firehose", "Configure destination
settings" (retry duration, index rotation), and the OS.* errors of "Monitor using CloudWatch Logs".
"""

from __future__ import annotations

import base64
import datetime
import json
from dataclasses import dataclass
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.cloud.context import Timed
from sandbox.cloud.firehose.buffers import Record
from sandbox.cloud.firehose.log import DeliveryLog
from sandbox.cloud.firehose.settings import DeliverySettings
from sandbox.cloud.iam.service_roles import RoleRefusedError

_ROTATION = {
    "NoRotation": "",
    "OneHour": "-%Y-%m-%d-%H",
    "OneDay": "-%Y-%m-%d",
    "OneMonth": "-%Y-%m",
}


@dataclass(frozen=True)
class _Refusal:
    code: str
    message: str

    @property
    def may_pass(self) -> bool:
        """Whether a later attempt may succeed: no rights yet, too many requests, no service."""
        return self.code in ("401", "403", "429") or self.code.startswith(("5", "OS.Response"))


class Domain(Protocol):
    """The way to the search domain (`DomainClient`)."""

    def bulk(self, settings: DeliverySettings, body: bytes) -> tuple[int, bytes]:
        """POST a `_bulk`; return (status, body)."""


class IndexDelivery:
    """Delivers batches as the stream's role."""

    def __init__(self, context: Timed, domain: Domain, log: DeliveryLog) -> None:
        self._context = context
        self._domain = domain
        self._log = log

    def deliver(
        self, settings: DeliverySettings, stream_arn: str, batch: list[Record]
    ) -> list[dict[str, Any]]:
        """Index the batch; return what failed in the end, in the form it has in S3."""
        clock = self._context.clock
        deadline = clock.monotonic() + settings.retry_seconds
        attempts = 0
        pending = [record for record in batch if is_one_document(record.data)]
        message = "A record is not one JSON object on one line."
        failed = [
            (record, _Refusal("OS.MalformedData", message))
            for record in batch
            if not is_one_document(record.data)
        ]
        while pending:
            attempts += 1
            refusals = self._attempt(settings, pending)
            self._count_acknowledged(stream_arn, pending, refusals)
            refused = [(r, refusals[r.record_id]) for r in pending if r.record_id in refusals]
            left = deadline - clock.monotonic()
            failed += [pair for pair in refused if left <= 0 or not pair[1].may_pass]
            pending = [record for record, why in refused if left > 0 and why.may_pass]
            if pending:
                clock.sleep(min(2.0 ** (attempts - 1), 30.0, left))
        for refusal in {refusal for _record, refusal in failed}:
            self._log.report(settings, stream_arn, _log_code(refusal), refusal.message)
        now = clock.now()
        return [_failure(settings, record, attempts, why, now) for record, why in failed]

    def _attempt(self, settings: DeliverySettings, records: list[Record]) -> dict[str, _Refusal]:
        """Send one `_bulk`; return the refusals by record id."""
        try:
            status, body = self._domain.bulk(settings, bulk_body(settings, records))
        except (RoleRefusedError, ClientError) as error:
            return _all_refused(records, "403", str(error))
        except (BotoCoreError, OSError) as error:
            return _all_refused(records, "503", f"The domain did not answer: {error}")
        if status != 200:
            return _all_refused(records, str(status), body.decode(errors="replace")[:1000])
        items = json.loads(body)["items"]
        if len(items) != len(records):
            message = f"{len(items)} entries were answered for {len(records)} documents."
            return _all_refused(records, "OS.ResponseEntryCountMismatch", message)
        refusals = {}
        # The pipeline of the index may give a document another id, so only the position tells
        # which entry belongs to which record.
        for record, item in zip(records, items, strict=True):
            entry = next(iter(item.values()))
            if entry["status"] >= 300:
                message = json.dumps(entry.get("error"))
                refusals[record.record_id] = _Refusal(str(entry["status"]), message)
        return refusals

    def _count_acknowledged(
        self, stream_arn: str, records: list[Record], refusals: dict[str, _Refusal]
    ) -> None:
        context = self._context
        acknowledged = [record for record in records if record.record_id not in refusals]
        context.counters.add("firehose.bulk_calls")
        context.counters.add("firehose.indexed", len(acknowledged))
        context.counters.add("firehose.index_refusals", len(refusals))
        dimensions = {"DeliveryStreamName": stream_arn.rpartition("/")[2]}
        prefix = "DeliveryToAmazonOpenSearchService"
        for name, value, unit in (
            (f"{prefix}.Records", float(len(acknowledged)), "Count"),
            (f"{prefix}.Success", len(acknowledged) / len(records), "None"),
        ):
            context.metrics.record("AWS/Firehose", name, value, unit, dimensions)
        if acknowledged:
            oldest = min(record.arrival_ms for record in acknowledged) / 1000
            age = context.clock.nominal(context.clock.now() - oldest)
            context.metrics.record(
                "AWS/Firehose", f"{prefix}.DataFreshness", age, "Seconds", dimensions
            )


def is_one_document(data: bytes) -> bool:
    """Tell whether a record is one JSON object in UTF-8 on one line (a last newline is allowed)."""
    line = data.removesuffix(b"\n")
    if b"\n" in line or b"\r" in line:
        return False
    try:
        return isinstance(json.loads(line.decode()), dict)
    except (ValueError, RecursionError):
        return False


def bulk_body(settings: DeliverySettings, records: list[Record]) -> bytes:
    """Return the NDJSON of a `_bulk`: operation `index` with the record's id, then the document."""
    lines = []
    for record in records:
        operation = {"_index": index_name(settings, record.arrival_ms)}
        if settings.give_ids:
            operation["_id"] = record.record_id
        lines += [json.dumps({"index": operation}).encode(), record.data.removesuffix(b"\n")]
    return b"\n".join([*lines, b""])


def index_name(settings: DeliverySettings, arrival_ms: int) -> str:
    """Return the index of a record by its time of arrival in UTC ("Index rotation")."""
    arrival = datetime.datetime.fromtimestamp(arrival_ms / 1000, datetime.UTC)
    return settings.index + arrival.strftime(_ROTATION[settings.rotation])


def _all_refused(records: list[Record], code: str, message: str) -> dict[str, _Refusal]:
    return {record.record_id: _Refusal(code, message) for record in records}


def _log_code(refusal: _Refusal) -> str:
    if refusal.code.startswith("OS."):
        return refusal.code
    return "OS.AccessDenied" if refusal.code in ("401", "403") else f"OS.{refusal.code}"


def _failure(
    settings: DeliverySettings, record: Record, attempts: int, refusal: _Refusal, now: float
) -> dict[str, Any]:
    return {
        "attemptsMade": attempts,
        "arrivalTimestamp": record.arrival_ms,
        "errorCode": refusal.code,
        "errorMessage": refusal.message,
        "attemptEndingTimestamp": int(now * 1000),
        "esDocumentId": record.record_id,
        "esIndexName": index_name(settings, record.arrival_ms),
        "esTypeName": "",
        "rawData": base64.b64encode(record.data).decode(),
    }

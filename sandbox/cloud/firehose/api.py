"""Data Firehose's own API: streams are made, described and fed here; pipes deliver."""

from __future__ import annotations

import base64
import binascii
import json
import threading
import time
from collections.abc import Callable
from typing import Any

from sandbox.cloud import emulator
from sandbox.cloud.context import Measured
from sandbox.cloud.firehose.accepted_posts import AcceptedPosts
from sandbox.cloud.firehose.buffers import Record
from sandbox.cloud.firehose.destination import (
    changed_destination,
    describe_destination,
    with_whole_backup,
)
from sandbox.cloud.firehose.pipes import Delivery, Pipes
from sandbox.cloud.firehose.settings import (
    DeliverySettings,
    InvalidStreamError,
    read_delivery_settings,
    settings_of_destination,
)
from sandbox.cloud.iam.service_roles import RoleRefusedError, check_trust
from sandbox.cloud.repetition import repeat

# "Amazon Data Firehose quota".
RECORD_BYTES = 1_000 * 1024
BATCH_RECORDS = 500
BATCH_BYTES = 4 * 1024 * 1024
_UNAVAILABLE = "Slow down."

Answer = tuple[int, dict[str, str], bytes]


class ApiError(Exception):
    """An error of the API: its code, what it says, and the HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class Firehose:
    """Takes records and hands them to the pipe of their stream."""

    def __init__(self, context: Measured, delivery: Delivery) -> None:
        self._context = context
        self._delivery = delivery
        self._pipes = Pipes(delivery)
        self._stopping = threading.Event()
        self.accepted_posts = AcceptedPosts()

    def install(self) -> None:
        """Take ministack's place where it only imitates."""
        service = emulator.module("services.firehose")
        handlers = service._HANDLERS
        create, delete = handlers["CreateDeliveryStream"], handlers["DeleteDeliveryStream"]
        update = handlers["UpdateDestination"]
        handlers["CreateDeliveryStream"] = _answering(lambda data: self.create(data, create))
        handlers["UpdateDestination"] = _answering(lambda data: self.update(data, update))
        handlers["DeleteDeliveryStream"] = _answering(lambda data: self.delete(data, delete))
        handlers["PutRecord"] = _answering(self.put_record)
        handlers["PutRecordBatch"] = _answering(self.put_record_batch)
        service._dest_description = describe_destination

    def start(self) -> None:
        """Begin to deliver."""
        words = (self._pipes.tick, self._stopping, self._context.counters)
        threading.Thread(target=repeat, args=words, daemon=True).start()

    def stop(self) -> None:
        """Deliver nothing more."""
        self._stopping.set()

    def waiting(self) -> dict[str, int]:
        """Return how many records wait in buffers, are under way, and wait for S3."""
        pipes = self._pipes.all()
        return {
            "buffered": sum(pipe.buffered() for pipe in pipes),
            "in_flight": sum(pipe.in_flight() for pipe in pipes),
            "waiting_for_s3": self._delivery.waiting_for_s3(),
        }

    def create(self, request: dict[str, Any], create: Callable[[Any], Any]) -> Any:
        """CreateDeliveryStream, with the checks of configuration and trust that AWS makes."""
        _check(lambda: read_delivery_settings(request))
        return create(request)

    def update(self, request: dict[str, Any], update: Callable[[Any], Any]) -> Any:
        """UpdateDestination, with the same checks of what comes out of it."""
        standing = _stream(request)["destinations"][0]["config"]
        changed = changed_destination(request, standing)
        _check(lambda: settings_of_destination(changed))
        return update(with_whole_backup(request, changed))

    def delete(self, request: dict[str, Any], delete: Callable[[Any], Any]) -> Any:
        """DeleteDeliveryStream: what is still in its buffers is lost, as on AWS."""
        self._pipes.drop(_stream(request)["arn"])
        return delete(request)

    def put_record(self, request: dict[str, Any]) -> dict[str, Any]:
        """Take one record."""
        stream = _stream(request)
        data = _decoded([request.get("Record") or {}])
        self._refuse_at_random()
        record = _record(data[0])
        self.accepted_posts.add([record.data])
        self._put(stream, [record])
        self._took(stream, [record])
        return {"RecordId": record.record_id, "Encrypted": False}

    def put_record_batch(self, request: dict[str, Any]) -> dict[str, Any]:
        """Take up to 500 records; each refused one is told in its place of the answer."""
        stream = _stream(request)
        records = request.get("Records") or []
        if not 1 <= len(records) <= BATCH_RECORDS:
            raise ApiError(
                "InvalidArgumentException",
                f"{len(records)} records were given; a batch holds 1 to {BATCH_RECORDS}.",
            )
        data = _decoded(records)
        if sum(map(len, data)) > BATCH_BYTES:
            raise ApiError(
                "InvalidArgumentException",
                f"Records size exceeds the limit of 4 MiB: {sum(map(len, data))} bytes.",
            )
        self._refuse_at_random()
        taken: list[Record] = []
        answers: list[dict[str, Any]] = []
        for item in data:
            if self._context.faults.happens("firehose.partial", item):
                error = {"ErrorCode": "ServiceUnavailableException", "ErrorMessage": _UNAVAILABLE}
                answers.append(error)
                continue
            taken.append(_record(item))
            answers.append({"RecordId": taken[-1].record_id})
        self.accepted_posts.add(record.data for record in taken)
        self._put(stream, taken)
        self._took(stream, taken)
        self._context.counters.add("firehose.records_refused", len(data) - len(taken))
        return {
            "FailedPutCount": len(data) - len(taken),
            "Encrypted": False,
            "RequestResponses": answers,
        }

    def _took(self, stream: dict[str, Any], records: list[Record]) -> None:
        counters = self._context.counters
        counters.add("firehose.calls")
        counters.add("firehose.records_accepted", len(records))
        dimensions = {"DeliveryStreamName": stream["name"]}
        self._context.metrics.record(
            "AWS/Firehose", "IncomingRecords", len(records), "Count", dimensions
        )
        if self._context.faults.happens("firehose.accepted_then_error"):
            counters.add("firehose.accepted_then_error")
            raise ApiError("InternalFailure", "The answer was lost.", 500)

    def _refuse_at_random(self) -> None:
        if self._context.faults.happens("firehose.unavailable"):
            self._context.counters.add("firehose.unavailable")
            raise ApiError("ServiceUnavailableException", _UNAVAILABLE, 503)
        if self._context.faults.happens("firehose.internal"):
            self._context.counters.add("firehose.internal")
            raise ApiError("InternalFailure", "An internal failure.", 500)

    def _put(self, stream: dict[str, Any], records: list[Record]) -> None:
        self._pipes.put(stream["arn"], stream["destinations"][0]["config"], records)


def _check(read: Callable[[], DeliverySettings]) -> None:
    try:
        settings = read()
        check_trust(settings.role_arn, "firehose.amazonaws.com")
        check_trust(settings.failures.role_arn, "firehose.amazonaws.com")
    except InvalidStreamError as error:
        raise ApiError("InvalidArgumentException", str(error)) from error
    except RoleRefusedError as error:
        raise ApiError(
            "InvalidArgumentException",
            f"Firehose is unable to assume role. Please check the role provided. {error}",
        ) from error


def _stream(request: dict[str, Any]) -> dict[str, Any]:
    name = request.get("DeliveryStreamName", "")
    stream: dict[str, Any] | None = emulator.module("services.firehose")._streams.get(name)
    if stream is None:
        raise ApiError("ResourceNotFoundException", f"Firehose {name} not found.")
    return stream


def _decoded(records: list[dict[str, Any]]) -> list[bytes]:
    decoded = []
    for record in records:
        try:
            data = base64.b64decode(record.get("Data", ""), validate=True)
        except (binascii.Error, TypeError) as error:
            raise ApiError("SerializationException", "Data is not base64.") from error
        if len(data) > RECORD_BYTES:
            raise ApiError(
                "InvalidArgumentException",
                f"A record has {len(data)} bytes; at most 1,000 KiB are accepted.",
            )
        decoded.append(data)
    return decoded


def _record(data: bytes) -> Record:
    record_id = emulator.module("services.firehose")._record_id()
    return Record(record_id, int(time.time() * 1000), data, data)


def _answering(operation: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Answer]:
    def answer(request: dict[str, Any]) -> Answer:
        headers = {"Content-Type": "application/x-amz-json-1.1"}
        try:
            result = operation(request)
        except ApiError as error:
            headers["x-amzn-errortype"] = error.code
            content = {"__type": error.code, "message": str(error)}
            return error.status, headers, json.dumps(content).encode()
        # ministack's own operations answer whole, ours with what is in the body.
        return result if isinstance(result, tuple) else (200, headers, json.dumps(result).encode())

    return answer

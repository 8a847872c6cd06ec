"""Firehose's call of the transform function, to the letter of its contract.

Developer guide: "Amazon Data Firehose data transformation" (status model, failure handling) and
the Lambda errors in "Monitor Amazon Data Firehose using CloudWatch Logs".
"""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from collections import Counter
from dataclasses import replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.cloud.context import Timed
from sandbox.cloud.firehose.buffers import Record
from sandbox.cloud.firehose.log import DeliveryLog
from sandbox.cloud.firehose.settings import DeliverySettings, TransformSettings
from sandbox.cloud.functions.service import SYNCHRONOUS_PAYLOAD_BYTES
from sandbox.cloud.iam.aws_clients import Clients
from sandbox.cloud.iam.service_roles import RoleRefusedError
from sandbox.cloud.settings import REGION

PROCESSING_FAILED = "Lambda.ProcessingFailedStatus"

Failure = dict[str, Any]


class InvocationFailedError(Exception):
    """The function did not answer; `code` as Firehose calls it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Transform:
    """Invokes the function for a batch and sorts the records by what it says of each."""

    def __init__(self, context: Timed, clients: Clients, log: DeliveryLog) -> None:
        self._context = context
        self._clients = clients
        self._log = log

    def run(
        self, settings: DeliverySettings, stream_arn: str, batch: list[Record]
    ) -> tuple[list[Record], list[Failure]]:
        """Return (transformed records, failures in the form they have in S3)."""
        transform = settings.transform
        assert transform is not None
        event = _event(stream_arn, batch)
        if len(event) > SYNCHRONOUS_PAYLOAD_BYTES and len(batch) > 1:
            middle = len(batch) // 2
            first = self.run(settings, stream_arn, batch[:middle])
            second = self.run(settings, stream_arn, batch[middle:])
            return first[0] + second[0], first[1] + second[1]
        attempts = 0
        while True:
            attempts += 1
            try:
                answers = self._invoke(transform, event)
                break
            except InvocationFailedError as error:
                self._log.report(settings, stream_arn, error.code, str(error))
                if attempts > transform.retries:
                    failure = (error.code, str(error))
                    now = self._context.clock.now()
                    return [], [_failure(r, transform, attempts, *failure, now) for r in batch]
            self._context.clock.sleep(min(2.0 ** (attempts - 1), 10.0))
        done, failed = _sort(batch, answers, transform, attempts, self._context.clock.now())
        for failure in {(line["errorCode"], line["errorMessage"]) for line in failed}:
            self._log.report(settings, stream_arn, *failure)
        self._context.counters.add("firehose.transformed", len(done))
        refused = sum(line["errorCode"] == PROCESSING_FAILED for line in failed)
        self._context.counters.add("firehose.processing_failed", refused)
        self._context.counters.add("firehose.dropped", len(batch) - len(done) - len(failed))
        return done, failed

    def _invoke(self, transform: TransformSettings, event: bytes) -> list[dict[str, Any]]:
        try:
            client = self._clients.client("lambda", transform.role_arn, "firehose.amazonaws.com")
            response = client.invoke(FunctionName=transform.function_arn, Payload=event)
            payload = response["Payload"].read()
        except RoleRefusedError as error:
            raise InvocationFailedError("Lambda.InvokeAccessDenied", str(error)) from error
        except ClientError as error:
            raise InvocationFailedError(_code(error), str(error)) from error
        except BotoCoreError as error:
            raise InvocationFailedError("Lambda.ConnectionFailure", str(error)) from error
        if response.get("FunctionError"):
            raise _function_error(payload)
        return _answers(payload)


def _answers(payload: bytes) -> list[dict[str, Any]]:
    try:
        content = json.loads(payload)
    except ValueError:
        content = None
    records = content.get("records") if isinstance(content, dict) else None
    if not isinstance(records, list) or not all(isinstance(item, dict) for item in records):
        raise InvocationFailedError(
            "Lambda.JsonProcessingException", "The function returned no object with its records."
        )
    return records


def _event(stream_arn: str, batch: list[Record]) -> bytes:
    return json.dumps(
        {
            "invocationId": str(uuid.uuid4()),
            "deliveryStreamArn": stream_arn,
            "region": REGION,
            "records": [
                {
                    "recordId": record.record_id,
                    "approximateArrivalTimestamp": record.arrival_ms,
                    "data": base64.b64encode(record.data).decode(),
                }
                for record in batch
            ],
        }
    ).encode()


def _sort(
    batch: list[Record],
    answers: list[dict[str, Any]],
    transform: TransformSettings,
    attempts: int,
    now: float,
) -> tuple[list[Record], list[Failure]]:
    times = Counter(str(answer.get("recordId")) for answer in answers)
    by_id = {str(answer.get("recordId")): answer for answer in answers}
    done: list[Record] = []
    failed: list[Failure] = []
    for record in batch:
        answer = by_id.get(record.record_id)
        problem: tuple[str, str] | None = None
        if answer is None:
            problem = "Lambda.MissingRecordId", "The record ID is missing in the function's answer."
        elif times[record.record_id] > 1:
            problem = "Lambda.DuplicatedRecordId", "The record ID is there more than once."
        elif answer.get("result") == "Ok":
            try:
                data = base64.b64decode(answer["data"], validate=True)
                done.append(replace(record, data=data))
            except (KeyError, TypeError, binascii.Error, ValueError):
                problem = "Lambda.JsonMappingException", "The record's data is not base64."
        elif answer.get("result") == "ProcessingFailed":
            problem = (
                PROCESSING_FAILED,
                "ProcessingFailed status set for record. It indicates an unsuccessfully processed "
                "record.",
            )
        elif answer.get("result") != "Dropped":
            problem = (
                "Lambda.JsonMappingException",
                f"The record's result is {answer.get('result')!r}, not Ok, Dropped or "
                "ProcessingFailed.",
            )
        if problem is not None:
            failed.append(_failure(record, transform, attempts, *problem, now))
    return done, failed


def _failure(
    record: Record,
    transform: TransformSettings,
    attempts: int,
    code: str,
    message: str,
    now: float,
) -> Failure:
    """Return a failed record as it is written to S3: what was put, not what was made of it."""
    return {
        "attemptsMade": attempts,
        "arrivalTimestamp": record.arrival_ms,
        "errorCode": code,
        "errorMessage": message,
        "attemptEndingTimestamp": int(now * 1000),
        "rawData": base64.b64encode(record.original).decode(),
        "lambdaArn": transform.function_arn,
    }


def _function_error(payload: bytes) -> InvocationFailedError:
    try:
        error = json.loads(payload)
    except ValueError:
        error = {}
    kind = error.get("errorType", "") if isinstance(error, dict) else ""
    code = "Lambda.FunctionTimedOut" if kind == "Sandbox.Timedout" else "Lambda.FunctionError"
    return InvocationFailedError(code, f"The Lambda function was invoked but it failed: {kind}")


def _code(error: ClientError) -> str:
    code = str(error.response.get("Error", {}).get("Code", ""))
    if "AccessDenied" in code:
        return "Lambda.InvokeAccessDenied"
    if code == "TooManyRequestsException":
        return "Lambda.InvokeLimitExceeded"
    return "Lambda.ResourceNotFound" if "NotFound" in code else "Lambda.InternalServerError"

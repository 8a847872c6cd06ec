"""Hands records to Firehose and resends those that it did not take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from shared.aws_faults import is_passing
from shared.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_firehose import FirehoseClient

# "Amazon Data Firehose Quota": 500 records or 4 MiB for the entire PutRecordBatch request, and
# 1,000 KiB a record before base64. The request carries base64, so that is what is measured.
MAX_RECORDS_A_CALL = 500
MAX_BYTES_A_CALL = 4 * 1024 * 1024
MAX_BYTES_A_RECORD = 1000 * 1024
WRAPPING_BYTES_A_RECORD = len(b'{"Data":""},')
WRAPPING_BYTES_A_CALL = 256

FIRST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 5.0


def put_records(
    client: FirehoseClient,
    stream_name: str,
    records: Sequence[bytes],
    *,
    clock: Clock,
    random: Random,
    give_up_after_seconds: float,
) -> list[bytes]:
    """Send records in order, resending only the refused ones, and return those not acknowledged.

    Waits between tries are jittered ("full jitter") and double up to 5 s; after
    `give_up_after_seconds` (nominal) what is left is returned instead of tried again. A call that
    timed out may have been accepted: its records are sent again, so receivers must be idempotent.
    An answer that no retry can cure (access denied, no such stream) is raised as botocore's error;
    records of that call count as not acknowledged.
    """
    give_up_at = clock.monotonic() + give_up_after_seconds
    left = list(records)
    wait = FIRST_WAIT_SECONDS
    while left:
        refused: list[bytes] = []
        for call in batches(left):
            refused.extend(_put_once(client, stream_name, call))
        progress = len(refused) < len(left)
        left = refused
        wait = FIRST_WAIT_SECONDS if progress else min(wait * 2, LONGEST_WAIT_SECONDS)
        pause = random.uniform(0, wait)
        if left and clock.monotonic() + pause >= give_up_at:
            return left
        if left:
            clock.sleep(pause)
    return []


def batches(records: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Cut records, in order, into calls that Firehose accepts."""
    call: list[bytes] = []
    size = WRAPPING_BYTES_A_CALL
    for record in records:
        added = _size_in_request(record)
        if call and (len(call) == MAX_RECORDS_A_CALL or size + added > MAX_BYTES_A_CALL):
            yield call
            call, size = [], WRAPPING_BYTES_A_CALL
        call.append(record)
        size += added
    if call:
        yield call


def _size_in_request(record: bytes) -> int:
    return (len(record) + 2) // 3 * 4 + WRAPPING_BYTES_A_RECORD


def _put_once(client: FirehoseClient, stream_name: str, call: list[bytes]) -> list[bytes]:
    try:
        answer = client.put_record_batch(
            DeliveryStreamName=stream_name, Records=[{"Data": record} for record in call]
        )
    except Exception as error:
        if is_passing(error):
            return call
        raise
    if not answer["FailedPutCount"]:
        return []
    results = answer["RequestResponses"]
    return [record for record, result in zip(call, results, strict=True) if result.get("ErrorCode")]

"""Calls keep the limits of Firehose, and fill them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.simulation.aws import Call
from shared.put_records import MAX_BYTES_A_CALL, MAX_BYTES_A_RECORD, batches
from tests.unit.shared.firehose_setting import NUMBERED, FirehoseSetting


@given(st.lists(st.integers(0, MAX_BYTES_A_RECORD), max_size=30))
def test_calls_keep_firehoses_limits_and_the_order(sizes: list[int]) -> None:
    records = [bytes(size) for size in sizes]
    calls = list(batches(records))
    assert [record for call in calls for record in call] == records
    for call in calls:
        assert sum((len(record) + 2) // 3 * 4 for record in call) < MAX_BYTES_A_CALL


def request_bytes(call: Call) -> int:
    """Return how long the body of a request is that holds these records."""
    return len(str(call.body).replace("'", '"').replace(": ", ":").replace(", ", ","))


@pytest.mark.parametrize("spare", [0, 1])
def test_the_whole_request_has_4_mib_at_most(firehose: FirehoseSetting, spare: int) -> None:
    assert MAX_BYTES_A_CALL == 4_194_304
    # 256 bytes are kept for what is around the records, and 12 for what is around each.
    room = MAX_BYTES_A_CALL - 256 - 4 * 12
    last = (room - 3 * 1_365_336) // 4 * 3
    records = [b"x" * 1_024_000] * 3 + [b"x" * (last + spare * 3)]
    assert firehose.put(records, 10) == []
    assert firehose.kept.batches == ([4] if not spare else [3, 1])
    assert request_bytes(firehose.aws.calls[0]) + 1_365_348 * spare >= MAX_BYTES_A_CALL - 256
    assert all(request_bytes(call) <= MAX_BYTES_A_CALL for call in firehose.aws.calls)


def test_small_records_with_their_wrapping_fill_a_request_too(firehose: FirehoseSetting) -> None:
    records = [b"x" * 6_291] * 1000
    assert firehose.put(records, 10) == []
    assert firehose.kept.data == records
    assert all(request_bytes(call) <= MAX_BYTES_A_CALL for call in firehose.aws.calls)


def test_a_record_of_1_000_kib_is_taken(firehose: FirehoseSetting) -> None:
    assert MAX_BYTES_A_RECORD == 1_024_000
    assert firehose.put([b"x" * MAX_BYTES_A_RECORD], 10) == []


@pytest.mark.parametrize(
    ("count", "calls"), [(500, [500]), (501, [500, 1]), (1201, [500, 500, 201])]
)
def test_at_most_500_records_go_in_a_call(
    firehose: FirehoseSetting, count: int, calls: list[int]
) -> None:
    assert firehose.put(NUMBERED[:count], 10) == []
    assert firehose.kept.batches == calls
    assert firehose.kept.data == NUMBERED[:count]


def test_nothing_to_send_is_no_call(firehose: FirehoseSetting) -> None:
    assert firehose.put([], 10) == []
    assert firehose.aws.calls == []


def test_a_record_arrives_byte_for_byte(firehose: FirehoseSetting) -> None:
    record = bytes(range(256))
    firehose.put([record], 10)
    (call,) = firehose.aws.calls
    assert call.body["DeliveryStreamName"] == "posts"
    assert base64.b64decode(call.body["Records"][0]["Data"]) == record

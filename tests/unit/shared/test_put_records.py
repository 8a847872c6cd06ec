from __future__ import annotations

from random import Random
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from shared.put_records import MAX_BYTES_A_CALL, MAX_BYTES_A_RECORD, batches, put_records
from tests.fake_clock import FakeClock


class Firehose:
    """Refuses each record, or fails a whole call, with a given probability."""

    def __init__(self, seed: int, refusing: float = 0.0, failing: float = 0.0) -> None:
        self.random = Random(seed)
        self.refusing = refusing
        self.failing = failing
        self.taken: list[bytes] = []
        self.sizes: list[int] = []
        self.error: Exception | None = None

    def put_record_batch(self, **request: Any) -> dict[str, Any]:
        records = [record["Data"] for record in request["Records"]]
        self.sizes.append(len(records))
        if self.error:
            raise self.error
        if self.random.random() < self.failing:
            raise refusal("ServiceUnavailableException", 503)
        results = [
            {"ErrorCode": "InternalFailure"} if self.random.random() < self.refusing else {}
            for _ in records
        ]
        self.taken += [data for data, result in zip(records, results, strict=True) if not result]
        return {
            "FailedPutCount": sum(bool(result) for result in results),
            "RequestResponses": results,
        }


def refusal(code: str, status: int) -> ClientError:
    return ClientError(
        {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]
        "PutRecordBatch",
    )


def put(firehose: Any, records: list[bytes], clock: FakeClock, seconds: float) -> list[bytes]:
    return put_records(
        firehose, "posts", records, clock=clock, random=Random(1), give_up_after_seconds=seconds
    )


@given(
    st.lists(st.binary(max_size=30), max_size=40),
    st.integers(),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 20),
)
def test_every_record_is_taken_once_or_handed_back(
    records: list[bytes], seed: int, refusing: float, failing: float, seconds: float
) -> None:
    clock = FakeClock()
    firehose = Firehose(seed, refusing, failing)
    left = put(firehose, records, clock, seconds)
    assert sorted(firehose.taken + left) == sorted(records)
    assert sum(clock.slept) <= seconds


@given(st.lists(st.integers(0, MAX_BYTES_A_RECORD), max_size=30))
def test_calls_keep_firehoses_limits_and_the_order(sizes: list[int]) -> None:
    records = [bytes(size) for size in sizes]
    calls = list(batches(records))
    assert [record for call in calls for record in call] == records
    for call in calls:
        assert sum((len(record) + 2) // 3 * 4 for record in call) < MAX_BYTES_A_CALL


def test_at_most_500_records_go_in_a_call() -> None:
    firehose = Firehose(1)
    assert put(firehose, [b"x"] * 1201, FakeClock(), 10) == []
    assert firehose.sizes == [500, 500, 201]


def test_only_the_refused_records_are_sent_again() -> None:
    firehose = Firehose(3, refusing=0.3)
    assert put(firehose, [b"%d" % number for number in range(500)], FakeClock(), 600) == []
    assert firehose.sizes[0] == 500
    assert firehose.sizes[1] < 200


def test_waits_are_jittered_and_grow_while_nothing_is_taken() -> None:
    clock = FakeClock()
    firehose = Firehose(1, failing=1.0)
    assert put(firehose, [b"x"], clock, 60) == [b"x"]
    assert len(set(clock.slept)) == len(clock.slept)
    assert max(clock.slept[-5:]) > 3 * max(clock.slept[:2])


def test_a_call_that_timed_out_is_sent_again() -> None:
    firehose = Firehose(1)
    firehose.error = ReadTimeoutError(endpoint_url="firehose")
    assert put(firehose, [b"x"], FakeClock(), 5) == [b"x"]
    assert len(firehose.sizes) > 1


@pytest.mark.parametrize("code", ["AccessDeniedException", "ResourceNotFoundException"])
def test_what_no_retry_cures_is_raised_at_once(code: str) -> None:
    firehose = Firehose(1)
    firehose.error = refusal(code, 400)
    with pytest.raises(ClientError, match=code):
        put(firehose, [b"x"], FakeClock(), 600)
    assert len(firehose.sizes) == 1

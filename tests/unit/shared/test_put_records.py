"""Each record is acknowledged by Firehose, or handed back."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.simulation.aws import Answered, Call, NoAnswer, Refused
from tests.unit.shared.firehose_setting import NUMBERED, FirehoseSetting


@settings(max_examples=30)
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
    firehose = FirehoseSetting()
    rates = {"firehose.partial": refusing, "firehose.unavailable": failing}
    firehose.faults.order(rates, seed)
    left = firehose.put(records, seconds)
    assert sorted(firehose.kept.data + left) == sorted(records)
    assert sum(firehose.clock.slept) <= seconds


def test_only_the_refused_records_are_sent_again(firehose: FirehoseSetting) -> None:
    refusals = {b"3": 2, b"700": 1}

    def refuses(record: bytes) -> bool:
        refusals[record] = refusals.get(record, 0) - 1
        return refusals[record] >= 0

    firehose.faults.choose("firehose.partial", refuses)
    assert firehose.put(NUMBERED[:1000], 10) == []
    sizes = [len(call.body["Records"]) for call in firehose.aws.calls]
    assert sizes == [500, 500, 2, 1]
    assert sorted(firehose.kept.data) == sorted(NUMBERED[:1000])


@pytest.mark.parametrize("code", ["ServiceUnavailableException", "InternalFailure", "Anything"])
@pytest.mark.parametrize("words", [{"ErrorMessage": "no"}, {}])
def test_a_record_is_refused_whatever_the_code_says(
    firehose: FirehoseSetting, code: str, words: dict[str, str]
) -> None:
    """Firehose's "PutRecordBatch": a record with an ErrorCode was not taken."""
    answers = [{"RecordId": "1"}, {"ErrorCode": code, **words}]
    firehose.aws.intervention = lambda _: Answered(
        {"FailedPutCount": 1, "RequestResponses": answers}
    )
    assert firehose.put([b"a", b"b"], 0) == [b"b"]


def test_what_is_left_is_handed_back_in_order(firehose: FirehoseSetting) -> None:
    firehose.faults.choose("firehose.partial", lambda record: record in {b"7", b"3", b"900"})
    assert firehose.put(NUMBERED, 10) == [b"3", b"7", b"900"]


def test_waits_double_up_to_5_seconds_and_are_fully_jittered(firehose: FirehoseSetting) -> None:
    firehose.faults.order({"firehose.internal": 1})
    assert firehose.put([b"x"], 600) == [b"x"]
    longest = [0.2, 0.4, 0.8, 1.6, 3.2] + [5.0] * (len(firehose.clock.slept) - 5)
    assert all(0 < each <= top for each, top in zip(firehose.clock.slept, longest, strict=True))
    late = firehose.clock.slept[5:]
    assert 2.2 < sum(late) / len(late) < 2.8
    assert min(late) < 0.1
    assert max(late) > 4.9


def test_waits_are_short_again_as_soon_as_something_is_taken(firehose: FirehoseSetting) -> None:
    def takes_one_a_call_from_the_seventh(record: bytes) -> bool:
        return int(record) > len(firehose.aws.calls) - 6

    firehose.faults.choose("firehose.partial", takes_one_a_call_from_the_seventh)
    assert firehose.put(NUMBERED[1:21], 600) == []
    assert firehose.kept.data == NUMBERED[1:21]
    assert max(firehose.clock.slept[:6]) > 0.2
    assert max(firehose.clock.slept[6:]) <= 0.1


def test_no_try_begins_at_or_after_the_end(firehose: FirehoseSetting) -> None:
    firehose.faults.order({"firehose.unavailable": 1})
    firehose.put([b"x"], 60)
    assert 50 < max(firehose.times) < 60
    assert firehose.clock.monotonic() == max(firehose.times)
    assert all(after > before for before, after in pairwise(firehose.times))


def test_without_time_it_is_tried_once(firehose: FirehoseSetting) -> None:
    firehose.faults.order({"firehose.unavailable": 1})
    assert firehose.put([b"x"], 0) == [b"x"]
    assert (len(firehose.times), firehose.clock.slept) == (1, [])


def test_a_call_that_timed_out_is_sent_again(firehose: FirehoseSetting) -> None:
    tries = iter([True, True])

    def hangs(_: Call) -> None:
        if next(tries, False):
            raise ReadTimeoutError(endpoint_url="firehose")

    firehose.aws.intervention = hangs
    assert firehose.put([b"x"], 60) == []
    assert firehose.kept.data == [b"x"]
    assert len(firehose.aws.calls) == 3


def test_an_answer_that_was_lost_is_no_acknowledgement(firehose: FirehoseSetting) -> None:
    lost = iter([NoAnswer(done=True)])
    firehose.aws.intervention = lambda _: next(lost, None)
    assert firehose.put([b"x"], 60) == []
    assert firehose.kept.data == [b"x", b"x"]


@pytest.mark.parametrize("code", ["AccessDeniedException", "InvalidArgumentException"])
def test_what_no_retry_cures_is_raised_at_once(firehose: FirehoseSetting, code: str) -> None:
    firehose.aws.intervention = lambda _: Refused(code)
    with pytest.raises(ClientError, match=code):
        firehose.put([b"x"], 600)
    assert len(firehose.aws.calls) == 1


def test_a_stream_that_is_not_there_is_told_at_once(firehose: FirehoseSetting) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        firehose.put([b"x"], 600, stream="none")


def test_an_answer_that_does_not_fit_the_call_is_no_acknowledgement(
    firehose: FirehoseSetting,
) -> None:
    answer: dict[str, Any] = {"FailedPutCount": 1, "RequestResponses": [{"RecordId": "1"}]}
    firehose.aws.intervention = lambda _: Answered(answer)
    with pytest.raises(ValueError, match="zip"):
        firehose.put([b"x", b"y"], 600)

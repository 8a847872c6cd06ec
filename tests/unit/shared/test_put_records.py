"""Records reach Firehose within its limits, each is acknowledged or handed back."""

from __future__ import annotations

import base64
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.simulation.aws import Answered, Call, InProcessAws, NoAnswer, Refused
from sandbox.simulation.firehose import delivery_stream
from shared.put_records import MAX_BYTES_A_CALL, MAX_BYTES_A_RECORD, batches, put_records
from tests.fake_clock import FakeClock

NUMBERED = [b"%d" % number for number in range(1201)]


class Setting:
    """`kept` is what Firehose took; `times` tells when each call came."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.kept, self.faults = delivery_stream("posts")
        self.aws = InProcessAws()
        self.client = self.aws.client("firehose")
        self.times: list[float] = []
        self.client.meta.events.register("before-send", self._note)

    def _note(self, **_: object) -> None:
        self.times.append(self.clock.monotonic())

    def put(self, records: list[bytes], seconds: float, stream: str = "posts") -> list[bytes]:
        return put_records(
            self.client,
            stream,
            records,
            clock=self.clock,
            random=Random(1),
            give_up_after_seconds=seconds,
        )


@pytest.fixture
def setting() -> Setting:
    return Setting()


@settings(deadline=None, max_examples=60)
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
    setting = Setting()
    rates = {"firehose.partial": refusing, "firehose.unavailable": failing}
    setting.faults.order(rates, seed)
    left = setting.put(records, seconds)
    assert sorted(setting.kept.data + left) == sorted(records)
    assert sum(setting.clock.slept) <= seconds


@settings(deadline=None)
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
def test_the_whole_request_has_4_mib_at_most(setting: Setting, spare: int) -> None:
    assert MAX_BYTES_A_CALL == 4_194_304
    # 256 bytes are kept for what is around the records, and 12 for what is around each.
    room = MAX_BYTES_A_CALL - 256 - 4 * 12
    last = (room - 3 * 1_365_336) // 4 * 3
    records = [b"x" * 1_024_000] * 3 + [b"x" * (last + spare * 3)]
    assert setting.put(records, 10) == []
    assert setting.kept.batches == ([4] if not spare else [3, 1])
    assert request_bytes(setting.aws.calls[0]) + 1_365_348 * spare >= MAX_BYTES_A_CALL - 256
    assert all(request_bytes(call) <= MAX_BYTES_A_CALL for call in setting.aws.calls)


def test_small_records_with_their_wrapping_fill_a_request_too(setting: Setting) -> None:
    records = [b"x" * 6_291] * 1000
    assert setting.put(records, 10) == []
    assert setting.kept.data == records
    assert all(request_bytes(call) <= MAX_BYTES_A_CALL for call in setting.aws.calls)


def test_a_record_of_1_000_kib_is_taken(setting: Setting) -> None:
    assert MAX_BYTES_A_RECORD == 1_024_000
    assert setting.put([b"x" * MAX_BYTES_A_RECORD], 10) == []


@pytest.mark.parametrize(
    ("count", "calls"), [(500, [500]), (501, [500, 1]), (1201, [500, 500, 201])]
)
def test_at_most_500_records_go_in_a_call(setting: Setting, count: int, calls: list[int]) -> None:
    assert setting.put(NUMBERED[:count], 10) == []
    assert setting.kept.batches == calls
    assert setting.kept.data == NUMBERED[:count]


def test_nothing_to_send_is_no_call(setting: Setting) -> None:
    assert setting.put([], 10) == []
    assert setting.aws.calls == []


def test_only_the_refused_records_are_sent_again(setting: Setting) -> None:
    refusals = {b"3": 2, b"700": 1}

    def refuses(record: bytes) -> bool:
        refusals[record] = refusals.get(record, 0) - 1
        return refusals[record] >= 0

    setting.faults.choose("firehose.partial", refuses)
    assert setting.put(NUMBERED[:1000], 10) == []
    sizes = [len(call.body["Records"]) for call in setting.aws.calls]
    assert sizes == [500, 500, 2, 1]
    assert sorted(setting.kept.data) == sorted(NUMBERED[:1000])


def test_what_is_left_is_handed_back_in_order(setting: Setting) -> None:
    setting.faults.choose("firehose.partial", lambda record: record in {b"7", b"3", b"900"})
    assert setting.put(NUMBERED, 10) == [b"3", b"7", b"900"]


def test_waits_double_up_to_5_seconds_and_are_fully_jittered(setting: Setting) -> None:
    setting.faults.order({"firehose.internal": 1})
    assert setting.put([b"x"], 600) == [b"x"]
    longest = [0.2, 0.4, 0.8, 1.6, 3.2] + [5.0] * (len(setting.clock.slept) - 5)
    assert all(0 < each <= top for each, top in zip(setting.clock.slept, longest, strict=True))
    late = setting.clock.slept[5:]
    assert 2.2 < sum(late) / len(late) < 2.8
    assert min(late) < 0.1
    assert max(late) > 4.9


def test_waits_are_short_again_as_soon_as_something_is_taken(setting: Setting) -> None:
    def takes_one_a_call_from_the_seventh(record: bytes) -> bool:
        return int(record) > len(setting.aws.calls) - 6

    setting.faults.choose("firehose.partial", takes_one_a_call_from_the_seventh)
    assert setting.put(NUMBERED[1:21], 600) == []
    assert setting.kept.data == NUMBERED[1:21]
    assert max(setting.clock.slept[:6]) > 0.2
    assert max(setting.clock.slept[6:]) <= 0.1


def test_no_try_begins_at_or_after_the_end(setting: Setting) -> None:
    setting.faults.order({"firehose.unavailable": 1})
    setting.put([b"x"], 60)
    assert 50 < max(setting.times) < 60
    assert setting.clock.monotonic() == max(setting.times)
    assert all(after > before for before, after in pairwise(setting.times))


def test_without_time_it_is_tried_once(setting: Setting) -> None:
    setting.faults.order({"firehose.unavailable": 1})
    assert setting.put([b"x"], 0) == [b"x"]
    assert (len(setting.times), setting.clock.slept) == (1, [])


def test_a_call_that_timed_out_is_sent_again(setting: Setting) -> None:
    tries = iter([True, True])

    def hangs(_: Call) -> None:
        if next(tries, False):
            raise ReadTimeoutError(endpoint_url="firehose")

    setting.aws.intervention = hangs
    assert setting.put([b"x"], 60) == []
    assert setting.kept.data == [b"x"]
    assert len(setting.aws.calls) == 3


def test_an_answer_that_was_lost_is_no_acknowledgement(setting: Setting) -> None:
    lost = iter([NoAnswer(done=True)])
    setting.aws.intervention = lambda _: next(lost, None)
    assert setting.put([b"x"], 60) == []
    assert setting.kept.data == [b"x", b"x"]


@pytest.mark.parametrize("code", ["AccessDeniedException", "InvalidArgumentException"])
def test_what_no_retry_cures_is_raised_at_once(setting: Setting, code: str) -> None:
    setting.aws.intervention = lambda _: Refused(code)
    with pytest.raises(ClientError, match=code):
        setting.put([b"x"], 600)
    assert len(setting.aws.calls) == 1


def test_a_stream_that_is_not_there_is_told_at_once(setting: Setting) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        setting.put([b"x"], 600, stream="none")


def test_an_answer_that_does_not_fit_the_call_is_no_acknowledgement(setting: Setting) -> None:
    answer: dict[str, Any] = {"FailedPutCount": 1, "RequestResponses": [{"RecordId": "1"}]}
    setting.aws.intervention = lambda _: Answered(answer)
    with pytest.raises(ValueError, match="zip"):
        setting.put([b"x", b"y"], 600)


def test_a_record_arrives_byte_for_byte(setting: Setting) -> None:
    record = bytes(range(256))
    setting.put([record], 10)
    (call,) = setting.aws.calls
    assert call.body["DeliveryStreamName"] == "posts"
    assert base64.b64decode(call.body["Records"][0]["Data"]) == record

import base64
import contextlib
import gzip
import json
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redrive import objects
from redrive.objects import Failure, UnreadableObjectError
from shared.put_records import MAX_BYTES_A_RECORD
from tests.unit.redrive import failures


def read_failures(body: bytes) -> list[Failure]:
    return list(objects.read_failures(BytesIO(body)))


BOTH = failures.lines(
    failures.transform_failure(failures.post(1)), failures.index_failure(failures.post(2))
)


@pytest.mark.parametrize(
    "body", [BOTH, gzip.compress(BOTH, mtime=0), BOTH.rstrip(), b"\n\n" + BOTH]
)
def test_records_come_out_of_plain_and_compressed_objects(body: bytes) -> None:
    found = [json.loads(failure.record) for failure in read_failures(body)]
    assert found == [failures.post(1), failures.post(2)]


def test_the_two_shapes_are_told_apart_by_their_keys() -> None:
    transform, index = read_failures(BOTH)
    assert (transform.stage, transform.error_code) == ("transform", "Lambda.FunctionError")
    assert (index.stage, index.error_code) == ("index", "429")


@pytest.mark.parametrize("key", ["esIndexName", "esDocumentId"])
def test_either_key_of_the_index_tells_its_failures(key: str) -> None:
    (failure,) = read_failures(failures.lines({key: "tweets", "rawData": "e30="}))
    assert failure.stage == "index"


def test_an_unheard_of_shape_with_a_record_in_it_is_read() -> None:
    line = json.dumps({"rawData": base64.b64encode(b"{}").decode()}).encode()
    (failure,) = read_failures(line)
    assert (failure.stage, failure.error_code, failure.record) == ("other", "Unknown", b"{}")


@pytest.mark.parametrize("ended_at", [10**400, -1, True, 1.5, "1794999000000", None])
def test_a_time_that_is_none_leaves_the_record_readable(ended_at: object) -> None:
    line = failures.index_failure(failures.post(1)) | {"attemptEndingTimestamp": ended_at}
    (failure,) = read_failures(failures.lines(line))
    assert failure.failed_at is None


def test_line_separators_inside_a_record_do_not_cut_it() -> None:
    line = json.dumps(
        failures.transform_failure(failures.post(1)) | {"errorMessage": "a\u2028b\x85c"},
        ensure_ascii=False,
    )
    assert len(read_failures(line.encode())) == 1


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(BOTH, mtime=0)[:-9],
        gzip.compress(BOTH, mtime=0)[:20] + b"\x00" * 20,
        b"\x1f\x8b",
    ],
)
def test_a_damaged_object_is_told_whole_and_not_quoted(body: bytes) -> None:
    with pytest.raises(UnreadableObjectError) as caught:
        read_failures(body)
    assert "text 1" not in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        b"half a li",
        b"{}",
        b'{"rawData": 5}',
        b'{"rawData": "not base64"}',
        b'{"rawData": "e30=!"}',
        b"[]",
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_a_damaged_line_is_a_failure_without_a_record_beside_the_others(line: bytes) -> None:
    first, second, damaged = read_failures(BOTH + line)
    assert b"" not in (first.record, second.record)
    assert (damaged.error_code, damaged.record, damaged.line) == ("Unreadable", b"", line)


@given(st.binary() | st.binary().map(lambda rest: b"\x1f\x8b\x08" + rest))
def test_any_bytes_are_failures_or_unreadable(body: bytes) -> None:
    with contextlib.suppress(UnreadableObjectError):
        read_failures(body)


@given(st.lists(st.binary(), max_size=20), st.booleans())
def test_every_record_comes_out_as_it_went_in(records: list[bytes], compressed: bool) -> None:
    body = failures.lines(*(failures.index_failure(record) for record in records))
    found = read_failures(gzip.compress(body) if compressed else body)
    assert [failure.record for failure in found] == records
    assert b"".join(failure.line + b"\n" for failure in found) == body


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize("limit", ["LONGEST_LINE_BYTES", "MOST_BYTES", "MOST_LINES"])
def test_as_much_as_the_limits_say_is_read_and_not_a_bit_more(
    monkeypatch: pytest.MonkeyPatch, limit: str, more: int
) -> None:
    line = failures.lines(failures.index_failure(failures.post(1)))
    most = {"LONGEST_LINE_BYTES": len(line), "MOST_BYTES": 3 * len(line), "MOST_LINES": 3}
    monkeypatch.setattr(objects, limit, most[limit] - more)
    if more:
        with pytest.raises(UnreadableObjectError, match="it is more than Firehose writes"):
            read_failures(gzip.compress(line * 3))
    else:
        assert len(read_failures(gzip.compress(line * 3))) == 3


def test_the_largest_record_fits_into_a_line_three_times_and_no_more_than_needed_is_held() -> None:
    record = b"x" * MAX_BYTES_A_RECORD
    assert 3 <= objects.LONGEST_LINE_BYTES / len(base64.b64encode(record)) < 4
    reason = json.dumps({"type": "mapper_parsing_exception", "reason": "\u00e9" * 200_000})
    line = failures.lines(failures.index_failure(record) | {"errorMessage": reason})
    assert [failure.record for failure in read_failures(line)] == [record]

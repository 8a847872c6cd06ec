import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redrive.attempts import next_attempt
from tests.unit.redrive.failures import encoded, post

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def test_a_record_is_sent_again_three_times_and_then_given_up() -> None:
    record: bytes | None = encoded(post(1))
    for attempt in (1, 2, 3):
        assert record is not None
        record = next_attempt(record)
        assert record is not None
        assert json.loads(record) == post(1, attempts=attempt)
    assert record is not None
    assert next_attempt(record) is None


@given(st.dictionaries(st.text(), JSON))
def test_nothing_but_the_attempts_is_changed(content: dict[str, object]) -> None:
    content.pop("attempts", None)
    again = next_attempt(json.dumps(content).encode())
    assert again is not None
    assert json.loads(again) == content | {"attempts": 1}
    assert b"\n" not in again


@pytest.mark.parametrize("attempts", [None, "2", 1.5, [], -5])
def test_a_count_that_is_none_starts_anew(attempts: object) -> None:
    again = next_attempt(encoded(post(1, attempts=attempts)))
    assert again is not None
    assert json.loads(again)["attempts"] == 1


@pytest.mark.parametrize("record", [b"", b"text", b"[]", b'"a"', b"\xff", b"[" * 100_000, b"5"])
def test_what_is_no_json_object_is_given_up(record: bytes) -> None:
    assert next_attempt(record) is None


def test_half_a_surrogate_pair_is_kept_as_an_escape() -> None:
    again = next_attempt(b'{"id": "1", "text": "\\ud83d"}')
    assert again is not None
    assert json.loads(again)["text"] == "\ud83d"


def test_a_record_that_firehose_would_not_take_is_given_up() -> None:
    assert next_attempt(encoded(post(1, text="x" * 1_100_000))) is None

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redrive.attempts import next_attempt
from tests.unit.redrive.failures import encoded, post

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def again(record: bytes, *, is_refused: bool = False) -> dict[str, object]:
    attempt = next_attempt(record, is_refused=is_refused)
    assert attempt is not None
    assert b"\n" not in attempt.record
    content: dict[str, object] = json.loads(attempt.record)
    assert content["attempts"] == attempt.before + 1
    return content


def test_each_attempt_is_counted_in_the_record() -> None:
    record = post(1)
    for attempt in range(1, 40):
        record = again(encoded(record))
        assert record == post(1, attempts=attempt)


@given(st.dictionaries(st.text(), JSON))
def test_nothing_but_the_attempts_is_changed(content: dict[str, object]) -> None:
    content = content | {"id": "7"}
    content.pop("attempts", None)
    assert again(json.dumps(content).encode()) == content | {"attempts": 1}


def test_what_the_index_refused_is_counted_apart() -> None:
    record = again(encoded(post(1, attempts=7)), is_refused=True)
    assert record == post(1, attempts=8, refused=1)
    assert again(encoded(record)) == post(1, attempts=9, refused=1)
    assert again(encoded(record), is_refused=True) == post(1, attempts=9, refused=2)


@pytest.mark.parametrize("count", [None, "2", 1.5, [], -5])
def test_a_count_that_is_none_starts_anew(count: object) -> None:
    record = again(encoded(post(1, attempts=count, refused=count)), is_refused=True)
    assert record == post(1, attempts=1, refused=1)


@pytest.mark.parametrize("record", [b"", b"text", b"[]", b'"a"', b"\xff", b"[" * 100_000, b"5"])
def test_what_is_no_json_object_is_given_up(record: bytes) -> None:
    assert next_attempt(record, is_refused=False) is None


def test_half_a_surrogate_pair_is_kept_as_an_escape() -> None:
    assert again(b'{"id": "1", "text": "\\ud83d"}')["text"] == "\ud83d"


@pytest.mark.parametrize("identifier", ["", " \t", None, True, 1.5, [], {}])
def test_what_has_no_id_is_given_up(identifier: object) -> None:
    assert next_attempt(encoded(post(1, id=identifier)), is_refused=False) is None
    assert next_attempt(b"{}", is_refused=False) is None


@pytest.mark.parametrize("identifier", ["9" * 513, "é" * 257, 10**512])
def test_what_the_transform_would_refuse_for_its_long_id_is_given_up(identifier: object) -> None:
    assert next_attempt(encoded(post(1, id=identifier)), is_refused=False) is None


@pytest.mark.parametrize("identifier", ["1", 1, "x y", "9" * 512, "é" * 256, 10**511])
def test_any_other_id_will_do(identifier: object) -> None:
    assert again(encoded(post(1, id=identifier)))["id"] == identifier


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-11-18T11:06:40.250Z", 1_795_000_000.25),
        ("2026-11-18T12:06:40+01:00", 1_795_000_000.0),
        ("2026-11-18T11:06:40", 1_795_000_000.0),
        ("yesterday", None),
        ("2026-11-31T11:06:40Z", None),
        (1_795_000_000, None),
        (None, None),
    ],
)
def test_a_post_tells_when_it_was_written(text: object, seconds: float | None) -> None:
    attempt = next_attempt(encoded(post(1, created_at=text)), is_refused=False)
    assert attempt is not None
    assert attempt.created_at == seconds


def test_a_record_that_firehose_would_not_take_is_given_up() -> None:
    assert next_attempt(encoded(post(1, text="x" * 1_100_000)), is_refused=False) is None


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize("text", ["wind", "\\ud83d"])
def test_what_the_transform_can_never_read_is_sent_no_more(number: str, text: str) -> None:
    record = f'{{"id": "1", "text": "{text}", "score": {number}}}'.encode()
    assert next_attempt(record, is_refused=False) is None

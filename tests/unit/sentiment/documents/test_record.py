import base64
import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment.documents.record import BadRecordError, read_document


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_record_comes_out_as_it_went_in() -> None:
    post = {
        "id": "1",
        "revision": "2",
        "text": "é 語 😀 \x00",
        "matched": ["a"],
        "author": {"followers": 7},
    }
    assert read_document(encoded(json.dumps(post).encode())) == post
    assert read_document(encoded(json.dumps(post, ensure_ascii=False).encode())) == post


def test_a_number_as_id_becomes_text() -> None:
    assert read_document(encoded(b'{"id": 2124880276750409793}'))["id"] == "2124880276750409793"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b'"text"',
        b"null",
        b"{}",
        b'{"id": null}',
        b'{"id": ""}',
        b'{"id": " "}',
        b'{"id": true}',
        b'{"id": 1.5}',
        b'{"id": ["1"]}',
        b'{"id": "1", "x": NaN}',
        b'{"id": "1"} {"id": "2"}',
        b"[" * 100_000,
        b'{"id": ' + b"9" * 6_000 + b"}",
        b'{"id": "' + b"9" * 600 + b'"}',
    ],
)
def test_what_is_no_record_is_told_without_quoting_it(content: bytes) -> None:
    with pytest.raises(BadRecordError) as caught:
        read_document(encoded(content))
    assert str(caught.value).startswith(("it ", "its id "))
    assert "999" not in str(caught.value)


@pytest.mark.parametrize(("letter", "most"), [("9", 512), ("é", 256)])
def test_an_id_has_at_most_the_512_bytes_that_an_index_takes(letter: str, most: int) -> None:
    assert read_document(encoded(json.dumps({"id": letter * most}).encode()))["id"] == letter * most
    with pytest.raises(BadRecordError, match=r"^its id has more than 512 bytes$"):
        read_document(encoded(json.dumps({"id": letter * (most + 1)}).encode()))


def test_json_that_is_no_object_is_told_by_its_kind() -> None:
    with pytest.raises(BadRecordError, match=r"^it is a JSON list, not an object$"):
        read_document(encoded(b"[]"))


@pytest.mark.parametrize("data", [None, 5, ["e30="], "not base64!", "e30", "é", "e30=\n"])
def test_what_is_no_base64_is_told(data: object) -> None:
    with pytest.raises(BadRecordError):
        read_document(data)


@given(st.text(alphabet=st.characters(codec=None, categories=["Cs", "Ll"])))
def test_half_surrogates_never_stop_a_record(text: str) -> None:
    found = read_document(encoded(json.dumps({"id": "1", "text": text}).encode()))
    assert found["text"].encode().decode() == found["text"]


@given(st.binary())
def test_any_bytes_are_a_record_or_a_bad_record(content: bytes) -> None:
    with contextlib.suppress(BadRecordError):
        assert isinstance(read_document(encoded(content)), dict)

"""What can be the id of a document."""

from __future__ import annotations

import pytest

from shared.record_id import id_text, is_too_long


@pytest.mark.parametrize("text", ["1", "a" * 512, "é" * 256, "気" * 170, "😀" * 128])
def test_an_id_of_512_bytes_is_one(text: str) -> None:
    assert not is_too_long(text)


@pytest.mark.parametrize(
    "text", ["a" * 513, "é" * 256 + "a", "気" * 171, "😀" * 129, "\ud83d" * 171]
)
def test_one_of_more_bytes_is_none_however_few_its_characters(text: str) -> None:
    assert is_too_long(text)


@pytest.mark.parametrize(
    ("value", "text"), [("17", "17"), (17, "17"), (" a ", " a "), (0, "0"), ("\ud83d", "\ud83d")]
)
def test_texts_and_whole_numbers_are_ids(value: object, text: str) -> None:
    assert id_text(value) == text


@pytest.mark.parametrize("value", [None, "", " \n", True, False, 1.0, [], {}, b"17"])
def test_nothing_else_is(value: object) -> None:
    assert id_text(value) is None

# ruff: noqa: RUF001  characters that look like others are what this file is about
"""Texts are compared word by word, in any case, with their accents or without."""

from __future__ import annotations

import sys
import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from collector.matching.words import Text, exactly, needle_of, without_accents, words_of
from sandbox.x_api.rules import words as of_stand_in
from tests.unit.collector.matching.texts import texts


def holds(text: str, value: str) -> bool:
    return Text.of(text, exactly).holds(needle_of(value, exactly))


def holds_folded(text: str, value: str) -> bool:
    return Text.of(text, without_accents).holds(needle_of(value, without_accents))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The TURBINE.", "turbine"),
        ("half-turbine/half-boat", "turbine"),
        ("#turbine", "turbine"),
        ("a Wind-Turbine spins", "wind turbine"),
        ("I like coca cola", "coca-cola"),
        ("snake_case", "snake"),
        ("un CAFE\u0301 noir", "café"),
        ("café", "cafe\u0301"),
        ("στην ΟΔΟΣ", "οδος"),
        ("viele MAßE", "maße"),
        ("İZMIR", "İzmir"),
        ("نیم\u200cفاصله", "نیم\u200cفاصله"),
        ("a\u200d\u200db", "a b"),
        ("\u0301\u200da", "a"),
        ("学校の太陽光パネル", "太陽光"),
        ("ข่าวด่วนวันนี้", "ด่วน"),
        ("지붕에태양광이", "태양광"),
        ("ខ្មែរ", "ខ"),
        ("မြန်မာ", "မြန်"),
        ("ガス", "ガス"),
        ("𠮷野家", "𠮷"),
        ("新COVID感染", "covid感染"),
        ("good ☀️morning", "☀"),
        ("(👩🏽\u200d🚒)", "👩🏽\u200d🚒"),
        ("1️⃣2", "2"),
        ("1️⃣", "1️⃣"),
        ("²", "²"),
    ],
)
def test_a_text_holds_a_term(text: str, value: str) -> None:
    assert holds(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("turbines", "turbine"),
        ("turbine wind", "wind turbine"),
        ("wind a turbine", "wind turbine"),
        ("a powerwind turbine", "wind turbine"),
        ("wind turbines", "wind turbine"),
        ("cafe", "café"),
        ("café", "cafe"),
        ("Masse", "Maße"),
        ("izmir", "İzmir"),
        ("نیم\u200cفاصله", "نیم"),
        ("1️⃣", "1"),
        ("1⃣", "1"),
        ("❤", "❤️"),
        ("ハス", "バス"),
        ("太陽 光", "太陽光"),
    ],
)
def test_a_text_does_not_hold_another_term(text: str, value: str) -> None:
    assert not holds(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("politica", "POLÍTICA"),
        ("POLÍTICA", "politica"),
        ("Da Nẵng", "da nang"),
        ("οδός", "ΟΔΟΣ"),
        ("izmir", "İzmir"),
        ("йод", "иод"),
        ("cafe\u0301", "cafe"),
    ],
)
def test_without_accents_more_is_the_same(text: str, value: str) -> None:
    assert holds_folded(text, value)
    assert not holds(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Đa", "Da"),
        ("Masse", "Maße"),
        ("مدرسة", "مَدرسة"),
        ("ハス", "バス"),
        ("हिन्दी", "हन्दी"),
        ("가", "ㄱ"),
    ],
)
def test_what_is_no_accent_of_europe_stays(text: str, value: str) -> None:
    assert not holds_folded(text, value)


def test_every_letter_mark_and_number_is_part_of_a_word_and_nothing_else_is() -> None:
    in_words = regex.compile(r"[\p{L}\p{M}\p{N}]")
    for code_point in range(sys.maxunicode + 1):
        character = chr(code_point)
        if unicodedata.category(character) in ("Cn", "Cs"):
            continue
        is_in = words_of(f"a{character}b") == [f"a{character}b"]
        assert is_in == bool(in_words.match(character)) or character in "\u200c\u200d\u20e3", hex(
            code_point
        )


@given(texts | st.text(max_size=20))
def test_words_are_those_that_the_stand_in_sees(text: str) -> None:
    assume_known = all(unicodedata.category(character) != "Cn" for character in text)
    folded = exactly(text)
    if assume_known:
        assert words_of(folded) == of_stand_in.words_of(folded)


@given(texts, texts)
def test_what_is_the_same_exactly_is_the_same_without_accents(text: str, value: str) -> None:
    if holds(text, value):
        assert holds_folded(text, value)

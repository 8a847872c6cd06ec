"""A rule is as long as X says it is."""

from __future__ import annotations

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from collector.matching.text.characters import EMOJI, UNICODE_VERSION, weighted_length
from sandbox.posts.shape import weighted_length as weighted_length_of_stand_in
from tests.keyword_texts import EMOJI as ALL_KINDS
from tests.keyword_texts import IN_WORDS


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("wind power", 10),
        ("é", 1),
        ("e\u0301", 1),
        ("気候", 4),
        ("ไทย", 3),
        ("\u10ff\u1100", 3),
        ("\u200d\u200e", 3),
        ("\u2010\u201f\u2020", 4),
        ("\u2032\u2037\u2038", 4),
        ("👩🏽\u200d🚒 1️⃣ 🇪🇺", 8),
        ("1", 1),
    ],
)
def test_characters_count_as_x_counts_them(text: str, length: int) -> None:
    assert weighted_length(text) == length


@pytest.mark.parametrize("emoji", ALL_KINDS)
def test_an_emoji_of_any_kind_counts_as_the_stand_in_counts_it(emoji: str) -> None:
    assert weighted_length(emoji) == weighted_length_of_stand_in(emoji)


@example(["😀", "\u200d", "1"])
@example(["⁉️", "\u200d", "#"])
@given(st.lists(st.sampled_from([*IN_WORDS, *ALL_KINDS, "\U000e0067", "\u200d"]) | st.characters()))
def test_any_text_counts_as_the_stand_in_counts_it(characters: list[str]) -> None:
    text = "".join(characters)
    assert weighted_length(text) == weighted_length_of_stand_in(text)


def test_the_table_of_emoji_is_unicode_s() -> None:
    emoji = regex.compile(r"[\p{Emoji}--[0-9#*]]", regex.V1)
    apart = " ".join(
        chr(code_point) for code_point in range(0x110000) if not 0xD800 <= code_point <= 0xDFFF
    )
    wrong = set(emoji.findall(apart)) ^ {each[0] for each in EMOJI.finditer(apart)}
    assert not wrong, f"differs from Unicode {UNICODE_VERSION}"

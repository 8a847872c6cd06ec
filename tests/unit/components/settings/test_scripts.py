# ruff: noqa: RUF001  characters that look like others are what this file is about
"""Keywords of every script: each is followed as X keeps it, or named in the refusal."""

from __future__ import annotations

import unicodedata

import pytest

from components.settings.track import MAX_RULE_LENGTH, TrackError, rule_length
from tests.keyword_texts import EMOJI, HASHTAGS
from tests.unit.components.settings.compiled import compile_rules


def values(track: str) -> list[str]:
    return [rule.value for rule in compile_rules(track, include_reposts=True)]


@pytest.mark.parametrize("hashtag", HASHTAGS)
def test_a_hashtag_of_any_script_is_followed_as_it_is(hashtag: str) -> None:
    assert values(hashtag) == [unicodedata.normalize("NFC", hashtag)]


@pytest.mark.parametrize(
    "word",
    ["نیم\u200cفاصله", "ක්\u200dරිකට්", "தேர்தல்", "ข่าวด่วน", "ខ្មែរ", "葛\U000e0100城", "ᠮᠣᠩ\u180bᠭᠣᠯ"],
)
def test_a_word_with_marks_and_joiners_of_its_script_needs_no_quotation_marks(word: str) -> None:
    assert values(word) == [word]


@pytest.mark.parametrize(
    ("hashtag", "named"),
    [
        ("#sol–wind", "EN DASH (U+2013)"),
        ("#wind’s", "RIGHT SINGLE QUOTATION MARK (U+2019)"),
        ("#wi\u2060nd", "WORD JOINER (U+2060)"),
        ("#٢٠٢٦", "at least one letter"),
    ],
)
def test_what_x_cuts_off_a_hashtag_is_named(hashtag: str, named: str) -> None:
    with pytest.raises(TrackError) as error:
        compile_rules(hashtag)
    assert named in str(error.value)


@pytest.mark.parametrize(
    "keyword", ["Zürich", "#Zürich", '"Straße nach Zürich"', "Việt", "서울", "が"]
)
def test_a_keyword_in_parts_is_the_one_that_x_keeps_whole(keyword: str) -> None:
    whole, parts = (unicodedata.normalize(form, keyword) for form in ("NFC", "NFD"))
    assert whole != parts
    assert values(parts) == [whole]
    assert compile_rules(f"{whole}, {parts}") == compile_rules(whole)


@pytest.mark.parametrize(
    "two",
    [
        "Fuß, Fuss",
        "ſet, set",
        "ısı, isi",
        "İzmir, izmir",
        "ﬁn, fin",
        "οδοσ, οδος",
        "µ, μ",
        "İz, i\u0307z",
    ],
)
def test_words_that_only_casefolding_merges_are_two(two: str) -> None:
    assert values(two) == two.split(", ")


@pytest.mark.parametrize(
    "same", ["ÉTÉ, été", "МОСКВА, Москва", "ΟΔΟΣ, οδος", "STRAẞE, straße", "ꭰꮳ, ᎠᏣ", "#ÖL, #öl"]
)
def test_words_that_differ_only_in_simple_case_are_one(same: str) -> None:
    assert values(same) == [same.split(", ")[0]]


@pytest.mark.parametrize("emoji", EMOJI)
def test_every_emoji_stands_in_quotation_marks(emoji: str) -> None:
    assert values(emoji) == [f'"{emoji}"']
    assert values(f'"{emoji}"') == [f'"{emoji}"']
    assert values(f"wind -{emoji}") == [f'(wind -"{emoji}")']


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ("👍\u200d", "ZERO WIDTH JOINER"),
        ("wind\ufe0f", "VARIATION SELECTOR-16"),
        ("🏴\U000e0067\U000e0062", "TAG LATIN SMALL LETTER G"),
    ],
)
def test_half_an_emoji_is_named(broken: str, named: str) -> None:
    with pytest.raises(TrackError, match=named):
        compile_rules(broken)


@pytest.mark.parametrize("user", ["@a", "@fifteen_letters", "@sixteen_letters_", "@" + "x" * 20])
def test_users_of_early_accounts_can_be_followed(user: str) -> None:
    assert values(user) == [user]
    with pytest.raises(TrackError, match="up to 20 letters"):
        compile_rules(user.ljust(22, "y"))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("wind", 4),
        ("été", 3),
        ("気候", 4),
        ("한국", 4),
        ("’", 1),
        ("👨\u200d👩\u200d👧", 2),
        ("5️⃣", 2),
    ],
)
def test_characters_count_as_x_counts_them(text: str, length: int) -> None:
    assert rule_length(text) == length
    assert rule_length(unicodedata.normalize("NFD", text)) == length


def test_a_rule_in_characters_that_count_twice_may_be_half_as_long() -> None:
    word = "気" * (MAX_RULE_LENGTH // 2)
    assert values(word) == [word]
    with pytest.raises(TrackError, match="has 1026 characters; X takes 1024"):
        values(word + "候")


@pytest.mark.parametrize(
    "typed",
    [
        *("#wind\u200d", "#wind\u200c", "#wind\ufe0f"),
        *("#\u200dwind", "#\ufe0fwind", "#\u200c\ufe0ewind\ufe0f"),
    ],
)
def test_unseen_characters_at_the_ends_of_a_hashtag_make_no_other_of_it(typed: str) -> None:
    assert values(typed) == ["#wind"]


def test_a_joiner_within_a_hashtag_is_part_of_it() -> None:
    assert values("#می\u200cخواهم") == ["#می\u200cخواهم"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ήλιος· άνεμος", "MIDDLE DOT"),
        ("ήλιος\u0387άνεμος", "MIDDLE DOT"),
        ("ሰላም፡ዓለም", "ETHIOPIC WORDSPACE"),
        ("ሰላም።ዓለም", "ETHIOPIC FULL STOP"),
    ],
)
def test_signs_of_greek_and_ethiopic_that_part_words_are_refused_by_name(
    typed: str, name: str
) -> None:
    with pytest.raises(TrackError, match=name):
        compile_rules(typed)


def test_a_middle_dot_within_a_latin_word_is_its_spelling() -> None:
    assert values("col·legi") == ['"col·legi"']

# ruff: noqa: RUF001  characters that look like others are what this file is about
"""What the program makes of `track` is what the stand-in takes, and finds in the posts meant.

The two read words, hashtags and emoji with code of their own: here they are held together.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.posts.record import record_of
from components.settings.track import TrackError, rule_length
from sandbox.posts.post import Post
from sandbox.posts.shape import post_data, weighted_length
from sandbox.x_api.posts.store import PostStore
from sandbox.x_api.rules.language import RULE_CHARACTERS, InvalidRule, parse
from sandbox.x_api.rules.matching import Subject, matches
from tests.keyword_texts import EMOJI, HASHTAGS, IN_WORDS, anything
from tests.unit.components.settings.compiled import compile_rules


def published(text: str) -> Post:
    return PostStore(lambda: 1_795_446_000.0).add({"text": text})


def found(track: str, text: str) -> bool:
    (rule,) = compile_rules(track)
    return matches(parse(rule.value), Subject.of_stream(published(text), None, None))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("hashtag", HASHTAGS)
def test_a_post_with_a_hashtag_matches_it_and_its_record_holds_it_whole(
    hashtag: str, form: Literal["NFC", "NFD"]
) -> None:
    text = unicodedata.normalize(form, f"Hello {hashtag}, hello")
    data = post_data(published(text))
    record = record_of(data, None, matched=["x"], source="stream", collected_at=1.7955e9)
    assert found(hashtag, text)
    assert record["hashtags"] == [unicodedata.normalize("NFC", hashtag[1:]).lower()]
    assert not found(hashtag, f"Hello {hashtag}a")
    assert not found(hashtag, f"Hello {hashtag[1:]}")


@pytest.mark.parametrize("emoji", EMOJI)
def test_a_post_with_an_emoji_matches_it(emoji: str) -> None:
    assert found(emoji, f"Hello {emoji} hello")
    assert not found(emoji, "Hello 5 # * ❤️ ☀️ hello")


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("🇩🇪", "🇧🇩🇪🇸"),
        ("👩", "👩\u200d🚀"),
        ("🏴", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
        ("👍", "👍🏽"),
    ],
)
def test_a_part_of_an_emoji_is_not_that_emoji(keyword: str, text: str) -> None:
    assert not found(keyword, text)
    assert found(keyword, f"{text} {keyword}")


def test_a_greek_word_is_found_whatever_follows_it() -> None:
    assert found("ΑΡΗΣ", "ΑΡΗΣ:ΠΑΟΚ")


@pytest.mark.parametrize(
    ("track", "text"),
    [
        ("نیم\u200cفاصله", "این نیم\u200cفاصله است"),
        ("ශ්\u200dරේණිය", "මේ ශ්\u200dරේණිය"),
        ("don’t -＃nfl", "I don't know"),
        ("don't", "I don’t know"),
        ("coca–cola", "a Coca-Cola"),
        ("「太陽光」　発電", "学校の太陽光で発電する"),
        ("ΕΛΛΆΔΑ", "στην Ελλάδα, ελλάδα"),
        ("ΟΔΟΣ", "μια οδος"),
        ("@early_adopter_16c", "thanks @Early_Adopter_16C!"),
        ("＄brk.b", "sold $BRK.B today"),
        ("2️⃣", "1️⃣2️⃣ go"),
        ("été", "l’été".replace("é", "e\u0301")),
    ],
)
def test_a_post_with_the_keyword_matches_it(track: str, text: str) -> None:
    assert found(track, text)


@pytest.mark.parametrize(
    ("track", "text"),
    [
        ("Maße", "viele Masse"),
        ("ſet", "a set"),
        ("İzmir", "izmir"),
        ("ﬁn", "fin"),
        ("jaguar –car", "a jaguar is no car"),
        ("jaguar －“football team”", "jaguar, the football team"),
        ("☀️", "❤️"),
        ("1️⃣", "1"),
        ("1", "1️⃣"),
        ("نیم", "نیم\u200cفاصله"),
    ],
)
def test_a_post_with_another_word_does_not_match(track: str, text: str) -> None:
    assert not found(track, text)


@given(anything)
def test_the_stand_in_takes_every_rule_of_the_program(track: str) -> None:
    try:
        rules = compile_rules(track)
    except TrackError:
        return
    for rule in rules:
        parse(rule.value)


@given(st.text(st.sampled_from(IN_WORDS), min_size=1, max_size=8))
def test_a_post_that_is_the_keyword_itself_matches_it(word: str) -> None:
    try:
        (rule,) = compile_rules(word, include_reposts=True)
    except TrackError:
        return
    text = rule.value.strip('"')
    assert matches(parse(rule.value), Subject.of_stream(published(text), None, None))


@given(st.lists(st.sampled_from([*IN_WORDS, *EMOJI]), max_size=400).map(" ".join))
def test_both_count_the_characters_of_a_rule_alike(value: str) -> None:
    assert rule_length(value) == weighted_length(value)


def test_the_stand_in_refuses_a_rule_that_is_too_long_in_characters_that_count_twice() -> None:
    parse("気" * (RULE_CHARACTERS // 2))
    with pytest.raises(InvalidRule, match="this one has 1026"):
        parse("気" * (RULE_CHARACTERS // 2 + 1))

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import tweepy  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from sandbox.posts.entities import entities_of
from sandbox.posts.language import guess_language
from sandbox.posts.post import Author, Post
from sandbox.posts.shape import in_new_words, post_data, user_data, weighted_length
from sandbox.posts.snowflake import first_id_of, iso_time, time_ms_of


def post(text: str, **changes: Any) -> Post:
    given_ = {
        "id": "2124880276750409793",
        "versions": ("2124880276750409793",),
        "created_at_ms": time_ms_of(2124880276750409793),
        "text": text,
        "lang": "en",
        "author": Author("mara"),
        "conversation_id": "2124880276750409793",
    }
    return Post(**{**given_, **changes})


def test_ids_and_times_agree_with_posts_that_x_documents() -> None:
    assert iso_time(time_ms_of(1346889436626259968)) == "2021-01-06T18:40:40.344Z"
    assert first_id_of(1_795_446_000_000) == 2124880650040246272


def test_entities_say_where_they_are_in_code_points() -> None:
    text = "\U0001f469\u200d\U0001f527 #Wind @mara_x $BRSP https://t.co/a1B. (#sea) a@b.c #1"
    entities = entities_of(text, {"https://t.co/a1B": "https://example.org/"})
    for kind, sign in (("hashtags", "#"), ("cashtags", "$")):
        for item in entities[kind]:
            assert text[item["start"] : item["end"]] == sign + item["tag"]
    assert [item["tag"] for item in entities["hashtags"]] == ["Wind", "sea"]
    (mention,) = entities["mentions"]
    assert text[mention["start"] : mention["end"]] == "@mara_x"
    (url,) = entities["urls"]
    assert (url["url"], url["expanded_url"]) == ("https://t.co/a1B", "https://example.org/")


def test_a_text_without_entities_has_none() -> None:
    assert entities_of("plain") == {}
    assert "entities" not in post_data(post("plain"))


def test_signs_inside_a_link_are_no_tags() -> None:
    assert set(entities_of("see https://example.org/@mara/#top now")) == {"urls"}


@given(st.text())
def test_entities_of_any_text_lie_within_it_and_do_not_overlap(text: str) -> None:
    spans = sorted(
        (item["start"], item["end"]) for items in entities_of(text).values() for item in items
    )
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_escaping_a_text_moves_its_entities_and_makes_none() -> None:
    data = post_data(post("1 < 2 & #wind, no&#tag"), html_escaped=True)
    (hashtag,) = data["entities"]["hashtags"]
    assert data["text"] == "1 &lt; 2 &amp; #wind, no&amp;#tag"
    assert data["text"][hashtag["start"] : hashtag["end"]] == "#wind"


def test_a_post_of_280_is_whole_and_a_longer_one_has_a_note() -> None:
    assert "note_tweet" not in post_data(post("x" * 280))
    text = "#first " + "x" * 300 + " #last"
    data = post_data(post(text))
    assert data["note_tweet"]["text"] == text
    assert [tag["tag"] for tag in data["note_tweet"]["entities"]["hashtags"]] == ["first", "last"]
    assert len(data["text"]) < len(text)
    assert data["text"].startswith("#first xxx")


@pytest.mark.parametrize(("text", "length"), [("abc", 3), ("é", 1), ("気候", 4), ("☀", 2)])
def test_characters_count_as_x_counts_them(text: str, length: int) -> None:
    assert weighted_length(text) == length


def test_a_japanese_post_is_long_beyond_140() -> None:
    assert "note_tweet" not in post_data(post("気" * 140))
    assert "note_tweet" in post_data(post("気" * 141))


def test_a_repost_repeats_its_original_cut_to_140() -> None:
    original = post("turbine " * 40)
    repost = post("", references=(("retweeted", original.id),), author=Author("joe"))
    data = post_data(repost, original)
    assert data["text"].startswith("RT @mara: turbine")
    assert len(data["text"]) == 140
    assert data["text"].endswith("…")
    assert data["entities"]["mentions"][0]["username"] == "mara"
    assert "note_tweet" not in data


def test_tweepy_reads_every_part_of_a_post_without_a_warning() -> None:
    parent = Author("joe")
    data = post_data(
        post(
            "@joe #wind",
            versions=("2124880276750409000", "2124880276750409793"),
            references=(("replied_to", "2124875897895915649"),),
            reply_to=parent,
            withheld_in=("XA",),
        )
    )
    read = tweepy.Tweet(data)
    assert read.edit_history_tweet_ids == [2124880276750409000, 2124880276750409793]
    assert read.in_reply_to_user_id == int(parent.id)
    assert read.withheld["country_codes"] == ["XA"]
    assert read.edit_controls["edits_remaining"] == 4
    assert tweepy.User(user_data(parent)).username == "joe"


def test_the_new_vocabulary_renames_at_every_depth_and_leaves_texts_alone() -> None:
    payload = {
        "data": [post_data(post("note_tweet " * 40))],
        "includes": {"tweets": [{"referenced_tweets": []}], "users": [user_data(Author("joe"))]},
    }
    renamed = in_new_words(payload)
    (data,) = renamed["data"]
    assert {"note_post", "edit_history_post_ids"} <= set(data)
    assert "repost_count" in data["public_metrics"]
    assert data["text"].startswith("note_tweet note_tweet")
    assert renamed["includes"]["posts"] == [{"referenced_posts": []}]
    assert "post_count" in renamed["includes"]["users"][0]["public_metrics"]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Hello there", "en"),
        ("Señor Müller", "en"),
        ("気候が変わる", "ja"),
        ("カフェでラテを飲む, a latte", "ja"),
        ("气候变化", "zh"),
        ("기후 변화", "ko"),
        ("الطاقة الشمسية", "ar"),
        ("सौर ऊर्जा", "hi"),
        ("Солнце", "ru"),
        ("😀 123", "und"),
        ("", "und"),
    ],
)
def test_the_script_tells_the_language(text: str, lang: str) -> None:
    assert guess_language(text) == lang

"""A post is read from X's object in either vocabulary, as whole as the page has it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.matching.text.posts import Content, read_post

HASHTAG = {"hashtags": [{"start": 0, "end": 5, "tag": "wind"}]}
ALL_ENTITIES = {
    **HASHTAG,
    "mentions": [{"username": "mara", "id": "7"}],
    "cashtags": [{"tag": "TSLA"}],
    "urls": [{"url": "https://t.co/a", "expanded_url": "https://x.com/b"}],
}


def referring(kind: str, other: str = "5", name: str = "referenced_tweets") -> dict[str, Any]:
    return {name: [{"type": kind, "id": other}]}


def test_a_plain_post_is_whole() -> None:
    data = {
        "id": "1",
        "text": "1 &lt; 2 &amp;lt; #wind",
        "entities": ALL_ENTITIES,
        "author_id": "7",
        "conversation_id": "3",
        "lang": "en",
    }
    post = read_post(data, {"users": [{"id": "8", "username": "joe"}]})
    assert post.own == Content(
        "1 < 2 &lt; #wind",
        hashtags=("wind",),
        mentions=("mara",),
        cashtags=("TSLA",),
        links=("https://t.co/a", "https://x.com/b"),
    )
    assert post.own.is_whole
    assert post.own.has_entities
    assert post.quoted is None
    assert post.is_complete
    assert not post.answers_within
    assert (post.author_id, post.conversation_id, post.lang) == ("7", "3", "en")
    assert post.references == {}
    assert post.reply_to_id == ""
    assert post.usernames == {"7": "mara", "8": "joe"}


@pytest.mark.parametrize(
    ("kind", "name"), [("retweeted", "retweet"), ("reposted", "retweet"), ("replied_to", "reply")]
)
def test_references_are_read_in_both_vocabularies(kind: str, name: str) -> None:
    assert read_post(referring(kind), None).references == {name: "5"}
    assert read_post(referring(kind, name="referenced_posts"), None).references == {name: "5"}


def test_who_is_answered_makes_a_reply_too() -> None:
    post = read_post({"in_reply_to_user_id": "9"}, None)
    assert post.references == {"reply": ""}
    assert post.reply_to_id == "9"
    both = read_post({"in_reply_to_user_id": "9", **referring("replied_to")}, None)
    assert both.references == {"reply": "5"}


@pytest.mark.parametrize("name", ["note_tweet", "note_post"])
def test_a_long_post_is_read_from_its_note(name: str) -> None:
    data = {
        "text": "#wi… https://t.co/a",
        "entities": {"hashtags": [{"tag": "wi"}]},
        name: {"text": "a &gt; b #wind", "entities": HASHTAG},
    }
    assert read_post(data, None).own == Content("a > b #wind", hashtags=("wind",))


def test_a_note_without_entities_has_none_unless_the_short_text_says_otherwise() -> None:
    link = {"urls": [{"url": "https://t.co/itself", "expanded_url": "https://x.com/itself"}]}
    note = {"text": "a #wind @mara $TSLA https://t.co/a"}
    none = read_post({"text": "a", "entities": link, "note_tweet": note}, None).own
    assert none == Content(note["text"])
    for kind in ALL_ENTITIES:
        data = {"text": "a", "entities": {kind: ALL_ENTITIES[kind]}, "note_tweet": note}
        some = read_post(data, None).own
        assert not some.has_entities
        assert some.is_whole


CUT = "x " * 65 + "#wi"


def repost(text: str, **data: Any) -> dict[str, Any]:
    """A repost, of which the page may lack the original."""
    return {"text": text, **data, **referring("retweeted")}


@pytest.mark.parametrize("end", ["…", "… https://t.co/a1", "…\nhttps://t.co/a1 https://t.co/b2 "])
def test_a_cut_text_ends_before_the_word_that_was_cut(end: str) -> None:
    entities = {
        "hashtags": [{"tag": "wi"}],
        "mentions": [{"username": "wi"}],
        "cashtags": [{"tag": "x"}],
        "urls": [{"url": "https://t.co/a1"}],
    }
    own = read_post(repost(CUT + end, entities=entities), None).own
    assert own == Content("x " * 65, cashtags=("x",), is_whole=False)


@pytest.mark.parametrize("shown", ["x " * 70, " " * 140])
def test_a_text_that_was_cut_between_two_words_keeps_what_is_before_the_last(shown: str) -> None:
    assert read_post(repost(shown + "…"), None).own.text == shown


@pytest.mark.parametrize("text", ["so short…", CUT, CUT + "… no", "y" * 129])
def test_what_was_not_cut_is_whole(text: str) -> None:
    assert read_post(repost(text), None).own.is_whole


def test_the_shortest_text_that_x_cuts() -> None:
    assert read_post(repost("y" * 128 + "…"), None).own.is_whole
    assert not read_post(repost("y" * 129 + "…"), None).own.is_whole


def test_only_a_repost_or_a_text_that_has_a_longer_one_is_cut() -> None:
    """Who ends a post with dots and a link wrote no more."""
    text = CUT + "… https://t.co/a1"
    assert read_post({"text": text}, None).own == Content(text)
    assert read_post({"text": text, **referring("quoted")}, None).own == Content(text)
    original = {"id": "5", "text": text}
    assert read_post(repost("RT @m: x"), {"tweets": [original]}).own.is_whole
    assert not read_post({"text": text, "note_tweet": {}}, None).own.is_whole


@pytest.mark.parametrize("name", ["tweets", "posts"])
def test_a_repost_says_the_whole_of_its_original(name: str) -> None:
    original = {"id": "5", "text": "#wind &amp; sea", "entities": ALL_ENTITIES}
    data = {"text": "RT @Mara: #wi…", "entities": {"hashtags": [{"tag": "wi"}]}}
    post = read_post({**data, **referring("retweeted")}, {name: [{"id": "4"}, original]})
    assert post.own == Content(
        "RT @Mara: #wind & sea",
        hashtags=("wind",),
        mentions=("Mara", "mara"),
        cashtags=("TSLA",),
        links=("https://t.co/a", "https://x.com/b"),
    )
    assert post.is_complete
    assert post.quoted is None


def test_a_repost_without_its_original_is_not_complete() -> None:
    data = {"text": "RT @mara: wind", **referring("retweeted")}
    for includes in (None, {}, {"tweets": [{"id": "4", "text": "x"}]}, {"tweets": "5"}):
        post = read_post(data, includes)
        assert post.own.text == "RT @mara: wind"
        assert not post.is_complete


def test_a_repost_that_does_not_say_so_is_what_its_original_is() -> None:
    post = read_post(
        {"text": "odd", **referring("retweeted")}, {"tweets": [{"id": "5", "text": "wind"}]}
    )
    assert post.own == Content("wind")


def test_a_reference_without_an_id_is_to_no_post_of_the_page() -> None:
    post = read_post(
        {"text": "x", **referring("quoted", "")}, {"tweets": [{"id": "", "text": "y"}]}
    )
    assert post.quoted is None
    assert not post.is_complete


def test_what_the_original_of_a_repost_quotes_is_in_no_page() -> None:
    original = {"id": "5", "text": "wind", **referring("quoted", "6")}
    post = read_post(
        {"text": "RT @mara: wind", **referring("retweeted")},
        {"tweets": [original, {"id": "6", "text": "boat"}]},
    )
    assert not post.is_complete


def test_a_quote_comes_with_what_it_quotes() -> None:
    quoted = {"id": "5", "text": "wind &amp; #wind", "entities": HASHTAG}
    data = {"text": "see", **referring("quoted")}
    post = read_post(data, {"tweets": [quoted]})
    assert post.own == Content("see")
    assert post.quoted == Content("wind & #wind", hashtags=("wind",))
    assert post.is_complete
    without = read_post(data, {})
    assert without.quoted is None
    assert not without.is_complete


def test_what_a_post_answers_is_no_part_of_it() -> None:
    post = read_post({"text": "yes", **referring("replied_to")}, {})
    assert post.is_complete
    assert not post.answers_within


@pytest.mark.parametrize("kind", ["quoted", "retweeted"])
def test_replies_within_are_seen(kind: str) -> None:
    other = {"id": "5", "text": "wind", **referring("replied_to", "6")}
    assert read_post(referring(kind), {"tweets": [other]}).answers_within


def test_names_are_known_from_mentions_of_all_posts_in_sight() -> None:
    quoted = {"id": "5", "entities": {"mentions": [{"id": "9", "username": "ann"}, {"id": "3"}]}}
    post = read_post(referring("quoted"), {"tweets": [quoted]})
    assert post.usernames == {"9": "ann"}


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["5", "quoted", "x"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["id", "type", "text", "tag", "entities", "hashtags"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=5,
)
NAMES = [
    "text", "entities", "note_tweet", "referenced_tweets", "author_id", "lang",
    "in_reply_to_user_id", "conversation_id", "tweets", "users",
]  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(NAMES), odd), st.dictionaries(st.sampled_from(NAMES), odd) | odd
)
def test_whatever_x_sends_is_read(data: dict[str, Any], includes: object) -> None:
    post = read_post(data, includes)
    assert isinstance(post.own.text, str)
    assert all(isinstance(tag, str) for tag in post.own.hashtags)

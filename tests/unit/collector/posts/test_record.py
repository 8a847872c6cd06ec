from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.posts.record import post_id, record_of
from collector.posts.wire import encode
from collector.x.fields import POST_FIELDS, FieldWatch
from shared.put_records import MAX_BYTES_A_RECORD

ID = "2124880276750409793"
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)
field_names = st.sampled_from(
    [*POST_FIELDS, "note_post", "referenced_posts", "edit_history_post_ids"]
)


def record(data: dict[str, Any], includes: object = None, matched: Any = ("sun",)) -> Any:
    whole = {"id": ID, "text": "words", **data}
    return record_of(whole, includes, matched=matched, source="stream", collected_at=1.7955e9)


@given(st.dictionaries(field_names, json_values), json_values, st.lists(st.text(), max_size=3))
def test_whatever_x_sends_becomes_a_valid_record_of_bounded_size(
    data: dict[str, Any], includes: object, matched: list[str]
) -> None:
    made = record_of(data, includes, matched=matched, source="stream", collected_at=1.7955e9)
    line = encode(made)
    back = json.loads(line.decode("utf-8"))
    assert len(line) <= MAX_BYTES_A_RECORD
    assert b"\n" not in line
    assert back.keys() == made.keys()
    assert back["id"].isdigit()
    assert back["revision"].isdigit()


def test_lone_surrogates_are_replaced_and_pairs_kept() -> None:
    line = encode(record({"text": "bad \ud800 good \U0001f600 NUL \x00"}))
    assert json.loads(line)["text"] == "bad \ufffd good \U0001f600 NUL \x00"


def test_a_monstrous_post_loses_its_lists_before_its_text() -> None:
    tags = [{"tag": "\x01" * 500 + str(number)} for number in range(2000)]
    text = "\x01" * 100_000
    urls = [{"url": "\x02" * 400 + str(number)} for number in range(2000)]
    mentions = [{"username": "\x03" * 499 + chr(number)} for number in range(200, 900)]
    entities = {"hashtags": tags, "urls": urls, "mentions": mentions, "cashtags": tags}
    line = encode(record({"text": text, "entities": entities}))
    assert len(line) <= MAX_BYTES_A_RECORD
    assert json.loads(line)["text"] == text


@pytest.mark.parametrize(("note", "history"), [("tweet", "tweet"), ("post", "post")])
def test_both_vocabularies_of_x_make_the_same_record(note: str, history: str) -> None:
    made = record(
        {
            "text": "the beginning …",
            f"note_{note}": {"text": "the whole text", "entities": {"hashtags": [{"tag": "sun"}]}},
            f"edit_history_{history}_ids": ["2124880276750409700", ID],
        }
    )
    assert made["text"] == "the whole text"
    assert made["hashtags"] == ["sun"]
    assert (made["id"], made["revision"]) == ("2124880276750409700", ID)


@pytest.mark.parametrize(
    ("references", "included"), [("referenced_tweets", "tweets"), ("referenced_posts", "posts")]
)
def test_a_repost_has_the_whole_text_and_the_entities_of_its_original(
    references: str, included: str
) -> None:
    original = {
        "id": "7",
        "text": "short",
        "note_tweet": {"text": "all of it", "entities": {"cashtags": [{"tag": "X"}]}},
    }
    made = record(
        {"text": "RT @a: all o…", references: [{"type": "retweeted", "id": "7"}]},
        {included: [{"id": "6", "text": "other"}, original]},
    )
    assert (made["kind"], made["text"], made["cashtags"]) == ("repost", "all of it", ["X"])


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "original"),
        ({"referenced_tweets": [{"type": "quoted", "id": "1"}]}, "quote"),
        ({"referenced_tweets": [{"type": "replied_to", "id": "1"}]}, "reply"),
        ({"in_reply_to_user_id": "12"}, "reply"),
        ({"referenced_posts": [{"type": "reposted", "id": "1"}]}, "repost"),
        ({"referenced_tweets": [{"type": "new kind", "id": "1"}]}, "original"),
    ],
)
def test_the_kind_says_what_a_post_refers_to(fields: dict[str, Any], kind: str) -> None:
    assert record(fields)["kind"] == kind


def test_a_deleted_original_leaves_the_reposts_own_text() -> None:
    made = record({"text": "RT @a: ab…", "referenced_tweets": [{"type": "retweeted", "id": "7"}]})
    assert made["text"] == "RT @a: ab…"


def test_an_expanded_author_is_told_and_a_bare_one_has_an_id() -> None:
    user = {
        "id": "12",
        "name": "Ines Q.",
        "username": "ines",
        "verified": True,
        "public_metrics": {"followers_count": 212},
    }
    assert record({"author_id": "12"})["author"] == {"id": "12"}
    assert record({"author_id": "12"}, {"users": [user]})["author"] == {
        "id": "12",
        "username": "ines",
        "name": "Ines Q.",
        "followers": 212,
        "verified": True,
    }


def test_the_time_comes_from_the_id_when_x_sends_none_or_nonsense() -> None:
    assert record({})["created_at"] == "2026-11-23T14:58:31.000Z"
    assert record({"created_at": "yesterday"})["created_at"] == "2026-11-23T14:58:31.000Z"
    assert (
        record({"created_at": "2026-11-23T10:00:00Z"})["created_at"] == "2026-11-23T10:00:00.000Z"
    )


@pytest.mark.parametrize(
    "odd", [None, "", "abc", "-5", "1" * 20, True, 0, 2**70, 1.5, [], "\uff11"]
)
def test_an_id_that_x_could_not_have_made_is_none(odd: object) -> None:
    assert post_id({"id": odd}) is None


def test_a_field_that_no_post_ever_has_is_noticed_after_enough_posts() -> None:
    watch = FieldWatch()
    data = {"author_id": "1", "conversation_id": "1", "created_at": "", "edit_history_post_ids": []}
    for _ in range(49):
        watch.see(data)
    assert watch.never_seen() == []
    watch.see(data)
    assert watch.never_seen() == ["lang"]


def test_the_text_is_what_the_author_wrote_and_not_what_x_escaped() -> None:
    escaped = "1 &lt; 2 &amp;&amp; 3 &gt; 2, &amp;lt; stays, &copy; too"
    record = record_of(
        {"id": "7", "text": escaped}, None, matched=[], source="stream", collected_at=0.0
    )
    assert record["text"] == "1 < 2 && 3 > 2, &lt; stays, &copy; too"


def test_a_hashtag_is_the_same_in_any_case() -> None:
    entities = {"hashtags": [{"tag": "CleanEnergy"}, {"tag": "cleanenergy"}, {"tag": "Sun"}]}
    record = record_of(
        {"id": "7", "text": "", "entities": entities},
        None,
        matched=[],
        source="stream",
        collected_at=0.0,
    )
    assert record["hashtags"] == ["cleanenergy", "sun"]

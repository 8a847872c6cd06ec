"""The whole text, of long posts and of reposts too, as its author wrote it."""

from __future__ import annotations

import pytest

from collector.posts.record import LONGEST_TEXT
from tests.unit.collector.posts.records import ID, MADE_AT, record


@pytest.mark.parametrize("long", ["note_tweet", "note_post"])
def test_a_long_post_has_its_whole_text_and_that_texts_entities(long: str) -> None:
    made = record(
        {
            "text": "the beginning …",
            "entities": {"hashtags": [{"tag": "beginning"}]},
            long: {"text": "the whole text", "entities": {"hashtags": [{"tag": "whole"}]}},
        }
    )
    assert (made["text"], made["hashtags"]) == ("the whole text", ["whole"])


def test_a_long_post_without_entities_of_its_own_has_the_short_texts() -> None:
    entities = {"hashtags": [{"tag": "sun"}]}
    made = record({"entities": entities, "note_tweet": {"text": "whole", "entities": []}})
    assert (made["text"], made["hashtags"]) == ("whole", ["sun"])


@pytest.mark.parametrize("odd", [None, "text", [], {}, {"text": 5}, {"text": None}])
def test_a_long_text_that_is_none_leaves_the_short_one(odd: object) -> None:
    made = record({"note_tweet": odd, "entities": {"hashtags": [{"tag": "sun"}]}})
    assert (made["text"], made["hashtags"]) == ("words", ["sun"])


@pytest.mark.parametrize("odd", [None, 5, [], {}])
def test_a_text_that_is_none_is_empty(odd: object) -> None:
    assert record({"text": odd})["text"] == ""


@pytest.mark.parametrize(
    ("references", "included", "repost"),
    [
        ("referenced_tweets", "tweets", "retweeted"),
        ("referenced_posts", "posts", "retweeted"),
        ("referenced_posts", "posts", "reposted"),
    ],
)
def test_a_repost_has_the_whole_text_and_the_entities_of_its_original(
    references: str, included: str, repost: str
) -> None:
    original = {
        "id": "7",
        "text": "short",
        "author_id": "99",
        "lang": "de",
        "created_at": "2026-01-01T00:00:00.000Z",
        "conversation_id": "7",
        "note_tweet": {"text": "all of it", "entities": {"cashtags": [{"tag": "x"}]}},
    }
    made = record(
        {
            "text": "RT @a: all o…",
            "lang": "en",
            "author_id": "12",
            "entities": {"mentions": [{"username": "a"}]},
            references: [{"type": repost, "id": "7"}],
        },
        {included: [7, {"text": "no id"}, {"id": "6", "text": "other"}, original]},
    )
    assert (made["kind"], made["text"], made["cashtags"]) == ("repost", "all of it", ["x"])
    assert made["mentions"] == []
    assert (made["id"], made["revision"], made["author"]) == (ID, ID, {"id": "12"})
    assert made["lang"] == "en", "the rest is the repost's own"
    assert (made["created_at"], made["conversation_id"]) == (MADE_AT, ID)


@pytest.mark.parametrize("includes", [None, [], {}, {"tweets": {}}, {"tweets": [{"id": "6"}]}])
def test_a_deleted_original_leaves_the_reposts_own_text(includes: object) -> None:
    data = {"text": "RT @a: ab…", "referenced_tweets": [{"type": "retweeted", "id": "7"}]}
    assert record(data, includes)["text"] == "RT @a: ab…"


def test_a_repost_of_nothing_has_its_own_text() -> None:
    data = {"text": "RT", "referenced_tweets": [{"type": "retweeted"}]}
    assert record(data, {"tweets": [{"text": "another's"}]})["text"] == "RT"


@pytest.mark.parametrize("kind", ["quoted", "replied_to"])
def test_only_a_repost_has_anothers_text(kind: str) -> None:
    data = {"text": "my own", "referenced_tweets": [{"type": kind, "id": "7"}]}
    assert record(data, {"tweets": [{"id": "7", "text": "another's"}]})["text"] == "my own"


def test_the_text_is_what_the_author_wrote_and_not_what_x_escaped() -> None:
    escaped = "1 &lt; 2 &amp;&amp; 3 &gt; 2, &amp;lt; &amp;gt; &amp;amp; stay, &copy; &quot; too"
    written = "1 < 2 && 3 > 2, &lt; &gt; &amp; stay, &copy; &quot; too"
    assert record({"text": escaped})["text"] == written
    assert record({"note_tweet": {"text": escaped}})["text"] == written


def test_a_text_is_cut_where_no_post_of_x_is_so_long() -> None:
    assert LONGEST_TEXT >= 25_000
    assert record({"text": "x" * LONGEST_TEXT})["text"] == "x" * LONGEST_TEXT
    assert record({"text": "x" * LONGEST_TEXT + "y"})["text"] == "x" * LONGEST_TEXT
    assert record({"text": "&amp;" * LONGEST_TEXT})["text"] == "&" * LONGEST_TEXT

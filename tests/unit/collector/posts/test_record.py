"""Every field of the record, from every spelling that X has; what is wrong counts as absent."""

from __future__ import annotations

from typing import Any

import pytest

from collector.posts.record import post_id
from tests.unit.collector.posts.records import ID, MADE_AT, record

FIRST = "2124880276750409700"


def test_the_record_of_a_bare_post_is_complete() -> None:
    assert record({"text": "good sun"}) == {
        "id": ID,
        "text": "good sun",
        "created_at": MADE_AT,
        "lang": "und",
        "kind": "original",
        "conversation_id": ID,
        "author": {},
        "hashtags": [],
        "mentions": [],
        "cashtags": [],
        "urls": [],
        "matched": ["sun"],
        "possibly_sensitive": False,
        "source": "stream",
        "collected_at": "2026-11-24T06:00:00.000Z",
        "revision": ID,
    }


def test_the_record_of_a_whole_post_is_complete() -> None:
    data = {
        "text": "@ines #Sun $TAN https://t.co/a",
        "edit_history_tweet_ids": [FIRST, ID],
        "author_id": "12",
        "created_at": "2026-11-23T10:00:00.000Z",
        "lang": "en",
        "conversation_id": "7",
        "in_reply_to_user_id": "13",
        "possibly_sensitive": True,
        "referenced_tweets": [{"type": "replied_to", "id": "7"}],
        "entities": {
            "hashtags": [{"start": 6, "end": 10, "tag": "Sun"}],
            "mentions": [{"start": 0, "end": 5, "username": "ines", "id": "13"}],
            "cashtags": [{"start": 11, "end": 15, "tag": "TAN"}],
            "urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org/"}],
            "annotations": [{"tag": "left out"}],
        },
        "public_metrics": {"like_count": 5},
        "source": "left out",
    }
    told = {"matched": ["sun", "moon"], "source": "search", "collected_at": 1.7955e9 + 0.9999}
    assert record(data, **told) == {
        "id": FIRST,
        "text": "@ines #Sun $TAN https://t.co/a",
        "created_at": "2026-11-23T10:00:00.000Z",
        "lang": "en",
        "kind": "reply",
        "conversation_id": "7",
        "author": {"id": "12"},
        "hashtags": ["sun"],
        "mentions": ["ines"],
        "cashtags": ["tan"],
        "urls": ["https://example.org/"],
        "matched": ["sun", "moon"],
        "possibly_sensitive": True,
        "source": "search",
        "collected_at": "2026-11-24T06:00:00.999Z",
        "revision": ID,
    }


@pytest.mark.parametrize("history", ["edit_history_tweet_ids", "edit_history_post_ids"])
def test_an_edit_keeps_the_id_of_its_first_version(history: str) -> None:
    made = record({history: [FIRST, "2124880276750409750", ID]})
    assert (made["id"], made["conversation_id"], made["revision"]) == (FIRST, FIRST, ID)


@pytest.mark.parametrize("history", [[], None, "1", {"0": "1"}, [None], ["x"], [[1]]])
def test_a_history_that_is_none_leaves_the_posts_own_id(history: object) -> None:
    assert record({"edit_history_tweet_ids": history})["id"] == ID


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "original"),
        ({"referenced_tweets": [{"type": "quoted", "id": "1"}]}, "quote"),
        ({"referenced_tweets": [{"type": "replied_to", "id": "1"}]}, "reply"),
        ({"referenced_tweets": [{"type": "retweeted", "id": "1"}]}, "repost"),
        ({"referenced_posts": [{"type": "reposted", "id": "1"}]}, "repost"),
        ({"referenced_posts": [{"type": "quoted", "id": "1"}]}, "quote"),
        ({"in_reply_to_user_id": "12"}, "reply"),
        ({"in_reply_to_user_id": None}, "original"),
        ({"referenced_tweets": [{"type": "new kind", "id": "1"}]}, "original"),
        ({"referenced_tweets": {"type": "quoted"}}, "original"),
        ({"referenced_tweets": [7, {"type": ["quoted"]}, {"id": "1"}]}, "original"),
        ({"referenced_tweets": [{"type": "quoted"}, {"type": "replied_to"}]}, "reply"),
        ({"referenced_tweets": [{"type": "quoted"}, {"type": "retweeted"}]}, "repost"),
        ({"referenced_tweets": [{"type": "replied_to"}, {"type": "retweeted"}]}, "repost"),
    ],
)
def test_the_kind_says_what_a_post_refers_to(fields: dict[str, Any], kind: str) -> None:
    assert record(fields)["kind"] == kind


def test_a_quote_in_answer_to_somebody_is_a_quote() -> None:
    quote = {"referenced_tweets": [{"type": "quoted", "id": "1"}], "in_reply_to_user_id": "12"}
    assert record(quote)["kind"] == "quote"


@pytest.mark.parametrize(
    "odd",
    [
        *(None, "", "yesterday", 7, "2026-13-01T00:00:00Z", []),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    ],
)
def test_the_time_comes_from_the_id_when_x_sends_none_or_nonsense(odd: object) -> None:
    assert record({})["created_at"] == MADE_AT
    assert record({"created_at": odd})["created_at"] == MADE_AT


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00.000Z"),
        ("2026-11-23T10:00:00.123456Z", "2026-11-23T10:00:00.123Z"),
        ("2026-11-23T10:00:00+02:00", "2026-11-23T08:00:00.000Z"),
        ("2026-11-23T10:00:00", "2026-11-23T10:00:00.000Z"),
        ("0987-11-23T10:00:00Z", "0987-11-23T10:00:00.000Z"),
    ],
)
def test_times_are_told_in_utc_to_the_millisecond(given: str, told: str) -> None:
    assert record({"created_at": given})["created_at"] == told


@pytest.mark.parametrize("odd", [None, "", 5, [], {}])
def test_a_word_that_is_none_counts_as_absent(odd: object) -> None:
    made = record({"lang": odd, "conversation_id": odd, "author_id": odd})
    assert (made["lang"], made["conversation_id"], made["author"]) == ("und", ID, {})


@pytest.mark.parametrize("odd", [None, "true", 1, [True], {}])
def test_only_true_is_sensitive(odd: object) -> None:
    assert record({"possibly_sensitive": odd})["possibly_sensitive"] is False


@pytest.mark.parametrize(
    "odd",
    [None, "", "abc", "-5", "1" * 20, True, 0, "0", 2**70, 2**63, str(2**63), 1.5, [], "\uff11"],
)
def test_an_id_that_x_could_not_have_made_is_none(odd: object) -> None:
    assert post_id({"id": odd}) is None


@pytest.mark.parametrize("given", [1, "1", 2**63 - 1, str(2**63 - 1), "0000000000000000007"])
def test_an_id_may_come_as_text_or_number(given: str | int) -> None:
    assert post_id({"id": given}) == int(given)

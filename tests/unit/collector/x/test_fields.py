"""What X is asked for, and the alarm when it stops sending it."""

from __future__ import annotations

from collector.x.fields import (
    EDIT_HISTORY,
    INCLUDED_POSTS,
    LONG_TEXT,
    REFERENCED,
    FieldWatch,
    either,
    request_parameters,
)

WHOLE = {
    "author_id": "1",
    "conversation_id": "1",
    "created_at": "x",
    "edit_history_tweet_ids": ["1"],
    "lang": "en",
}


def test_authors_are_asked_for_only_when_they_are_wanted_for_they_cost_money() -> None:
    fields = [
        "author_id",
        "conversation_id",
        "created_at",
        "edit_history_tweet_ids",
        "entities",
        "id",
        "in_reply_to_user_id",
        "lang",
        "note_tweet",
        "possibly_sensitive",
        "referenced_tweets",
        "text",
    ]
    assert request_parameters(expand_authors=False) == {
        "tweet_fields": fields,
        "expansions": ["referenced_tweets.id"],
    }
    assert request_parameters(expand_authors=True) == {
        "tweet_fields": fields,
        "expansions": ["referenced_tweets.id", "author_id"],
        "user_fields": ["id", "name", "public_metrics", "username", "verified"],
    }
    assert request_parameters(expand_authors=False)["expansions"] == ["referenced_tweets.id"]


def test_the_first_spelling_that_is_there_counts_whatever_it_holds() -> None:
    assert either({"new": 2, "old": None}, ("old", "new")) is None
    assert either({"new": 2}, ("old", "new")) == 2
    assert either({}, ("old", "new")) is None


def test_each_renamed_field_is_known_in_both_of_xs_spellings_the_old_one_first() -> None:
    assert EDIT_HISTORY == ("edit_history_tweet_ids", "edit_history_post_ids")
    assert LONG_TEXT == ("note_tweet", "note_post")
    assert REFERENCED == ("referenced_tweets", "referenced_posts")
    assert INCLUDED_POSTS == ("tweets", "posts")


def test_a_field_that_none_of_fifty_posts_has_is_told() -> None:
    watch = FieldWatch()
    bare = {"id": "1", "author_id": "1", "edit_history_post_ids": ["1"]}
    for _ in range(49):
        watch.see(bare)
    assert watch.never_seen() == [], "too few to judge"
    watch.see(bare)
    assert watch.never_seen() == ["conversation_id", "created_at", "lang"]
    watch.see(WHOLE)
    assert watch.never_seen() == [], "once is enough"


def test_either_spelling_of_a_renamed_field_will_do() -> None:
    for spelling in ("edit_history_tweet_ids", "edit_history_post_ids"):
        watch = FieldWatch()
        rest = {name: value for name, value in WHOLE.items() if not name.startswith("edit")}
        for _ in range(50):
            watch.see({**rest, spelling: ["1"]})
        assert watch.never_seen() == []
    watch = FieldWatch()
    for _ in range(50):
        watch.see({})
    assert watch.never_seen() == sorted(WHOLE)

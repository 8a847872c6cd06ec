"""What X is asked for, and the alarm when it stops sending it."""

from __future__ import annotations

from collector.x.fields import FieldWatch, either, request_parameters

WHOLE = {
    "author_id": "1",
    "conversation_id": "1",
    "created_at": "x",
    "edit_history_tweet_ids": ["1"],
    "lang": "en",
}


def test_authors_are_asked_for_only_when_they_are_wanted_for_they_cost_money() -> None:
    without, with_authors = (request_parameters(expand_authors=wanted) for wanted in (False, True))
    assert without["expansions"] == ["referenced_tweets.id"]
    assert with_authors["expansions"] == ["referenced_tweets.id", "author_id"]
    assert without.items() <= {**with_authors, "expansions": without["expansions"]}.items()
    assert with_authors.keys() - without.keys() == {"user_fields"}


def test_the_first_spelling_that_is_there_counts_whatever_it_holds() -> None:
    assert either({"new": 2, "old": None}, ("old", "new")) is None
    assert either({"new": 2}, ("old", "new")) == 2
    assert either({}, ("old", "new")) is None


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

"""One post is one document on every engine, however it was delivered."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from shared.snowflake import first_id_at
from tests.contract.engine.index import Index
from tests.contract.engine.posts import document

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def test_ten_thousand_writes_with_repeats_give_exactly_the_distinct_posts(index: Index) -> None:
    chance = random.Random(2026)
    distinct = [document(MONDAY + number * MILLISECOND, number) for number in range(7_000)]
    deliveries = distinct + chance.choices(distinct, k=3_000)
    chance.shuffle(deliveries)
    items = index.deliver(deliveries)
    assert {item["status"] for item in items} == {200, 201}
    assert set(index.documents(7_000)) == {post["id"] for post in distinct}
    assert index.names() == {"tweets-2026-w48"}


@pytest.mark.parametrize(
    ("last", "weeks"),
    [
        (datetime(2026, 11, 22, 23, 59, 59, 999_000, UTC), {"tweets-2026-w47", "tweets-2026-w48"}),
        (datetime(2026, 11, 30, 23, 59, 59, 999_000, UTC), {"tweets-2026-w49"}),
        (datetime(2027, 1, 3, 23, 59, 59, 999_000, UTC), {"tweets-2026-w53", "tweets-2027-w01"}),
    ],
    ids=["week", "month", "year"],
)
def test_posts_delivered_again_over_a_boundary_stay_one_document(
    index: Index, last: datetime, weeks: set[str]
) -> None:
    posts = [document(last), document(last + MILLISECOND)]
    for _ in range(3):
        index.deliver(posts)
    assert len(index.documents(2)) == 2
    assert index.names() == weeks


def test_an_edit_after_sunday_midnight_replaces_the_post_of_sunday(index: Index) -> None:
    sunday = MONDAY - MILLISECOND
    first = document(sunday, text="as written")
    edited_at = MONDAY + timedelta(minutes=5)
    revision = str(first_id_at(edited_at.timestamp()))
    edited = document(sunday, text="as edited", created_at=edited_at.isoformat(), revision=revision)
    index.deliver([first, edited])
    [kept] = index.documents(1).values()
    assert (kept["text"], kept["_index"]) == ("as edited", "tweets-2026-w47")


def test_a_redriven_record_lands_on_its_document(index: Index) -> None:
    post = document(MONDAY)
    index.deliver([post])
    index.deliver([{**post, "attempts": 2}])
    [kept] = index.documents(1).values()
    assert kept["attempts"] == 2


def test_the_bucket_is_used_up_and_the_rest_is_kept(index: Index) -> None:
    post = document(MONDAY)
    index.deliver([post])
    [kept] = index.documents(1).values()
    assert kept == {**{k: v for k, v in post.items() if k != "bucket"}, "_index": "tweets-2026-w48"}


def test_what_one_post_breaks_does_not_touch_its_neighbours(index: Index) -> None:
    good = [document(MONDAY, number) for number in range(4)]
    broken = [
        {**document(MONDAY, 10), "created_at": "the day after"},
        {**document(MONDAY, 11), "sentiment_net": {"not": "a number"}},
        {key: value for key, value in document(MONDAY, 12).items() if key != "bucket"},
        {key: value for key, value in document(MONDAY, 13).items() if key != "id"},
    ]
    mixed = [post for pair in zip(good, broken, strict=True) for post in pair]
    statuses = [item["status"] for item in index.deliver(mixed)]
    assert statuses[::2] == [201] * 4
    assert all(status >= 400 for status in statuses[1::2])
    assert set(index.documents(4)) == {post["id"] for post in good}


def test_the_write_name_never_becomes_an_index(index: Index) -> None:
    index.deliver([{"id": "1", "created_at": "no date", "bucket": "2026-w48"}, {"no": "id"}, {}])
    assert "tweets" not in index.names()

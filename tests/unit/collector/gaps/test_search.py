"""Recent search: which rules it takes, what a page of it holds, and how pages are merged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from collector.gaps.search import FoundPost, merged, page_of, why_not_searchable
from collector.spans import Span


def post(post_id: object) -> dict[str, Any]:
    return {"id": str(post_id), "text": "good"}


@pytest.mark.parametrize(
    "operator",
    [
        "sample:5",
        "bio:painter",
        "bio_name:ines",
        "bio_location:berlin",
        "followers_count:10..20",
        "min_followers:5",
        "tweets_count:100",
        "following_count:5",
        "listed_count:1",
        "url_title:sun",
        "url_description:sun",
        "url_contains:sun",
        "embedding:sun",
        "embedding_threshold:0.5",
    ],
)
def test_operators_that_only_the_stream_knows_are_named(operator: str) -> None:
    name = operator.split(":")[0]
    for rule in (operator, f"sun {operator}", f"sun -{operator}", f"(sun OR {operator.upper()})"):
        why = why_not_searchable(rule)
        assert why is not None
        assert why.lower() == f"search does not know {name}:"


@pytest.mark.parametrize(
    "rule",
    [
        "sun -is:retweet (lang:en OR lang:de)",
        '"sample:5 of text" sun',
        'sun "a" "bio:b"',
        "resample:5",
        "sample",
        "url:example.org",
        "x" * 512,
    ],
)
def test_a_rule_that_search_takes_is_known(rule: str) -> None:
    assert why_not_searchable(rule) is None


def test_a_rule_too_long_for_search_is_told_with_its_length() -> None:
    assert why_not_searchable("x" * 513) == "it has 513 characters, search takes 512"


def test_an_operator_between_two_quotations_is_seen() -> None:
    assert why_not_searchable('"a" sample:5 "b"') is not None


def test_posts_outside_the_gap_and_odd_items_are_left_out_of_a_page() -> None:
    items = [post(5), post(50), 7, {"id": "x"}, post(1), post(10), post(11), post(0)]
    page = page_of({"data": items, "meta": {"next_token": 3}}, Span(1, 10))
    assert [item.post_id for item in page.posts] == [10, 5, 1]
    assert (page.read, page.next_token) == ([5, 50, None, None, 1, 10, 11, None], None)


def test_a_page_is_newest_first_with_its_includes_and_token() -> None:
    answer = {
        "data": [post(2), post(3), post(1)],
        "includes": {"users": [1]},
        "meta": {"next_token": "abc"},
    }
    page = page_of(answer, Span(1, 10))
    assert page.posts == [FoundPost(i, post(i), {"users": [1]}) for i in (3, 2, 1)]
    assert (page.read, page.next_token) == ([2, 3, 1], "abc")


@pytest.mark.parametrize("data", [None, {}, "x", []])
@pytest.mark.parametrize("meta", [None, [], {"next_token": None}])
def test_an_answer_without_posts_is_an_empty_page(data: object, meta: object) -> None:
    for answer in ({"data": data, "meta": meta}, {}):
        page = page_of(answer, Span(1, 10))
        assert (page.posts, page.read, page.next_token) == ([], [], None)


def found(*ids: int) -> Iterator[FoundPost]:
    return iter([FoundPost(i, {}, None) for i in ids])


def test_merging_yields_newest_first_and_each_post_once() -> None:
    streams = [("a", found(9, 5, 1)), ("b", found(8, 5)), ("c", found())]
    assert [(item.post_id, tags) for item, tags in merged(streams)] == [
        (9, ["a"]),
        (8, ["b"]),
        (5, ["a", "b"]),
        (1, ["a"]),
    ]


def test_merging_asks_no_rule_for_more_than_it_needs() -> None:
    asked: list[str] = []

    def noting(tag: str, *ids: int) -> Iterator[FoundPost]:
        for item in found(*ids):
            asked.append(tag)
            yield item

    both = merged([("a", noting("a", 9, 8, 7)), ("b", noting("b", 1, 0))])
    assert [next(both)[0].post_id for _ in range(3)] == [9, 8, 7]
    assert asked == ["a", "b", "a", "a"]


def test_merging_nothing_is_nothing() -> None:
    assert list(merged([])) == []

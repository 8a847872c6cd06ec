"""What a page of recent search holds."""

from __future__ import annotations

from typing import Any

import pytest

from collector.gaps.search import FoundPost, page_of
from collector.spans import Span


def post(post_id: object) -> dict[str, Any]:
    return {"id": str(post_id), "text": "good"}


def test_posts_outside_the_gap_and_odd_items_are_left_out_of_a_page() -> None:
    items = [post(5), post(50), 7, {"id": "x"}, post(1), post(10), post(11), post(0)]
    page = page_of({"data": items, "meta": {"next_token": 3}}, Span(1, 10))
    assert [item.post_id for item in page.posts] == [10, 5, 1]
    assert (page.read, page.next_token) == ([5, 50, None, None, 1, 10, 11, None], None)
    assert page.damaged == 3


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


def test_data_that_is_no_list_of_posts_is_damaged() -> None:
    for data, damaged in ((None, 0), ([], 0), ({"id": "5"}, 1), ("x", 1)):
        assert page_of({"data": data}, Span(1, 10)).damaged == damaged
    assert page_of({}, Span(1, 10)).damaged == 0

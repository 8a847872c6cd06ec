"""What a page of recent search holds."""

from __future__ import annotations

from typing import Any

import pytest

from collector.gaps.search import FoundPost, Page, page_of
from collector.spans import Span
from collector.x.errors import XRefusedError
from collector.x.refusals import Cure


def post(post_id: object) -> dict[str, Any]:
    return {"id": str(post_id), "text": "good"}


def test_posts_outside_the_gap_and_odd_items_are_left_out_of_a_page() -> None:
    items = [post(5), post(50), 7, {"id": "x"}, post(1), post(10), post(11), post(0)]
    page = page_of({"data": items, "meta": {"next_token": 3, "result_count": 8}}, Span(1, 10))
    assert [item.post_id for item in page.posts] == [10, 5, 1]
    assert (page.read, page.next_token) == ([5, 50, None, None, 1, 10, 11, None], None)
    assert page.damaged == 3


def test_a_page_is_newest_first_with_its_includes_and_token() -> None:
    answer = {
        "data": [post(2), post(3), post(1)],
        "includes": {"users": [1]},
        "meta": {"next_token": "abc", "result_count": 3},
    }
    page = page_of(answer, Span(1, 10))
    assert page.posts == [FoundPost(i, post(i), {"users": [1]}) for i in (3, 2, 1)]
    assert (page.read, page.next_token) == ([2, 3, 1], "abc")


@pytest.mark.parametrize("rest", [{}, {"data": None}, {"data": []}, {"errors": []}])
@pytest.mark.parametrize("count", [0, "0"])
def test_an_answer_that_counts_no_posts_and_says_nothing_else_is_an_empty_page(
    rest: dict[str, Any], count: object
) -> None:
    page = page_of({**rest, "meta": {"result_count": count, "next_token": None}}, Span(1, 10))
    assert page == Page([], [], None)


NONE_FOUND = {"result_count": 0}


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"meta": {}},
        {"meta": None},
        {"meta": []},
        {"meta": {"result_count": None}},
        {"meta": {"result_count": False}},
        {"meta": {"result_count": -1}},
        {"meta": {"result_count": 3}},
        {"data": []},
        {"data": [], "meta": {"result_count": 3}},
        {"data": [post(5)]},
        {"data": [post(5)], "meta": {"count": 1, "next_page": "abc"}},
        {"data": post(5), "meta": NONE_FOUND},
        {"data": "x", "meta": {"result_count": 1}},
        {"posts": [post(5)], "meta": NONE_FOUND},
        {"status": 503, "meta": NONE_FOUND},
        {"errors": [{"title": "Busy"}], "meta": NONE_FOUND},
    ],
)
def test_what_is_not_certainly_a_page_is_no_answer(answer: dict[str, Any]) -> None:
    with pytest.raises(XRefusedError) as refused:
        page_of(answer, Span(1, 10))
    assert refused.value.refusal.cure is Cure.RETRY


def test_a_page_stays_one_though_x_could_not_tell_all_about_its_posts() -> None:
    errors = [{"title": "Not Found Error", "parameter": "referenced_tweets.id"}]
    answer = {"data": [post(5)], "errors": errors, "meta": {"result_count": 1}}
    assert page_of(answer, Span(1, 10)).read == [5]

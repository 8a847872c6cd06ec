"""Pages without posts are followed by their tokens, each search by its own, and not for ever."""

from __future__ import annotations

import pytest

from collector.gaps.empty_pages import MOST_EMPTY_PAGES, EmptyPages
from collector.gaps.interruption import NoAnswerError
from collector.gaps.search import FoundPost, Page
from collector.spans import Span

GAP = Span(1, 9)


def empty(token: str | None) -> Page:
    return Page([], [], token)


def test_each_search_follows_its_own_tokens() -> None:
    pages = EmptyPages()
    assert pages.goes_on(GAP, "sun", empty("a"))
    assert pages.token(GAP, "sun") == "a"
    assert pages.token(GAP, "moon") is None
    assert pages.token(Span(1, 5), "sun") is None
    assert pages.goes_on(GAP, "moon", empty("a")), "X may use a token for another search"
    assert pages.goes_on(Span(1, 5), "moon", empty("a"))


def test_a_page_with_posts_needs_no_token() -> None:
    pages = EmptyPages()
    page = Page([FoundPost(5, {}, None)], [5], "a")
    assert pages.goes_on(GAP, "sun", page)
    assert pages.token(GAP, "sun") is None
    assert not pages.goes_on(GAP, "sun", empty(None))


def test_after_so_many_in_a_row_comes_a_pause_and_then_the_next() -> None:
    pages = EmptyPages()
    assert not pages.needs_pause()
    paused = []
    for number in range(2 * MOST_EMPTY_PAGES):
        assert pages.goes_on(GAP, "sun", empty(f"token{number}"))
        paused.append(pages.needs_pause())
    expected = [False] * (MOST_EMPTY_PAGES - 1) + [True]
    assert paused == expected * 2
    assert pages.token(GAP, "sun") == f"token{2 * MOST_EMPTY_PAGES - 1}"


def test_a_circle_is_no_answer_and_is_begun_anew() -> None:
    pages = EmptyPages()
    for token in ("a", "b"):
        assert pages.goes_on(GAP, "sun", empty(token))
    with pytest.raises(NoAnswerError, match="2 of them, and back"):
        pages.goes_on(GAP, "sun", empty("a"))
    assert pages.token(GAP, "sun") is None
    assert pages.goes_on(GAP, "sun", empty("a"))

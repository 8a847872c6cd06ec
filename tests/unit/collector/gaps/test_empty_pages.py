"""Pages without posts are followed by their tokens, each search by its own, and not for ever."""

from __future__ import annotations

from collector.gaps.empty_pages import MOST_EMPTY_PAGES, EmptyPages
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
    assert pages.warnings == []


def test_a_page_with_posts_needs_no_token() -> None:
    pages = EmptyPages()
    page = Page([FoundPost(5, {}, None)], [5], "a")
    assert pages.goes_on(GAP, "sun", page)
    assert pages.token(GAP, "sun") is None
    assert not pages.goes_on(GAP, "sun", empty(None))


def test_so_many_are_followed_and_no_more() -> None:
    pages = EmptyPages()
    went_on = [pages.goes_on(GAP, "sun", empty(f"token{number}")) for number in range(31)]
    assert went_on == [True] * MOST_EMPTY_PAGES + [False]
    assert len(pages.warnings) == 1

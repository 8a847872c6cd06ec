"""Recent search: its pages, newest post first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import tweepy  # type: ignore[import-untyped]

from collector.posts.record import post_id
from collector.spans import Span
from collector.x.errors import telling_refusals
from collector.x.transport import Transport

# X's "Search Posts" introduction: 10 to 100 posts a page.
SMALLEST_PAGE = 10
LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post that search found, with the `includes` of its page."""

    post_id: int
    data: dict[str, Any]
    includes: object


@dataclass(frozen=True, slots=True)
class Page:
    """One page, newest first.

    `read` has the ids of all posts that X returned, None for each of the `damaged` ones, which
    have none.
    """

    posts: list[FoundPost]
    read: list[int | None]
    next_token: str | None
    damaged: int = 0


class SearchApi(Protocol):
    """The one call that filling a gap needs."""

    def page(self, query: str, gap: Span, size: int, next_token: str | None) -> Page:
        """Return a page of what matches inside a gap; raises XRefusedError."""

    def cut(self) -> None:
        """End a call that is under way, from any thread."""


class XSearchApi:
    """Recent search through tweepy."""

    def __init__(self, token: str, transport: Transport, parameters: dict[str, list[str]]) -> None:
        self._client = tweepy.Client(token, return_type=dict)
        transport.carry(self._client)
        self._transport = transport
        self._parameters = parameters

    def page(self, query: str, gap: Span, size: int, next_token: str | None) -> Page:
        """Return a page; with a token the query and the span are those of the page before."""
        with telling_refusals():
            answer = self._client.search_recent_tweets(
                query,
                since_id=gap.first - 1,
                until_id=gap.last + 1,
                max_results=max(SMALLEST_PAGE, min(LARGEST_PAGE, size)),
                next_token=next_token,
                **self._parameters,
            )
            return page_of(answer, gap)

    def cut(self) -> None:
        """End a call that is under way, from any thread."""
        self._transport.cut()


def page_of(answer: dict[str, Any], gap: Span) -> Page:
    """Read an answer; X leaves `data` out when nothing matched."""
    data = answer.get("data")
    items = data if isinstance(data, list) else []
    posts = []
    read = []
    for item in items:
        found = post_id(item) if isinstance(item, dict) else None
        read.append(found)
        if found is not None and gap.first <= found <= gap.last:
            posts.append(FoundPost(found, item, answer.get("includes")))
    posts.sort(key=lambda post: -post.post_id)
    meta = answer.get("meta")
    next_token = meta.get("next_token") if isinstance(meta, dict) else None
    damaged = read.count(None) + (data is not None and not isinstance(data, list))
    return Page(posts, read, next_token if isinstance(next_token, str) else None, damaged)

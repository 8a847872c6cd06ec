"""Recent search: its pages, newest post first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import tweepy  # type: ignore[import-untyped]

from collector.posts.record import post_id
from collector.spans import Span
from collector.x.errors import XRefusedError, telling_refusals
from collector.x.fields import whole_number
from collector.x.refusals import Cure, Refusal, words_with_errors, wrong_parameters
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
    have none; `missing` are those that X counted and did not send, `others` those beyond the span
    that was asked for, which are not in `posts`.
    """

    posts: list[FoundPost]
    read: list[int | None]
    next_token: str | None
    damaged: int = 0
    missing: int = 0
    others: int = 0


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
    """Read an answer; raises XRefusedError for whatever is not certainly a page.

    `meta` says how many posts a page has; X leaves `data` out when nothing matched.
    """
    data, meta = answer.get("data"), answer.get("meta")
    count = whole_number(meta.get("result_count")) if isinstance(meta, dict) else None
    items = data if isinstance(data, list) else []
    says_more = any(part for name, part in answer.items() if name != "meta")
    if not isinstance(meta, dict) or count is None or (not items and (count or says_more)):
        said = words_with_errors(answer) or "nothing more."
        words = f"X answered a search without a page of posts: {said}"
        named = wrong_parameters(answer)
        raise XRefusedError(Refusal(Cure.RETRY, "no_page", words, parameters=named))
    posts = []
    read = []
    others = 0
    for item in items:
        found = post_id(item) if isinstance(item, dict) else None
        read.append(found)
        if found is None:
            continue
        if gap.first <= found <= gap.last:
            posts.append(FoundPost(found, item, answer.get("includes")))
        elif not gap.first - 1 <= found <= gap.last + 1:  # the borders named in the request
            others += 1
    posts.sort(key=lambda post: -post.post_id)
    next_token = meta.get("next_token")
    token = next_token if isinstance(next_token, str) else None
    missing = max(0, count - len(items))
    return Page(posts, read, token, read.count(None), missing, others)

"""A rule asked about a post, as the stream and as search would see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from collector.matching.matching import matches
from collector.matching.parsing import parse
from collector.matching.text.answer import Answer
from collector.matching.text.posts import read_post
from collector.matching.text.view import search_view, stream_view

QUOTE: dict[str, Any] = {"referenced_tweets": [{"type": "quoted", "id": "5"}]}
REPOST: dict[str, Any] = {"referenced_tweets": [{"type": "retweeted", "id": "5"}]}
REPLY: dict[str, Any] = {"referenced_tweets": [{"type": "replied_to", "id": "5"}]}


def on_stream(
    rule: str,
    text: str = "wind",
    includes: object = None,
    given: Iterable[str] = (),
    **data: Any,
) -> Answer:
    view = stream_view(read_post({"text": text, **data}, includes))
    return matches(parse(rule), view, frozenset(map(parse, given)))


def in_search(rule: str, text: str = "wind", includes: object = None, **data: Any) -> Answer:
    return matches(parse(rule), search_view(read_post({"text": text, **data}, includes)))

"""Recent search through tweepy."""

from __future__ import annotations

from typing import Any

import tweepy  # type: ignore[import-untyped]

SEARCH = "/2/tweets/search/recent"
DAY_SECONDS = 86_400


def found(client: tweepy.Client, query: str = "turbine", **parameters: Any) -> list[str]:
    answer = client.search_recent_tweets(query, max_results=100, **parameters)
    return [str(post.id) for post in answer.data or []]

"""What is asked of X for each post, and how X may spell its answer.

X renamed "tweet" to "post" in most of its API in 2026; the stream still takes `tweet.fields`, so
that is what is asked for, and answers are read in either vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

POST_FIELDS = (
    "author_id",
    "conversation_id",
    "created_at",
    "edit_history_tweet_ids",
    "entities",
    "id",
    "in_reply_to_user_id",
    "lang",
    "note_tweet",
    "possibly_sensitive",
    "referenced_tweets",
    "text",
)
AUTHOR_FIELDS = ("id", "name", "public_metrics", "username", "verified")

EDIT_HISTORY = ("edit_history_tweet_ids", "edit_history_post_ids")
LONG_TEXT = ("note_tweet", "note_post")
REFERENCED = ("referenced_tweets", "referenced_posts")
INCLUDED_POSTS = ("tweets", "posts")

ALWAYS_EXPECTED: tuple[tuple[str, ...], ...] = (
    ("author_id",),
    ("conversation_id",),
    ("created_at",),
    EDIT_HISTORY,
    ("lang",),
)
ENOUGH_POSTS_TO_JUDGE = 50


def request_parameters(*, expand_authors: bool) -> dict[str, list[str]]:
    """Return the parameters of the stream and of search, in tweepy's names."""
    parameters = {"tweet_fields": list(POST_FIELDS), "expansions": ["referenced_tweets.id"]}
    if expand_authors:
        parameters["expansions"].append("author_id")
        parameters["user_fields"] = list(AUTHOR_FIELDS)
    return parameters


def either(source: Mapping[str, Any], names: Iterable[str]) -> Any:
    """Return the value under the first of several spellings that is there."""
    return next((source[name] for name in names if name in source), None)


def whole_number(value: object) -> int | None:
    """Read a number as X writes it: text in one version of its API, a number in another."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else None


def unescaped(text: str) -> str:
    """Undo, once, what X does to these three characters of a text, and to no others."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class FieldWatch:
    """Notices a field that X never sends although it was asked for: a sign of a renaming."""

    def __init__(self) -> None:
        self._posts = 0
        self._missing = {names[0]: names for names in ALWAYS_EXPECTED}

    def see(self, data: Mapping[str, Any]) -> None:
        """Look at one post's `data`."""
        self._posts += 1
        if self._missing:
            self._missing = {
                name: names
                for name, names in self._missing.items()
                if all(spelling not in data for spelling in names)
            }

    def never_seen(self) -> list[str]:
        """Return the fields that none of many posts had; empty while there were only few."""
        return sorted(self._missing) if self._posts >= ENOUGH_POSTS_TO_JUDGE else []

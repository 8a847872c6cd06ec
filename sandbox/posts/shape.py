"""Posts in the shapes of X API v2 (docs.x.com, "Data dictionary"), old vocabulary and new."""

from __future__ import annotations

import unicodedata
from html import escape
from typing import Any

import regex

from sandbox.posts.entities import entities_of
from sandbox.posts.post import Author, Post
from sandbox.posts.snowflake import iso_time

# docs.x.com, "Counting characters": a post is long beyond 280, most scripts outside Europe count
# twice.
LONG_BEYOND = 280
_COUNTS_ONCE = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_EMOJI = regex.compile(
    r"\p{RI}{2}|[0-9#*]\uFE0F?\u20E3|(?=[^0-9#*])\p{Emoji}(?:\p{EMod}|\p{VS}|[\U000E0020-\U000E007F]+)?"
    r"(?:\u200D(?=[^0-9#*])\p{Emoji}(?:\p{EMod}|\p{VS})?)*"
)
_TRUNCATED_TO = 270
# A repost's own text is cut to this many characters (docs.x.com, "Timelines: integration guide").
_REPOST_CUT = 140
# docs.x.com, "Edit posts": up to five edits.
_EDITS_ALLOWED = 5
_EDITABLE_MS = 3_600_000

NEW_WORDS = {
    "edit_history_tweet_ids": "edit_history_post_ids",
    "referenced_tweets": "referenced_posts",
    "retweet_count": "repost_count",
    "note_tweet": "note_post",
    "tweets": "posts",
    "tweet_count": "post_count",
}


def weighted_length(text: str) -> int:
    """Return the length of a text as X counts it: an emoji of any number of code points is two."""
    if text.isascii():
        return len(text)
    rest, emoji = _EMOJI.subn("", unicodedata.normalize("NFC", text))
    return 2 * emoji + sum(
        1 if any(low <= ord(character) <= high for low, high in _COUNTS_ONCE) else 2
        for character in rest
    )


def post_data(
    post: Post, reposted: Post | None = None, *, html_escaped: bool = False
) -> dict[str, Any]:
    """Return the whole `data` object of a post, in the old vocabulary.

    `reposted` is the original of a repost; its text is what a repost's own text repeats, cut.
    `html_escaped` writes &amp; &lt; &gt; in texts, which X has long done (tweepy's issues 93, 451).
    """
    text = f"RT @{reposted.author.username}: {reposted.text}" if reposted else post.text
    data: dict[str, Any] = {
        "id": post.id,
        "edit_history_tweet_ids": list(post.versions),
        "author_id": post.author.id,
        "created_at": iso_time(post.created_at_ms),
        "lang": post.lang,
        "conversation_id": post.conversation_id,
        "possibly_sensitive": post.possibly_sensitive,
        "reply_settings": "everyone",
        "edit_controls": _edit_controls(post),
        "public_metrics": dict.fromkeys(
            (
                "retweet_count",
                "reply_count",
                "like_count",
                "quote_count",
                "bookmark_count",
                "impression_count",
            ),
            0,
        ),
    }
    if post.kind == "repost" and len(text) > _REPOST_CUT:
        text = text[: _REPOST_CUT - 1] + "…"
    elif post.kind != "repost" and _is_long(text):
        data["note_tweet"] = _as_written(text, post, html_escaped)
        text = _shortened(post)
    data.update(_as_written(text, post, html_escaped))
    if post.references:
        data["referenced_tweets"] = [{"type": kind, "id": other} for kind, other in post.references]
    if post.reply_to:
        data["in_reply_to_user_id"] = post.reply_to.id
    if post.withheld_in:
        data["withheld"] = {"copyright": False, "country_codes": list(post.withheld_in)}
    return data


def _is_long(text: str) -> bool:
    return 2 * len(text) > LONG_BEYOND and weighted_length(text) > LONG_BEYOND


def _as_written(text: str, post: Post, html_escaped: bool) -> dict[str, Any]:
    """Return a text and its entities, which are those of what the author wrote.

    Their offsets are those in the text that is sent.
    """
    entities = entities_of(text, post.links)
    if html_escaped:
        for items in entities.values():
            for item in items:
                for end in ("start", "end"):
                    item[end] = len(escape(text[: item[end]], quote=False))
        text = escape(text, quote=False)
    return {"text": text, "entities": entities} if entities else {"text": text}


def _shortened(post: Post) -> str:
    shown = post.text[:_TRUNCATED_TO]
    while weighted_length(shown) > _TRUNCATED_TO:
        shown = shown[:-1]
    return f"{shown}… https://t.co/{int(post.id):x}"


def _edit_controls(post: Post) -> dict[str, Any]:
    return {
        "edits_remaining": _EDITS_ALLOWED - (len(post.versions) - 1),
        "is_edit_eligible": post.kind in ("original", "quote"),
        "editable_until": iso_time(post.created_at_ms + _EDITABLE_MS),
    }


def user_data(author: Author) -> dict[str, Any]:
    """Return the whole user object of an author, in the old vocabulary."""
    return {
        "id": author.id,
        "name": author.name or author.username,
        "username": author.username,
        "created_at": "2024-05-13T08:30:00.000Z",
        "description": "A made-up account",
        "protected": False,
        "verified": author.verified,
        "verified_type": "blue" if author.verified else "none",
        "public_metrics": {
            "followers_count": author.followers,
            "following_count": 100,
            "tweet_count": 1000,
            "listed_count": 1,
            "like_count": 100,
            "media_count": 10,
        },
    }


def in_new_words(payload: Any) -> Any:
    """Return a payload with the names that X's specification has used since version 2.167."""
    if isinstance(payload, dict):
        return {NEW_WORDS.get(key, key): in_new_words(value) for key, value in payload.items()}
    if isinstance(payload, list):
        return [in_new_words(item) for item in payload]
    return payload

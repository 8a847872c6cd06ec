"""Turns a post as X sends it, in either vocabulary, into the record that goes to Firehose."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from collector.x.fields import (
    EDIT_HISTORY,
    INCLUDED_POSTS,
    LONG_TEXT,
    REFERENCED,
    either,
    unescaped,
)
from shared.iso_time import iso_time, seconds_of
from shared.snowflake import time_of_id

Record = dict[str, Any]

LONGEST_TEXT = 100_000
"""X's longest posts have 25,000 characters; more is damage or malice."""
LONGEST_WORD = 500
LONGEST_LINK = 4_096
"""As far as the index searches it (`dashboards/index-template.json`)."""
MOST_ENTITIES = 100
"""Of tags, too; the sink counts the posts that have more (`Outgoing.lacks_tags`)."""
LARGEST_COUNT = 2**63 - 1
KINDS = {
    "retweeted": "repost",
    "reposted": "repost",
    "replied_to": "reply",
    "quoted": "quote",
}
KINDS_BY_PRECEDENCE = ("repost", "reply", "quote")


def post_id(data: Mapping[str, Any]) -> int | None:
    """Return the id of this version of a post, or None when it has none that X could have made."""
    return _id(data.get("id"))


def record_of(
    data: Mapping[str, Any],
    includes: object,
    *,
    matched: Sequence[str],
    source: str,
    collected_at: float,
) -> Record:
    """Return the record of a post whose `post_id` is known.

    `data` and `includes` are X's; `matched` the tags of our rules; `source` is `stream` or
    `search`; `collected_at` is seconds since 1970. Wrong types count as absent: never raises.
    """
    revision = post_id(data) or 0
    history = either(data, EDIT_HISTORY)
    first = _id(history[0]) if isinstance(history, list) and history else None
    included = includes if isinstance(includes, dict) else {}
    kind, original_id = _kind(data)
    body = data
    if kind == "repost":
        body = _find(either(included, INCLUDED_POSTS), original_id) or data
    text, entities = _text_and_entities(body)
    record: Record = {
        "id": str(first or revision),
        "text": text,
        "created_at": _created_at(data.get("created_at"), revision),
        "lang": _word(data.get("lang")) or "und",
        "kind": kind,
        "conversation_id": _word(data.get("conversation_id")) or str(first or revision),
        "author": _author(data.get("author_id"), included),
        "hashtags": _same_in_any_case(_entities(entities, "hashtags", "tag")),
        "mentions": _same_in_any_case(_entities(entities, "mentions", "username")),
        "cashtags": _same_in_any_case(_entities(entities, "cashtags", "tag")),
        "urls": _entities(
            entities, "urls", "unwound_url", "expanded_url", "url", longest=LONGEST_LINK
        ),
        "matched": [_cut(tag) for tag in matched[:MOST_ENTITIES]],
        "possibly_sensitive": data.get("possibly_sensitive") is True,
        "source": source,
        "collected_at": iso_time(collected_at),
        "revision": str(revision),
    }
    return record


def _id(value: object) -> int | None:
    if isinstance(value, int):
        value = str(value) if 0 < value <= LARGEST_COUNT else ""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19:
        number = int(value)
        return number if 0 < number <= LARGEST_COUNT else None
    return None


def _created_at(value: object, revision: int) -> str:
    seconds = seconds_of(value)
    return iso_time(time_of_id(revision) if seconds is None else seconds)


def _kind(data: Mapping[str, Any]) -> tuple[str, object]:
    references = either(data, REFERENCED)
    found = {
        KINDS[reference["type"]]: reference.get("id")
        for reference in (references if isinstance(references, list) else [])
        if isinstance(reference, dict)
        and isinstance(reference.get("type"), str)
        and reference["type"] in KINDS
    }
    for kind in KINDS_BY_PRECEDENCE:
        if kind in found:
            return kind, found[kind]
    return ("reply", None) if _id(data.get("in_reply_to_user_id")) else ("original", None)


def _find(items: object, wanted: object) -> dict[str, Any] | None:
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and wanted is not None and item.get("id") == wanted:
            return item
    return None


def _text_and_entities(body: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    long = either(body, LONG_TEXT)
    whole = long if isinstance(long, dict) and isinstance(long.get("text"), str) else body
    text = whole.get("text")
    entities = whole.get("entities")
    if not isinstance(entities, dict):
        entities = body.get("entities")
    return (
        unescaped(text)[:LONGEST_TEXT] if isinstance(text, str) else "",
        entities if isinstance(entities, dict) else {},
    )


def _author(author_id: object, included: Mapping[str, Any]) -> Record:
    author: Record = {}
    if (known := _word(author_id)) is not None:
        author["id"] = known
    user = _find(included.get("users"), author_id)
    if user is None:
        return author
    for name in ("username", "name"):
        if (word := _word(user.get(name))) is not None:
            author[name] = word
    counts = user.get("public_metrics")
    followers = counts.get("followers_count") if isinstance(counts, dict) else None
    if type(followers) is int and 0 <= followers <= LARGEST_COUNT:
        author["followers"] = followers
    if isinstance(user.get("verified"), bool):
        author["verified"] = user["verified"]
    return author


def _entities(
    entities: Mapping[str, Any], name: str, *fields: str, longest: int = LONGEST_WORD
) -> list[str]:
    """Return what the first field that is there says: whole, or not at all when it is too long.

    The end of a link or of a name is part of what it means: cut, it would lead elsewhere.
    """
    items = entities.get(name)
    words: dict[str, None] = {}
    for item in items[:MOST_ENTITIES] if isinstance(items, list) else []:
        found = [item.get(field) for field in fields] if isinstance(item, dict) else []
        word = next((word for word in found if isinstance(word, str) and word), "")
        if 0 < len(word) <= longest:
            words[word] = None
    return list(words)


def _same_in_any_case(words: Sequence[str]) -> list[str]:
    """X takes #Sun and #sun for one, as it does $TSLA and @NASA, and so shall the dashboard.

    In NFC, too: an é is one however many code points it was typed as.
    """
    return list(dict.fromkeys(unicodedata.normalize("NFC", word.lower()) for word in words))


def _word(value: object) -> str | None:
    return _cut(value) if isinstance(value, str) and value else None


def _cut(text: str) -> str:
    return text[:LONGEST_WORD]

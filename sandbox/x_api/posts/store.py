"""The posts that were published: numbered, linked to each other, and kept for search."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sandbox.posts.language import guess_language
from sandbox.posts.post import Author, Post, Reference
from sandbox.posts.snowflake import first_id_of, time_ms_of

# The fields of a post in plain shape; posts/README.md says what each means.
PLAIN_FIELDS = frozenset(
    [
        "text",
        "id",
        "key",
        "created_at",
        "lang",
        "username",
        "name",
        "followers",
        "verified",
        "reply_to",
        "quote_of",
        "repost_of",
        "edit_of",
        "links",
        "possibly_sensitive",
        "withheld_in",
    ]
)
_REFERENCES: tuple[tuple[str, Reference], ...] = (
    ("repost_of", "retweeted"),
    ("quote_of", "quoted"),
    ("reply_to", "replied_to"),
)


class PostStore:
    """Not safe for threads by itself: its owner holds a lock. `now` returns seconds since 1970."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._posts: dict[str, Post] = {}
        self._by_key: dict[str, str] = {}
        self._newest_versions: list[int] = []
        self._newest_of: dict[str, str] = {}
        self._last_id = 0

    def add(self, plain: Mapping[str, Any]) -> Post:
        """Keep a post given in plain shape; raise ValueError when it is not one."""
        if unknown := set(plain) - PLAIN_FIELDS:
            raise ValueError(f"a post has no field {', '.join(sorted(unknown))}")
        references = tuple(
            (kind, self._find(name, plain[name])) for name, kind in _REFERENCES if plain.get(name)
        )
        post = self._edit(plain) if plain.get("edit_of") else self._new(plain, references)
        if post.id in self._posts:
            raise ValueError(f"there is a post with the id {post.id} already")
        self._posts[post.id] = post
        insort(self._newest_versions, int(post.id))
        self._newest_of[post.first_id] = post.id
        if isinstance(key := plain.get("key"), str):
            self._by_key[key] = post.id
        return post

    def get(self, post_id: str) -> Post | None:
        """Return a post by its id, None when there is none or it was deleted."""
        return self._posts.get(post_id)

    def delete(self, post_id: str) -> None:
        """Take a post away, as its author would; what refers to it stays."""
        if self._posts.pop(post_id, None):
            self._forget_version(post_id)

    def newest_first(self, above: int, below: int) -> Iterator[Post]:
        """Yield the newest version of each post with above < id < below."""
        first = bisect_right(self._newest_versions, above)
        last = bisect_left(self._newest_versions, below)
        for index in range(last - 1, first - 1, -1):
            yield self._posts[str(self._newest_versions[index])]

    def _new(
        self, plain: Mapping[str, Any], references: tuple[tuple[Reference, Post], ...]
    ) -> Post:
        linked: dict[Reference, Post] = dict(references)
        reposted, answered = linked.get("retweeted"), linked.get("replied_to")
        text = reposted.text if reposted else plain.get("text")
        if not isinstance(text, str) or not text.strip():
            raise ValueError("a post needs a text")
        text = _as_kept(text)
        post_id = str(self._number(plain))
        return Post(
            id=post_id,
            versions=(post_id,),
            created_at_ms=time_ms_of(int(post_id)),
            text=text,
            lang=plain.get("lang") or (reposted.lang if reposted else guess_language(text)),
            author=_author(plain),
            conversation_id=answered.conversation_id if answered else post_id,
            references=tuple((kind, other.id) for kind, other in references),
            reply_to=answered.author if answered else None,
            links=reposted.links if reposted else dict(plain.get("links") or {}),
            possibly_sensitive=bool(plain.get("possibly_sensitive")),
            withheld_in=tuple(plain.get("withheld_in") or ()),
        )

    def _edit(self, plain: Mapping[str, Any]) -> Post:
        newest = self._posts[self._newest_of[self._find("edit_of", plain["edit_of"]).first_id]]
        self._forget_version(newest.id)
        post_id = str(self._number(plain))
        return Post(
            id=post_id,
            versions=(*newest.versions, post_id),
            created_at_ms=time_ms_of(int(post_id)),
            text=_as_kept(str(plain.get("text") or newest.text)),
            lang=str(plain.get("lang") or newest.lang),
            author=newest.author,
            conversation_id=newest.conversation_id,
            references=newest.references,
            reply_to=newest.reply_to,
            links={**newest.links, **(plain.get("links") or {})},
            possibly_sensitive=newest.possibly_sensitive,
            withheld_in=newest.withheld_in,
        )

    def _forget_version(self, post_id: str) -> None:
        index = bisect_left(self._newest_versions, int(post_id))
        if index < len(self._newest_versions) and self._newest_versions[index] == int(post_id):
            del self._newest_versions[index]

    def _find(self, field: str, name: object) -> Post:
        post = self._posts.get(self._by_key.get(str(name), str(name)))
        if post is None:
            raise ValueError(f"{field} is {name!r}, and no post of that key or id was published")
        original = post.referenced("retweeted")
        return self._posts.get(original, post) if original else post

    def _number(self, plain: Mapping[str, Any]) -> int:
        if given := plain.get("id"):
            if not (isinstance(given, str) and given.isdecimal() and len(given) <= 19):
                raise ValueError(f"id is {given!r}; X's ids are text of 1 to 19 digits")
            return int(given)
        if created_at := plain.get("created_at"):
            base = first_id_of(int(datetime.fromisoformat(created_at).timestamp() * 1000))
            while str(base) in self._posts:
                base += 1
            return base
        self._last_id = max(self._last_id + 1, first_id_of(int(self._now() * 1000)))
        return self._last_id


def _as_kept(text: str) -> str:
    """Return a text in NFC, as X keeps it (docs.x.com, "Counting characters")."""
    return unicodedata.normalize("NFC", text)


def _author(plain: Mapping[str, Any]) -> Author:
    return Author(
        username=str(plain.get("username") or "replay"),
        name=str(plain.get("name") or ""),
        followers=int(plain.get("followers", 100)),
        verified=bool(plain.get("verified")),
    )

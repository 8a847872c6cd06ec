"""A post as X keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Reference = Literal["retweeted", "quoted", "replied_to"]
Kind = Literal["original", "reply", "quote", "repost"]


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a post; `id` is derived from the username, so that it is the same in every run."""

    username: str
    name: str = ""
    followers: int = 100
    verified: bool = False

    @property
    def id(self) -> str:
        """The author's id: 19 digits."""
        digest = hashlib.sha256(self.username.casefold().encode()).digest()
        return str(1_700_000_000_000_000_000 + int.from_bytes(digest[:8], "big") % 10**17)


@dataclass(frozen=True, slots=True)
class Post:
    """One version of a post.

    `versions` are the ids of its edit history, oldest first, ending with `id`; `references` the
    posts that it reposts, quotes or answers; `links` maps each link in the text to the address
    behind it.
    """

    id: str
    versions: tuple[str, ...]
    created_at_ms: int
    text: str
    lang: str
    author: Author
    conversation_id: str
    references: tuple[tuple[Reference, str], ...] = ()
    reply_to: Author | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    possibly_sensitive: bool = False
    withheld_in: tuple[str, ...] = ()

    @property
    def first_id(self) -> str:
        """The id of the first version: what stays the same over edits."""
        return self.versions[0]

    @property
    def kind(self) -> Kind:
        """What it is; a reply that also quotes counts as a reply."""
        types = {reference for reference, _ in self.references}
        if "retweeted" in types:
            return "repost"
        if "replied_to" in types:
            return "reply"
        return "quote" if "quoted" in types else "original"

    def referenced(self, reference: Reference) -> str | None:
        """Return the id of the post that this one reposts, quotes or answers."""
        return next((post_id for kind, post_id in self.references if kind == reference), None)

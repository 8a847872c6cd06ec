"""What was published, kept for whoever counts afterwards."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.posts.post import Post


@dataclass(slots=True)
class Published:
    """One post over all its versions, without its text.

    tags: of the rules that matched when it was published, over all versions; empty when no rule
    did, or there was none. search_tags: those of them by which recent search would find it (no
    reposts for words; the text of a quoted post does not count). while_connected: whether a stream
    was open when it was first published.
    """

    id: str
    kind: str
    lang: str
    username: str
    created_at_ms: int
    while_connected: bool
    key: str | None = None
    versions: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    search_tags: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, post: Post, key: str | None, while_connected: bool) -> Published:
        """Begin the account of a post."""
        return cls(
            id=post.first_id,
            kind=post.kind,
            lang=post.lang,
            username=post.author.username,
            created_at_ms=post.created_at_ms,
            while_connected=while_connected,
            key=key,
        )

    def add(self, version: str, tags: list[str], search_tags: list[str]) -> None:
        """Note one more version."""
        self.versions.append(version)
        self.tags = sorted({*self.tags, *tags})
        self.search_tags = sorted({*self.search_tags, *search_tags})

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

"""An X with posts, and what its stream and its search say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from collector.x.fields import request_parameters
from sandbox.posts.post import Post
from sandbox.x_api.posts.fields import Fields
from sandbox.x_api.posts.store import PostStore
from sandbox.x_api.rules.language import parse
from sandbox.x_api.rules.matching import Subject, matches, search_finds

NOW = 1_795_446_000.0
RULE_CHARACTERS = 4096


@dataclass
class AtX:
    """Posts as the stand-in keeps them."""

    store: PostStore = field(default_factory=lambda: PostStore(lambda: NOW))

    def publish(self, **plain: Any) -> Post:
        return self.store.add(plain)

    def streams(self, rule: str, post: Post) -> bool:
        reposted = self.store.get(post.referenced("retweeted") or "")
        quoted = self.store.get(post.referenced("quoted") or "")
        subject = Subject.of_stream(post, reposted, quoted)
        return matches(parse(rule, RULE_CHARACTERS), subject)

    def finds(self, query: str, post: Post, longest: int = RULE_CHARACTERS) -> bool:
        return search_finds(parse(query, longest), post)

    def answer(
        self,
        posts: list[Post],
        *,
        hidden: frozenset[str] = frozenset(),
        expand_authors: bool = True,
        new_words: bool = False,
    ) -> tuple[list[Mapping[str, Any]], Mapping[str, Any]]:
        """Return `data` and `includes` as a page of search has them for the collector."""
        asked = request_parameters(expand_authors=expand_authors)
        query = {name.replace("_fields", ".fields"): ",".join(asked[name]) for name in asked}
        fields = Fields.of(query, "new" if new_words else "old", html_escaped=True)
        rendered = fields.render(posts, self.store.get, hidden)
        return rendered["data"], rendered.get("includes", {})

"""Which posts a rule matches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.posts.entities import entities_of
from sandbox.posts.post import Post
from sandbox.x_api.rules.language import All, Any, Expression, Term, terms_of
from sandbox.x_api.rules.words import Text, same, without_accents, without_case

_TEXT_KINDS = ("keyword", "phrase", "#", "@", "$")


@dataclass(frozen=True, slots=True)
class Subject:
    """What rules look at in a post, taken out once for all rules."""

    texts: tuple[Text, ...]
    hashtags: frozenset[str]
    mentions: frozenset[str]
    cashtags: frozenset[str]
    has: frozenset[str]
    kind: frozenset[str]
    author: tuple[str, str]
    reply_to: tuple[str, str]
    lang: str

    @classmethod
    def of_stream(cls, post: Post, reposted: Post | None, quoted: Post | None) -> Subject:
        """Return what the stream compares: also what the original and the quoted post say.

        docs.x.com, "Operators": on the stream is:reply means replies that are quoted or reposted
        as well.
        """
        whole = f"RT @{reposted.author.username}: {reposted.text}" if reposted else post.text
        texts = [whole, quoted.text] if quoted else [whole]
        return cls._of(post, texts, [other for other in (reposted, quoted) if other], same)

    @classmethod
    def of_search(cls, post: Post) -> Subject:
        """Return what recent search compares: the post's own text, without accents."""
        return cls._of(post, [post.text], [], without_accents)

    @classmethod
    def _of(
        cls, post: Post, texts: list[str], beside: list[Post], folded: Callable[[str], str]
    ) -> Subject:
        found = [entities_of(text) for text in texts]
        kinds = {_IS[reference] for reference, _ in post.references}
        if any(other.referenced("replied_to") for other in beside):
            kinds.add("reply")
        reply_to = post.reply_to

        def all_of(kind: str, name: str) -> frozenset[str]:
            items = [item for entities in found for item in entities.get(kind, ())]
            return frozenset(without_case(folded(item[name])) for item in items)

        return cls(
            texts=tuple(Text.of(folded(text)) for text in texts),
            hashtags=all_of("hashtags", "tag"),
            mentions=all_of("mentions", "username"),
            cashtags=all_of("cashtags", "tag"),
            has=frozenset("links" if kind == "urls" else kind for kind in found[0]),
            kind=frozenset(kinds),
            author=(without_case(post.author.username), post.author.id),
            reply_to=(without_case(reply_to.username), reply_to.id) if reply_to else ("", ""),
            lang=without_case(post.lang),
        )


_IS = {"retweeted": "retweet", "quoted": "quote", "replied_to": "reply"}


def matches(expression: Expression, subject: Subject) -> bool:
    """Say whether a rule matches a post."""
    if isinstance(expression, All):
        return all(matches(part, subject) for part in expression.parts)
    if isinstance(expression, Any):
        return any(matches(part, subject) for part in expression.parts)
    return _term_matches(expression, subject) is not expression.negated


def search_finds(expression: Expression, post: Post) -> bool:
    """Say whether recent search returns a post for a query.

    docs.x.com, changelog of 4 May 2026: a query for words no longer returns reposts.
    """
    for_words = any(term.kind in _TEXT_KINDS for term in terms_of(expression) if not term.negated)
    if for_words and post.kind == "repost":
        return False
    return matches(_folded(expression), Subject.of_search(post))


def _folded(expression: Expression) -> Expression:
    if isinstance(expression, Term):
        if expression.value.isascii():
            return expression
        return Term(expression.kind, without_accents(expression.value), expression.negated)
    return type(expression)(tuple(_folded(part) for part in expression.parts))


def _term_matches(term: Term, subject: Subject) -> bool:
    value = without_case(term.value)
    match term.kind:
        case "keyword" | "phrase":
            return any(text.contains(value) for text in subject.texts)
        case "#":
            return value in subject.hashtags
        case "@":
            return value in subject.mentions
        case "$":
            return value in subject.cashtags
        case "from":
            return value in subject.author
        case "to":
            return value in subject.reply_to
        case "lang":
            return value == subject.lang
        case "is":
            return value in subject.kind
        case "has":
            return value in subject.has

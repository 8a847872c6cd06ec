"""Which posts a rule matches."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.posts.entities import entities_of
from sandbox.posts.post import Post
from sandbox.x_api.rules.language import All, Any, Expression, Term, terms_of
from sandbox.x_api.rules.words import Text, without_accents, without_case

_TEXT_KINDS = ("keyword", "phrase", "#", "@", "$")


@dataclass(frozen=True, slots=True)
class Subject:
    """What rules look at in a post, taken out once for all rules."""

    text: Text
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
        """Return what the stream compares: also the text of the original and of the quoted post."""
        whole = f"RT @{reposted.author.username}: {reposted.text}" if reposted else post.text
        return cls._of(post, whole, f"{whole}\n{quoted.text}" if quoted else whole)

    @classmethod
    def of_search(cls, post: Post) -> Subject:
        """Return what recent search compares: the post's own text, without accents."""
        text = without_accents(post.text)
        return cls._of(post, text, text)

    @classmethod
    def _of(cls, post: Post, text: str, compared: str) -> Subject:
        entities = entities_of(text)
        reply_to = post.reply_to
        return cls(
            text=Text.of(compared),
            hashtags=frozenset(without_case(item["tag"]) for item in entities.get("hashtags", ())),
            mentions=frozenset(
                without_case(item["username"]) for item in entities.get("mentions", ())
            ),
            cashtags=frozenset(without_case(item["tag"]) for item in entities.get("cashtags", ())),
            has=frozenset("links" if kind == "urls" else kind for kind in entities),
            kind=frozenset(_IS[reference] for reference, _ in post.references),
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
            return subject.text.contains(value)
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

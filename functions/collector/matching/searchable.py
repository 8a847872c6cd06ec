"""Which rules recent search takes as a query, and which may share one."""

from __future__ import annotations

import re

from collector.matching.expression import (
    KEYWORD,
    PHRASE,
    SIGILS,
    All,
    Any,
    Expression,
    Opaque,
    Term,
    all_of,
    any_of,
    terms_of,
    write,
)
from collector.matching.operators import can_tell, is_entity
from collector.matching.text.characters import weighted_length

# docs.x.com, "Operators" of the filtered stream: those that the list of search does not have.
_STREAM_ONLY = frozenset(
    f"{name}:"
    for name in (
        "bio",
        "bio_location",
        "bio_name",
        "embedding",
        "embedding_threshold",
        "followers_count",
        "following_count",
        "listed_count",
        "min_followers",
        "sample",
        "tweets_count",
        "url_contains",
        "url_description",
        "url_title",
    )
)
SEARCHES = 450
MINUTES = 15
"""docs.x.com, "Rate limits": an app may search recent posts so often in so many minutes."""
LONGEST_LANGUAGES = 256
"""Half of the shortest query that X takes; more are not asked for (`components/settings` tells)."""
_QUOTED = re.compile(r'"[^"]*"')
_OPERATOR = re.compile(r"(?<!\w)[A-Za-z_]+:")


def why_not_searchable(expression: Expression, longest: int) -> str | None:
    """Return why search would refuse a rule, for whoever reads it; None when it takes it.

    longest: of a query, in X's weighted characters (docs.x.com, "Search Posts": 512 for
    self-service, 4,096 for Enterprise).
    """
    text = write(expression)
    if (length := weighted_length(text)) > longest:
        return f"it has {length} characters, search takes {longest}"
    if isinstance(expression, Opaque):
        names = _OPERATOR.findall(_QUOTED.sub('""', text))
    else:
        names = [term.kind for term in terms_of(expression)]
    operator = next((name for name in names if name.lower() in _STREAM_ONLY), None)
    return operator and f"search does not know {operator}"


def as_searched(expression: Expression) -> Expression:
    """Return a rule as search is asked: without the words, phrases and hashtags that it excludes,
    and without a long list of languages.

    For "-cafe" search would leave out "café" as well, which the stream delivers. What is found
    beside that is read, billed, and left out by us.
    """
    return _of_all_languages(widened(expression) or expression)


def _of_all_languages(expression: Expression) -> Expression:
    """Leave out a list of languages that would leave no room for words: a post tells its own."""
    if isinstance(expression, Any):
        return any_of(map(_of_all_languages, expression.parts))
    if isinstance(expression, All):
        left = [
            _of_all_languages(part)
            for part in expression.parts
            if not is_long_list_of_languages(part)
        ]
        return all_of(left) if left else expression
    return expression


def is_long_list_of_languages(part: Expression) -> bool:
    """Say whether search is not asked for it, where it stands beside others."""
    return (
        isinstance(part, Any)
        and all(
            isinstance(term, Term) and term.kind.lower() == "lang:" and not term.negated
            for term in part.parts
        )
        and weighted_length(write(part)) > LONGEST_LANGUAGES
    )


def widened(expression: Expression) -> Expression | None:
    """Return it without exclusions of words; None when every post matches what is left."""
    match expression:
        case Term() if _excludes_words(expression):
            return None
        case All(parts):
            left = [some for part in parts if (some := widened(part)) is not None]
            return all_of(left) if left else None
        case Any(parts):
            left = [some for part in parts if (some := widened(part)) is not None]
            return any_of(left) if len(left) == len(parts) else None
        case _:
            return expression


def _excludes_words(term: Term) -> bool:
    """Users and cashtags have no accents; and of #2026 we can't tell what X takes it for."""
    is_hashtag = term.kind == "#" and is_entity(term)
    is_text = term.kind in (KEYWORD, PHRASE) or term.kind.startswith("~")
    return term.negated and (is_text or is_hashtag)


def wants_words(expression: Expression) -> bool:
    """Say whether search returns no reposts for it (docs.x.com, changelog of 4 May 2026)."""
    return any(
        not term.negated and (term.kind in (KEYWORD, PHRASE, *SIGILS) or term.kind.startswith("~"))
        for term in terms_of(expression)
    )


def apart_by_words(expression: Expression) -> list[Expression]:
    """Return what together finds the same, with reposts where search has them: what it finds
    without words is asked apart from what it finds by words.
    """
    parts = expression.parts if isinstance(expression, All) else (expression,)
    group = next((part for part in parts if isinstance(part, Any) and wants_words(part)), None)
    rest = [part for part in parts if part is not group]
    if group is None or any(map(wants_words, rest)) or not _takes_reposts(expression):
        return [expression]
    by_words = [part for part in group.parts if wants_words(part)]
    without = [part for part in group.parts if part not in by_words]
    if not without or not all(map(_stands_alone, without)):
        return [expression]
    return [
        all_of(any_of(some) if part is group else part for part in parts)
        for some in (by_words, without)
    ]


def misses_reposts(expression: Expression) -> bool:
    """Say whether the stream may deliver reposts for a rule, and search does not return them."""
    if isinstance(expression, Opaque):
        return "-is:retweet" not in expression.value.lower()
    return any(wants_words(part) and _takes_reposts(part) for part in apart_by_words(expression))


def _takes_reposts(expression: Expression) -> bool:
    match expression:
        case Term(kind, value, negated):
            return not negated or (kind + value).lower() != "is:retweet"
        case All(parts):
            return all(map(_takes_reposts, parts))
        case Any(parts):
            return any(map(_takes_reposts, parts))
        case _:
            return True


def _stands_alone(expression: Expression) -> bool:
    return any(not term.negated and not only_narrows(term) for term in terms_of(expression))


def only_x_can_tell(expression: Expression, *, authors_known: bool) -> frozenset[Expression]:
    """Return the parts, all of which must match, that can't be decided from a post as it is read.

    When X finds a post for a query in which each rule has them, they hold for it.
    """
    parts = expression.parts if isinstance(expression, All) else (expression,)
    return frozenset(
        part
        for part in parts
        if isinstance(part, Opaque)
        or not all(can_tell(term, authors_known=authors_known) for term in terms_of(part))
    )


def only_narrows(part: Expression) -> bool:
    """Say whether a part needs the company of others, as lang:, is: and has: do."""
    if isinstance(part, Term):
        return part.kind.lower() in ("lang:", "is:", "has:")
    return isinstance(part, All | Any) and all(map(only_narrows, part.parts))

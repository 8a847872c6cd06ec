"""Says whether search can have found by a rule only what the stream would deliver for it.

Search folds accents, so a post may be found by a word that the stream does not see in it. What
neither tells of a post, such as who wrote it, X knows alike for both.
"""

from __future__ import annotations

from collector.matching.expression import (
    KEYWORD,
    PHRASE,
    SIGILS,
    Expression,
    Opaque,
    Term,
    terms_of,
)
from collector.matching.operators import answer_of, is_entity
from collector.matching.text.answer import Answer
from collector.matching.text.view import View


def matches_where_found(expression: Expression, stream: View, search: View) -> bool:
    """Say whether a post that search found by an expression matches it on the stream as well."""
    if isinstance(expression, Opaque):
        return False
    return all(_holds_where_found(term, stream, search) for term in terms_of(expression))


def _holds_where_found(term: Term, stream: View, search: View) -> bool:
    on_stream, on_search = answer_of(term, stream), answer_of(term, search)
    if on_stream is Answer.YES or on_search is Answer.NO:
        return True
    if on_stream is Answer.NO or on_search is Answer.YES:
        return False
    return not _is_of_words(term) or _reads_the_same(term, stream, search)


def _is_of_words(term: Term) -> bool:
    if term.kind in SIGILS:
        return is_entity(term)
    return term.kind in (KEYWORD, PHRASE) or term.kind.startswith("~")


def _reads_the_same(term: Term, stream: View, search: View) -> bool:
    """Say whether nothing of the post or of the term is another word for search."""
    if stream.other_reading or stream.fold(term.value) != search.fold(term.value):
        return False
    return [text.folded for text in search.texts] == [text.folded for text in stream.texts]

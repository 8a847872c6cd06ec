"""Says whether search can have found by a rule only what the stream would deliver for it.

Search folds accents, so a post may be found by a word that the stream does not see in it; nor is it
asked for all that a rule excludes. What neither tells of a post, such as who wrote it, X knows
alike for both.
"""

from __future__ import annotations

from collector.matching.expression import (
    KEYWORD,
    PHRASE,
    SIGILS,
    All,
    Expression,
    Opaque,
    Term,
    all_of,
    any_of,
    terms_of,
)
from collector.matching.matching import matches
from collector.matching.operators import answer_of
from collector.matching.text.answer import Answer
from collector.matching.text.view import View


def matches_where_found(
    expression: Expression, searched: Expression, stream: View, search: View
) -> bool:
    """Say whether a post matches on the stream what can't be decided from it, when search found it
    by what it is asked of that.
    """
    if isinstance(expression, Opaque) or matches(searched, stream) is not Answer.UNDECIDABLE:
        return False
    return _open(expression, stream) == _open(searched, stream) and all(
        _holds_where_found(term, stream, search) for term in terms_of(searched)
    )


def _open(expression: Expression, stream: View) -> Expression:
    """Return what the post leaves open of an expression that can't be decided."""
    if isinstance(expression, Term | Opaque):
        return expression
    joined = all_of if isinstance(expression, All) else any_of
    return joined(
        _open(part, stream)
        for part in expression.parts
        if matches(part, stream) is Answer.UNDECIDABLE
    )


def _holds_where_found(term: Term, stream: View, search: View) -> bool:
    on_stream, on_search = answer_of(term, stream), answer_of(term, search)
    if on_stream is Answer.YES or on_search is Answer.NO:
        return True
    if on_stream is Answer.NO or on_search is Answer.YES:
        return False
    return not _is_of_words(term) or _reads_the_same(term, stream, search)


def _is_of_words(term: Term) -> bool:
    return term.kind in (KEYWORD, PHRASE, *SIGILS) or term.kind.startswith("~")


def _reads_the_same(term: Term, stream: View, search: View) -> bool:
    """Say whether nothing of the post or of the term is another word for search, nor missing that
    could exclude the post.
    """
    if term.negated and not stream.is_whole:
        return False
    if stream.other_reading or stream.fold(term.value) != search.fold(term.value):
        return False
    return [text.folded for text in search.texts] == [text.folded for text in stream.texts]

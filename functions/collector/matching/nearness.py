"""Which rules come nearest to a post that none of them matches as far as we understand.

Where words are written without spaces, which of several keywords a longer word holds depends on
where it is split: 東京都庁 holds 東京 or 京都. X does not document how it splits; most who split
such texts read them from the left, and take the longest word that they know.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from collector.matching.expression import (
    KEYWORD,
    PHRASE,
    SIGILS,
    All,
    Expression,
    Opaque,
    Term,
    terms_of,
)
from collector.matching.text.view import View
from collector.matching.text.words import needle_of


def nearest(expressions: Sequence[Expression], texts: Sequence[str]) -> list[int]:
    """Return the numbers of the expressions of which most is in the texts; all if none has any."""
    squeezed = " ".join(_squeezed(text) for text in texts)
    shares = [_share(expression, squeezed) or 0.0 for expression in expressions]
    most = max(shares, default=0.0)
    return [number for number, share in enumerate(shares) if share == most]


def read_from_the_left(expressions: Iterable[Expression], view: View) -> frozenset[Term]:
    """Return the keywords and phrases of some expressions as they hold for a text that is split
    so: those that are met, and negated those that are not.

    Where a phrase is, its words are: it keeps none of them from being met.
    """
    needles = {
        replace(term, negated=False): needle_of(term.value, view.fold)
        for expression in expressions
        for term in terms_of(expression)
        if term.kind in (KEYWORD, PHRASE)
    }
    texts = [spaced for text in view.texts for spaced in text.spaced_loosely]
    phrases = {
        needle
        for needle in needles.values()
        if len(needle.loose) > 1 and any(map(needle.is_perhaps_in, texts))
    }
    keywords = {needle.loose for needle in needles.values() if len(needle.loose) == 1}
    words = {word for loose in (*keywords, *(each.loose for each in phrases)) for word in loose}
    met = {(word,) for spaced in texts for word in _met(words, spaced)}
    return frozenset(
        term if needle in phrases or needle.loose in met else replace(term, negated=True)
        for term, needle in needles.items()
    )


def _met(words: Iterable[str], spaced: str) -> Iterator[str]:
    """Words in a row share the space between them."""
    longest_first = sorted(words, key=len, reverse=True)
    if not longest_first:
        return
    one = re.compile(f" ({'|'.join(map(re.escape, longest_first))})(?= )")
    for found in one.finditer(spaced):
        yield found[1]


def _share(expression: Expression, squeezed: str) -> float | None:
    """Return how much of what is wanted is there, 0 to 1; None when no words are wanted."""
    if isinstance(expression, Opaque):
        return None
    if isinstance(expression, Term):
        is_text = expression.kind in (KEYWORD, PHRASE, *SIGILS) or expression.kind.startswith("~")
        if expression.negated or not is_text:
            return None
        return float(_squeezed(expression.value) in squeezed)
    found = [_share(part, squeezed) for part in expression.parts]
    shares = [share for share in found if share is not None]
    if not shares:
        return None
    return sum(shares) / len(shares) if isinstance(expression, All) else max(shares)


@lru_cache(maxsize=4096)
def _squeezed(text: str) -> str:
    """Return the letters and numbers alone, without case, width, ligatures and marks."""
    folded = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return "".join(character for character in folded if character.isalnum())

"""Finds the few rules that a post can match, without comparing it with each of a thousand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set

from collector.matching.expression import KEYWORD, PHRASE, SIGILS, All, Expression, Opaque, Term
from collector.matching.operators import is_entity
from collector.matching.text.characters import WITHOUT_SPACES
from collector.matching.text.view import View
from collector.matching.text.words import Fold, needle_of, read_otherwise

Anchor = tuple[bool, str]
"""A word or an entity that a post must have (False), or a row within a word of its text (True)."""


def anchors(expression: Expression, fold: Fold) -> frozenset[Anchor] | None:
    """Return of what a post must have one for the rule not to be a NO; None: there is no such."""
    match expression:
        case Term():
            return None if expression.negated else _anchors_of_term(expression, fold)
        case Opaque():
            return None
        case All(parts):
            found = [some for part in parts if (some := anchors(part, fold)) is not None]
            return min(found, key=_cost, default=None)
        case _:
            together: frozenset[Anchor] = frozenset()
            for part in expression.parts:
                if (some := anchors(part, fold)) is None:
                    return None
                together |= some
            return together


def _anchors_of_term(term: Term, fold: Fold) -> frozenset[Anchor] | None:
    if read_otherwise(fold(term.value)) != fold(term.value):
        return None
    if term.kind in SIGILS:
        return frozenset([(False, term.kind + fold(term.value))]) if is_entity(term) else None
    if term.kind in (KEYWORD, PHRASE):
        needle = needle_of(term.value, fold)
        if not needle.loose:
            return None
        longest = max(needle.loose, key=len)
        if WITHOUT_SPACES.search(longest):
            return frozenset([(True, f" {longest} ")])
        return frozenset([(False, longest)])
    return None


def _cost(some: frozenset[Anchor]) -> tuple[int, int]:
    return sum(is_row for is_row, _ in some), len(some)


class Candidates:
    """Prepared once for a list of expressions, and for views that are folded in the same way."""

    def __init__(self, expressions: Sequence[Expression], fold: Fold) -> None:
        self._all = frozenset(range(len(expressions)))
        self._always: list[int] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_word_in_row: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for number, expression in enumerate(expressions):
            some = anchors(expression, fold)
            if some is None:
                self._always.append(number)
            for is_row, text in some or ():
                if is_row:
                    self._by_word_in_row[max(text.split(), key=len)].append((text, number))
                else:
                    self._by_word[text].append(number)

    def perhaps_yes(self, view: View) -> set[int]:
        """Return the numbers of those that the texts here may match; all others are no YES."""
        found = set(self._always)
        for words in (view.entities, *(text.pieces for text in view.texts)):
            for word in words & self._by_word.keys():
                found.update(self._by_word[word])
        for text in view.texts:
            for word in text.pieces & self._by_word_in_row.keys():
                found.update(
                    number
                    for row, number in self._by_word_in_row[word]
                    if any(row in spaced for spaced in text.spaced_loosely)
                )
        return found

    def perhaps_not_no(self, view: View) -> Set[int]:
        """Return the numbers of those that may match or can't be decided; all others are a NO."""
        is_clear = view.is_whole and view.has_entities and view.other_reading is None
        return self.perhaps_yes(view) if is_clear else self._all

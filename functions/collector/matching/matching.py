"""Says whether a rule matches a post, as far as that can be told."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from collector.matching.expression import All, Expression, Opaque, Term
from collector.matching.operators import answer_of
from collector.matching.text.answer import Answer
from collector.matching.text.view import View


def matches(expression: Expression, view: View, given: Set[Expression] = frozenset()) -> Answer:
    """Return YES, NO, or UNDECIDABLE where what is missing or not understood could tip it.

    given: what is known to hold for the post, although it can't be decided from it.
    """
    answer = _from_the_post(expression, view, given)
    if answer is Answer.UNDECIDABLE and given:
        if expression in given:
            return Answer.YES
        if isinstance(expression, Term) and _opposite(expression) in given:
            return Answer.NO
    return answer


def _from_the_post(expression: Expression, view: View, given: Set[Expression]) -> Answer:
    if isinstance(expression, Term):
        return answer_of(expression, view)
    if isinstance(expression, Opaque):
        return Answer.UNDECIDABLE
    stop, choose = (Answer.NO, min) if isinstance(expression, All) else (Answer.YES, max)
    answer = stop.opposite
    for part in expression.parts:
        answer = choose(answer, matches(part, view, given))
        if answer is stop:
            break
    return answer


def _opposite(term: Term) -> Term:
    return replace(term, negated=not term.negated)

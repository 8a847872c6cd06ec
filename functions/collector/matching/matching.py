"""Says whether a rule matches a post, as far as that can be told."""

from __future__ import annotations

from collector.matching.answer import Answer
from collector.matching.expression import All, Expression, Opaque, Term
from collector.matching.operators import answer_of
from collector.matching.view import View


def matches(expression: Expression, view: View) -> Answer:
    """Return YES, NO, or UNDECIDABLE where what is missing or not understood could tip it."""
    if isinstance(expression, Term):
        return answer_of(expression, view)
    if isinstance(expression, Opaque):
        return Answer.UNDECIDABLE
    stop, choose = (Answer.NO, min) if isinstance(expression, All) else (Answer.YES, max)
    answer = stop.opposite
    for part in expression.parts:
        answer = choose(answer, matches(part, view))
        if answer is stop:
            break
    return answer

"""A rule of X as a tree, and the tree as text.

docs.x.com, "Build a rule" and "Operators": a space means AND and binds tighter than OR; single
terms can be negated, groups can't.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

KEYWORD = "keyword"
PHRASE = "phrase"
SIGILS = "#@$"


@dataclass(frozen=True, slots=True)
class Term:
    """One operator with its value, possibly negated.

    kind: KEYWORD; PHRASE (value without its quotation marks); `~5` for a phrase whose words may
    stand so many words apart; one of SIGILS; or an operator's name with its colon, as typed: then
    the value is as typed too, with its quotation marks or brackets.
    """

    kind: str
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Two parts or more that must all match; none of them is an All."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Two parts or more of which one must match; none of them is an Any."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Opaque:
    """A whole rule that is not understood here, as it was given."""

    value: str


Expression = Term | All | Any | Opaque
_GROUPS = (All, Any)


def all_of(parts: Iterable[Expression]) -> Expression:
    """Return what matches where all parts do; there must be one part at least."""
    flat = _flat(All, parts)
    return flat[0] if len(flat) == 1 else All(flat)


def any_of(parts: Iterable[Expression]) -> Expression:
    """Return what matches where any part does; there must be one part at least."""
    flat = _flat(Any, parts)
    return flat[0] if len(flat) == 1 else Any(flat)


def _flat(kind: type[All | Any], parts: Iterable[Expression]) -> tuple[Expression, ...]:
    return tuple(
        inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))
    )


def terms_of(expression: Expression) -> list[Term]:
    """Return all terms, in order; none of what is not understood."""
    match expression:
        case Term():
            return [expression]
        case Opaque():
            return []
        case _:
            return [term for part in expression.parts for term in terms_of(part)]


def write(expression: Expression) -> str:
    """Return the text of a rule or a query; an alternative of several terms in parentheses.

    Precedence alone would do for that, but X's page says to use them.
    """
    match expression:
        case Term():
            return f"{'-' * expression.negated}{_written(expression)}"
        case Opaque():
            return expression.value
        case _:
            between = " " if isinstance(expression, All) else " OR "
            return between.join(map(_written_inside, expression.parts))


def _written_inside(part: Expression) -> str:
    return f"({write(part)})" if isinstance(part, _GROUPS) else write(part)


def _written(term: Term) -> str:
    if term.kind == KEYWORD:
        return term.value
    if term.kind == PHRASE:
        return f'"{term.value}"'
    if term.kind.startswith("~"):
        return f'"{term.value}"{term.kind}'
    return f"{term.kind}{term.value}"

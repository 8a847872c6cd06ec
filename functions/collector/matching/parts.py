"""Which parts of rules search is asked for: each fits into a query, and they are not too many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from collector.matching.division import divide
from collector.matching.expression import Expression, write
from collector.matching.parsing import parse
from collector.matching.searchable import MINUTES, SEARCHES, apart_by_words, as_searched
from collector.settings import Rule

MOST_PARTS_OF_ALL = 2 * SEARCHES
"""Of rules that are divided, those of few parts first. One alone may have `SEARCHES`: with more it
would keep the others waiting for longer than a window lasts."""
_FEW_PARTS = 4
"""Not counted: a list of OR is as many for its length, and no rule is divided for its groups."""


@dataclass(frozen=True, slots=True)
class Part(Rule):
    """Some of the alternatives of a rule that is too long for a query, or wants one for words."""

    whole: Rule


def whole_of(rule: Rule) -> Rule:
    """Return the rule of the stream that a rule of a query is, or is a part of."""
    return rule.whole if isinstance(rule, Part) else rule


def parts_of(
    rules: Iterable[Rule], longest: int
) -> tuple[list[tuple[Rule, Expression]], dict[Rule, str]]:
    """Return rules, or their parts, with what search is asked for; and why others have none.

    longest: of a query, in X's weighted characters.
    """
    in_order = sorted(set(rules), key=lambda rule: (rule.value, rule.tag))
    divided = {rule: _divided(rule, longest) for rule in in_order}
    parts: list[tuple[Rule, Expression]] = []
    too_many: dict[Rule, str] = {}
    left = MOST_PARTS_OF_ALL
    for rule in sorted(in_order, key=lambda rule: len(divided[rule])):
        pieces = divided[rule]
        counted = len(pieces) if len(pieces) > _FEW_PARTS else 0
        if len(pieces) == 1:
            parts.append((rule, as_searched(pieces[0])))
        elif pieces and counted <= left:
            left -= counted
            parts += [(Part(rule.tag, write(some), rule), as_searched(some)) for some in pieces]
        else:
            too_many[rule] = _too_many(len(pieces))
    return parts, too_many


def _too_many(parts: int) -> str:
    number = f"{parts}, with those of other rules over {MOST_PARTS_OF_ALL}" if parts else ""
    return (
        f"divided to fit, it is {number or f'more than {SEARCHES}'} searches, "
        f"and X takes {SEARCHES} in {MINUTES} minutes"
    )


def _divided(rule: Rule, longest: int) -> list[Expression]:
    """Return the parts of a rule that search takes; none where they would be too many."""
    pieces: dict[Expression, None] = {}
    for some in apart_by_words(parse(rule.value)):
        divided = divide(some, longest, SEARCHES - len(pieces))
        if divided is None:
            return []
        pieces |= dict.fromkeys(divided)
    return list(pieces)

"""Conditions: comparisons and their bounds, and, or, not, and branches that are always taken."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from mutants.changes.mutation import Edit, short
from mutants.changes.source import Place, Source

COMPARISONS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<", "<=", ">="),
    ast.LtE: ("<=", "<", ">"),
    ast.Gt: (">", ">=", "<="),
    ast.GtE: (">=", ">", "<"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}


def comparisons(source: Source, place: Place) -> Iterator[Edit]:
    """The bound the other way, and the opposite where no branch is changed as a whole."""
    if not isinstance(place.node, ast.Compare):
        return
    operands = [place.node.left, *place.node.comparators]
    for (left, right), op in zip(pairwise(operands), place.node.ops, strict=True):
        old, *others = COMPARISONS[type(op)]
        words = rb"\s+".join(re.escape(word).encode() for word in old.split())
        gap_start, gap_end = source.span(left)[1], source.span(right)[0]
        found = re.compile(words).search(source.content, gap_start, gap_end)
        for other in others if found else ():
            is_opposite = other[0] != old[0] or other not in ("<", "<=", ">", ">=")
            if is_opposite and _is_test(place):
                continue  # the branch that is always or never taken says as much
            assert found
            yield Edit(found.start(), found.end(), other.encode(), f"{old} to {other}")


def boolean_operators(source: Source, place: Place) -> Iterator[Edit]:
    """`and` to `or` and back, and each operand left out."""
    if not isinstance(place.node, ast.BoolOp):
        return
    old, new = ("and", "or") if isinstance(place.node.op, ast.And) else ("or", "and")
    operands = place.node.values
    for left, right in pairwise(operands):
        gap_start, gap_end = source.span(left)[1], source.span(right)[0]
        found = re.compile(rb"\b%s\b" % old.encode()).search(source.content, gap_start, gap_end)
        if found:
            yield Edit(found.start(), found.end(), new.encode(), f"{old} to {new}")
    whole = source.span(place.node)
    for position, left_out in enumerate(operands):
        rest = [source.text(operand) for operand in operands if operand is not left_out]
        kept = f" {old} ".join(f"({text})" for text in rest)
        change = f"without operand {position + 1}: {short(source.text(left_out))}"
        replacement = f"({kept})" if len(rest) > 1 else kept
        yield Edit(*whole, replacement.encode(), change)


def negations(source: Source, place: Place) -> Iterator[Edit]:
    """A lost `not`."""
    match place.node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            start, end = source.span(place.node)
            change = f"not lost: {short(source.text(operand))}"
            yield Edit(start, end, f"({source.text(operand)})".encode(), change)


def branches(source: Source, place: Place) -> Iterator[Edit]:
    """A branch that is always taken, and one that never is."""
    match place.node:
        case ast.If(test=test) | ast.IfExp(test=test):
            tests = [test]
        case ast.While(test=test):
            tests = [test]
        case ast.comprehension(ifs=ifs):
            tests = ifs
        case _:
            return
    others = ("False",) if isinstance(place.node, ast.While) else ("True", "False")
    for one in tests:
        if isinstance(one, ast.Constant):
            continue
        for other in others:
            change = f"condition to {other}: {short(source.text(one))}"
            yield Edit(*source.span(one), other.encode(), change)


def _is_test(place: Place) -> bool:
    parent = place.parents[-1]
    match parent:
        case ast.If() | ast.While() | ast.IfExp():
            return place.node is parent.test
        case ast.comprehension():
            return place.node in parent.ifs
    return False

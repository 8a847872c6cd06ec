"""Statements: left out, in another order, without their answer; errors that nobody handles."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from mutants.changes.mutation import Edit, short
from mutants.changes.source import Place, Source, is_without_effect

BODIES = ("body", "orelse", "finalbody")


def deletions(source: Source, place: Place) -> Iterator[Edit]:
    """A call, an assignment to an attribute or item, a jump or a raise that does not happen."""
    if _can_be_left_out(place.node):
        change = f"left out: {short(source.text(place.node))}"
        yield Edit(*source.span(place.node), b"pass", change)


def returns(source: Source, place: Place) -> Iterator[Edit]:
    """An answer that gets lost."""
    match place.node:
        case ast.Return(value=value) if value and not isinstance(value, ast.Constant):
            change = f"None returned, not {short(source.text(value))}"
            yield Edit(*source.span(place.node), b"return None", change)


def swaps(source: Source, place: Place) -> Iterator[Edit]:
    """Two neighbouring calls in the other order."""
    for name in BODIES:
        body = getattr(place.node, name, None)
        if not isinstance(body, list):
            continue
        for first, second in pairwise(body):
            if _can_swap(first, second):
                yield _swapped(source, first, second)


def handlers(source: Source, place: Place) -> Iterator[Edit]:
    """An error that is not handled, one that nothing is done about, a `finally` without effect."""
    match place.node:
        case ast.ExceptHandler(body=body):
            start, end = source.span(body[0])[0], source.span(body[-1])[1]
            kind = place.node.type
            what = f"except {source.text(kind) if kind else ''}".strip()
            if not isinstance(body[0], ast.Raise):
                yield Edit(start, end, b"raise", f"{what}: not handled")
            if not isinstance(body[0], ast.Pass) and not (
                len(body) == 1 and isinstance(body[0], ast.Raise | ast.Expr | ast.Continue)
            ):
                yield Edit(start, end, b"pass", f"{what}: nothing done")
        case ast.Try(finalbody=[first, *rest]):
            last = rest[-1] if rest else first
            yield Edit(
                source.span(first)[0], source.span(last)[1], b"pass", "finally: nothing done"
            )


def _can_be_left_out(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Call() | ast.Await() | ast.Yield()):
            return True
        case ast.Assign(targets=targets):
            return all(isinstance(target, ast.Attribute | ast.Subscript) for target in targets)
        case ast.AnnAssign(target=ast.Attribute(), value=ast.expr()):
            return True
        case ast.AugAssign() | ast.Delete() | ast.Continue() | ast.Break() | ast.Raise():
            return True
        case ast.Return(value=None):
            return True
    return False


def _can_swap(first: ast.stmt, second: ast.stmt) -> bool:
    """Whether one is a call for its effect, the other too or an assignment of its own."""
    both = (first, second)
    if not any(isinstance(one, ast.Expr) and isinstance(one.value, ast.Call) for one in both):
        return False
    return all(_acts(one) for one in both) and not _given(first) & _read(second)


def _acts(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Expr | ast.Assign | ast.AugAssign):
        return False
    if is_without_effect(statement):
        return False
    sets = [target for target in getattr(statement, "targets", []) if isinstance(target, ast.Name)]
    return not sets or any(isinstance(node, ast.Call) for node in ast.walk(statement))


def _given(statement: ast.stmt) -> set[str]:
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _read(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


def _swapped(source: Source, first: ast.stmt, second: ast.stmt) -> Edit:
    start, first_end = source.span(first)
    second_start, end = source.span(second)
    content = source.content
    moved = content[second_start:end] + content[first_end:second_start] + content[start:first_end]
    words = f"{short(source.text(second))} before {short(source.text(first))}"
    return Edit(start, end, moved, f"order: {words}")

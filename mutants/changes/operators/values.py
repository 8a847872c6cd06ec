"""Values: numbers, strings, True, False and None, arithmetic, and the items of a collection."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from mutants.changes.mutation import Edit, short
from mutants.changes.people import is_for_people
from mutants.changes.source import Place, Source

ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
}


def numbers(source: Source, place: Place) -> Iterator[Edit]:
    """One more, twice as much, and zero."""
    node = place.node
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return
    if not isinstance(node.value, int | float):
        return
    start, end = source.span(node)
    for other in dict.fromkeys((node.value + 1, node.value * 2, 0 * node.value)):
        if other != node.value:
            change = f"{_name_of(place)}{source.text(node)} to {other!r}"
            yield Edit(start, end, repr(other).encode(), change)


def strings(source: Source, place: Place) -> Iterator[Edit]:
    """XX at the end of a text that is not for people."""
    text = _value_of_string(place.node)
    if text is None or is_for_people(place, text):
        return
    if any(isinstance(outer, ast.JoinedStr) for outer in place.parents[-1:]):
        return
    _, end = source.span(place.node)
    written = source.text(place.node)
    quote = re.search(r'("""|\'\'\'|"|\')$', written)
    if quote:
        before = end - len(quote[0])
        yield Edit(before, before, b"XX", f"{short(written)} with XX at its end")


def singletons(source: Source, place: Place) -> Iterator[Edit]:
    """True to False and back, None to something."""
    node = place.node
    if not isinstance(node, ast.Constant) or not (
        node.value is None or node.value in (True, False)
    ):
        return
    if isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return
    if node.value is None and isinstance(place.parents[-1], ast.Compare):
        return
    other = '"XX"' if node.value is None else str(not node.value)
    yield Edit(*source.span(node), other.encode(), f"{_name_of(place)}{node.value} to {other}")


def arithmetic(source: Source, place: Place) -> Iterator[Edit]:
    """Another arithmetic operator; an assignment that no longer adds; a lost sign."""
    match place.node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            old, new = ARITHMETIC[type(op)]
            yield from _between(source, source.span(left)[1], source.span(right)[0], old, new)
        case ast.AugAssign(target=target, op=op, value=value) if type(op) in ARITHMETIC:
            old, new = ARITHMETIC[type(op)]
            gap = (source.span(target)[1], source.span(value)[0])
            yield from _between(source, *gap, f"{old}=", f"{new}=")
            yield from _between(source, *gap, f"{old}=", "=")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            start, _ = source.span(place.node)
            yield Edit(
                start, source.span(operand)[0], b"", f"- lost: {short(source.text(operand))}"
            )


def items(source: Source, place: Place) -> Iterator[Edit]:
    """An item left out of a collection, where its value alone can't be changed."""
    match place.node:
        case ast.List(elts=elements) | ast.Set(elts=elements) | ast.Tuple(elts=elements):
            for position, element in enumerate(elements):
                if isinstance(element, ast.Call | ast.Starred | ast.Dict | ast.Tuple | ast.List):
                    yield _without(source, elements, position)
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if key is not None and len(keys) > 1:
                    start, end = source.span(key)[0], source.span(value)[1]
                    start, end = with_comma(source.content, start, end)
                    yield Edit(start, end, b"", f"without the key {short(source.text(key))}")


def with_comma(content: bytes, start: int, end: int) -> tuple[int, int]:
    """Widen a span over the comma that follows it, or else over the one before it."""
    following = re.compile(rb"\s*,").match(content, end)
    if following:
        return start, following.end()
    before = re.search(rb",\s*$", content[:start])
    return (before.start(), end) if before else (start, end)


def _name_of(place: Place) -> str:
    """The keyword that gives the value, if one does: a line may hold the same value twice."""
    match place.parents[-1:]:
        case (ast.keyword(arg=str(name)),):
            return f"{name}="
    return ""


def _without(source: Source, elements: Sequence[ast.expr], position: int) -> Edit:
    element = elements[position]
    start, end = with_comma(source.content, *source.span(element))
    return Edit(start, end, b"", f"without the item {short(source.text(element))}")


def _between(source: Source, start: int, end: int, old: str, new: str) -> Iterator[Edit]:
    at = source.content.find(old.encode(), start, end)
    if at >= 0:
        yield Edit(at, at + len(old), new.encode(), f"{old} to {new}")


def _value_of_string(node: ast.AST) -> str | None:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Constant(value=bytes(content)):
            return content.decode("latin-1")
        case ast.JoinedStr(values=parts):
            return "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts
            )
    return None

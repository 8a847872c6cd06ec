"""Calls: a keyword argument or a decorator left out, and the function with the opposite meaning."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mutants.changes.mutation import Edit, short
from mutants.changes.operators.values import with_comma
from mutants.changes.people import is_for_people, is_log_call
from mutants.changes.source import Place, Source

OPPOSITES = {"min": "max", "max": "min", "any": "all", "all": "any"}
# Without these the code would not run at all, or as before.
KEPT_DECORATORS = {
    "abstractmethod",
    "cache",
    "classmethod",
    "contextmanager",
    "dataclass",
    "lru_cache",
    "override",
    "overload",
    "property",
    "runtime_checkable",
    "setter",
    "staticmethod",
}


def keywords(source: Source, place: Place) -> Iterator[Edit]:
    """A keyword argument left out, unless people alone see it."""
    match place.node:
        case ast.keyword(arg=str(name), value=value):
            call = place.parents[-1]
            if isinstance(call, ast.Call) and is_log_call(call):
                return
            text = value.value if isinstance(value, ast.Constant) else ""
            if is_for_people(Place(value, (*place.parents, place.node)), str(text)):
                return
            start, end = with_comma(source.content, *source.span(place.node))
            yield Edit(start, end, b"", f"without {name}={short(source.text(value))}")


def decorators(source: Source, place: Place) -> Iterator[Edit]:
    """A decorator left out."""
    match place.node:
        case ast.FunctionDef(decorator_list=decorators):
            for decorator in decorators:
                called = decorator.func if isinstance(decorator, ast.Call) else decorator
                if ast.unparse(called).split(".")[-1] not in KEPT_DECORATORS:
                    start, end = source.span(decorator)
                    at = source.content.rindex(b"@", 0, start)
                    yield Edit(at, end, b"", f"without @{short(source.text(decorator))}")


def opposites(source: Source, place: Place) -> Iterator[Edit]:
    """`min` to `max`, `any` to `all`, and back."""
    match place.node:
        case ast.Call(func=ast.Name(id=name)) if name in OPPOSITES:
            other = OPPOSITES[name]
            yield Edit(*source.span(place.node.func), other.encode(), f"{name} to {other}")

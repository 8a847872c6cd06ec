"""Names: the value of a neighbour, such as `settings.max_posts_per_month` for `…per_day`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from mutants.changes.mutation import Edit
from mutants.changes.source import Place, Source

Fields = Mapping[str, str]
"""The attributes of a class: the annotation of each, as text, by name."""


def fields_of(files: Iterable[bytes]) -> dict[str, Fields]:
    """The attributes that every class of these files says it has, by the name of the class."""
    return {name: fields for content in files for name, fields in _classes_in(content)}


@cache
def _classes_in(content: bytes) -> list[tuple[str, Fields]]:
    classes = [node for node in ast.walk(ast.parse(content)) if isinstance(node, ast.ClassDef)]
    return [(one.name, _fields(one)) for one in classes]


class Siblings:
    """Reads another attribute of the same class and type."""

    def __init__(self, classes: Mapping[str, Fields]) -> None:
        self._classes = classes

    def __call__(self, source: Source, place: Place) -> Iterator[Edit]:
        """Give the next attribute in the order of the class, after the last the first."""
        node = place.node
        if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
            return
        if isinstance(place.parents[-1], ast.Call) and place.parents[-1].func is node:
            return
        other = self._sibling(node, place)
        if other:
            _, end = source.span(node)
            start = end - len(node.attr.encode())
            yield Edit(start, end, other.encode(), f"{node.attr} to {other}")

    def _sibling(self, node: ast.Attribute, place: Place) -> str | None:
        for fields in self._candidates(node, place):
            kind = fields[node.attr]
            alike = [name for name, annotation in fields.items() if annotation == kind]
            if len(alike) > 1:
                return alike[(alike.index(node.attr) + 1) % len(alike)]
        return None

    def _candidates(self, node: ast.Attribute, place: Place) -> list[Fields]:
        owner = ast.unparse(node.value)
        if owner == "self":
            names = [kind.name for kind in place.around(ast.ClassDef)][:1]
            return [f for n in names if node.attr in (f := self._classes.get(n, {}))]
        having = [name for name, fields in self._classes.items() if node.attr in fields]
        last = owner.split(".")[-1].strip("_").replace("_", "").lower()
        having.sort(key=lambda name: name.lower() != last and last not in name.lower())
        return [self._classes[name] for name in having]


def _fields(kind: ast.ClassDef) -> Fields:
    found: dict[str, str] = {}
    for statement in kind.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                found[name] = ast.unparse(annotation)
            case ast.FunctionDef(name="__init__"):
                found |= _set_by(statement)
    return found


def _set_by(init: ast.FunctionDef) -> Fields:
    """What `__init__` sets to one of its parameters, or to a plain number."""
    parameters = {
        one.arg: ast.unparse(one.annotation)
        for one in (*init.args.args, *init.args.kwonlyargs)
        if one.annotation
    }
    found: dict[str, str] = {}
    for statement in init.body:
        match statement:
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=ast.Name(id=given)):
                found[name] = parameters.get(given, "")
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=ast.Constant(value=value)):
                found[name] = type(value).__name__
            case ast.AnnAssign(target=ast.Attribute(attr=name), annotation=annotation):
                found[name] = ast.unparse(annotation)
    return {name: annotation for name, annotation in found.items() if annotation}

"""What the code of a Lambda function reads and calls, found in its source from its handler on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import botocore.session
from botocore import xform_name

from components.functions.function_archive import PROJECT

FUNCTIONS = PROJECT / "functions"
_DEFINITIONS = ast.FunctionDef | ast.ClassDef


class _Module(NamedTuple):
    defined: dict[str, ast.AST]
    imported: dict[str, tuple[str, str]]
    """Local name by module and name there; the name is empty for a module itself."""
    run_at_import: list[ast.AST]


@cache
def used(handler: str) -> tuple[ast.AST, ...]:
    """Return our definitions that a handler such as `redrive.handler.handler` may come to."""
    module, _, function = handler.rpartition(".")
    todo, seen, nodes = [(module, function)], set[tuple[str, str]](), list[ast.AST]()
    while todo:
        place = todo.pop()
        if place in seen or (source := _read(place[0])) is None:
            continue
        seen.add(place)
        found = [source.defined[place[1]]] if place[1] in source.defined else []
        if (place[0], "") not in seen:
            seen.add((place[0], ""))
            found += source.run_at_import
        nodes += found
        todo += [next_place for node in found for next_place in _named(place[0], source, node)]
    return tuple(nodes)


def _named(module: str, source: _Module, node: ast.AST) -> Iterator[tuple[str, str]]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and inner.id in source.defined:
            yield module, inner.id
        if isinstance(inner, ast.Name) and inner.id in source.imported:
            yield source.imported[inner.id]
        if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name):
            name = inner.value.id
            if name in source.imported and not source.imported[name][1]:
                yield source.imported[name][0], inner.attr


@cache
def _read(module: str) -> _Module | None:
    path = _path(module)
    if path is None:
        return None
    source = _Module({}, {}, [])
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, _DEFINITIONS):
            source.defined[node.name] = node
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                place = (whole, "") if _path(whole) else (node.module, alias.name)
                source.imported[alias.asname or alias.name] = place
        elif not isinstance(node, ast.Import):
            source.run_at_import.append(node)
    return source


def _path(module: str) -> Path | None:
    path = (FUNCTIONS / module.replace(".", "/")).with_suffix(".py")
    return path if path.is_file() else None


def parameters(handler: str) -> list[str]:
    """Return the names of the handler's parameters."""
    module, _, function = handler.rpartition(".")
    source = _read(module)
    assert source is not None, module
    found = source.defined[function]
    assert isinstance(found, ast.FunctionDef)
    return [parameter.arg for parameter in found.args.args]


def variables_read(handler: str) -> set[str]:
    """Return the environment variables that the code asks for by name."""
    asks = re.compile(r"(environment\.\w+|os\.environ(\.get)?|os\.getenv)")
    return {
        _text(node)
        for root in used(handler)
        for node in ast.walk(root)
        if isinstance(node, ast.Call | ast.Subscript) and asks.fullmatch(_called(node))
        if isinstance(_first(node), ast.Constant)
    }


def client_calls(handler: str) -> set[str]:
    """Return the calls of AWS that the code makes, as `service.operation`."""
    nodes = [node for root in used(handler) for node in ast.walk(root)]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    services = {_text(call) for call in calls if _called(call) == "boto3.client"}
    methods = {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
    methods |= {_text(call) for call in calls if _called(call).endswith(".get_paginator")}
    return {f"{service}.{name}" for service in services for name in _operations(service) & methods}


@cache
def _operations(service: str) -> frozenset[str]:
    model = botocore.session.get_session().get_service_model(service)
    return frozenset(xform_name(name) for name in model.operation_names)


def _called(node: ast.Call | ast.Subscript) -> str:
    return ast.unparse(node.func if isinstance(node, ast.Call) else node.value)


def _first(node: ast.Call | ast.Subscript) -> ast.expr | None:
    if isinstance(node, ast.Subscript):
        return node.slice
    return node.args[0] if node.args else None


def _text(call: ast.Call | ast.Subscript) -> str:
    first = _first(call)
    assert isinstance(first, ast.Constant), ast.unparse(call)
    return str(first.value)

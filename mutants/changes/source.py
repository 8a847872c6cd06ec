"""A Python file: its tree, where each node stands in its bytes, and what may be changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from mutants.changes.mutation import Edit

_STATEMENTS = (ast.stmt, ast.ExceptHandler)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
NodeType = TypeVar("NodeType", bound=ast.AST)


@dataclass(frozen=True)
class Place:
    """A node and the nodes around it, the outermost first."""

    node: ast.AST
    parents: tuple[ast.AST, ...]

    @property
    def scope(self) -> str:
        """Qualified name of the function or class around the node, or its own name."""
        around = (*self.parents, self.node)
        named = [
            node
            for node in around
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        ]
        return ".".join(node.name for node in named)

    @property
    def at_import(self) -> bool:
        """Whether it runs with the import of the module: outside of every function's body."""
        chain = (*self.parents, self.node)
        return not any(
            isinstance(outer, FUNCTIONS) and _in_body(outer, inner)
            for outer, inner in pairwise(chain)
        )

    def around(self, *kinds: type[NodeType]) -> Iterator[NodeType]:
        """The nodes of these kinds around it, the innermost first."""
        for node in reversed(self.parents):
            if isinstance(node, kinds):
                yield node


class Source:
    """The bytes of a file and its syntax tree."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.tree = ast.parse(content)
        self._starts = [0]
        for line in content.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Where the node begins and ends."""
        place: ast.expr = node  # type: ignore[assignment]  # everything with a position
        assert place.end_lineno is not None
        assert place.end_col_offset is not None
        start = self._starts[place.lineno - 1] + place.col_offset
        return start, self._starts[place.end_lineno - 1] + place.end_col_offset

    def text(self, node: ast.AST) -> str:
        """The text of the node."""
        start, end = self.span(node)
        return self.content[start:end].decode()

    def line_at(self, offset: int) -> tuple[int, str]:
        """The number of the line at an offset, from 1, and its text without indentation."""
        number = self.content.count(b"\n", 0, offset) + 1
        begin = self._starts[number - 1]
        return number, self.content[begin : self._starts[number]].decode().strip()

    def lines_of(self, edit: Edit) -> tuple[int, ...]:
        """The lines of the edit and of the innermost statement (of a block: its head) around it."""
        first, last = (self.content.count(b"\n", 0, at) + 1 for at in (edit.start, edit.end))
        around = [head for head in self._heads if head[0] <= first and last <= head[-1]]
        innermost = min(around, key=len, default=range(0))
        return tuple(sorted({*innermost, *range(first, last + 1)}))

    @cached_property
    def _heads(self) -> list[range]:
        statements = (node for node in ast.walk(self.tree) if isinstance(node, _STATEMENTS))
        return [self._head(node) for node in statements]

    def _head(self, node: ast.stmt | ast.ExceptHandler) -> range:
        body = getattr(node, "body", None)
        last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
        return range(node.lineno, max(last, node.lineno) + 1)

    def places(self) -> Iterator[Place]:
        """All nodes whose change could change what the program does."""
        yield from self._below(self.tree, ())

    def _below(self, node: ast.AST, parents: tuple[ast.AST, ...]) -> Iterator[Place]:
        if parents and not self._is_where_it_says(node, parents):
            return
        yield Place(node, parents)
        for child in _children(node):
            yield from self._below(child, (*parents, node))

    def _is_where_it_says(self, node: ast.AST, parents: tuple[ast.AST, ...]) -> bool:
        """Python before 3.12 misplaces what is inside of an f-string that spans lines."""
        if not isinstance(node, ast.expr) or isinstance(node, ast.FormattedValue):
            return True
        if not any(isinstance(outer, ast.JoinedStr) for outer in parents):
            return True
        try:
            there = ast.parse(self.text(node), mode="eval").body
        except (SyntaxError, UnicodeDecodeError, IndexError):
            return False
        return ast.dump(there) == ast.dump(node)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    left_out = _without_effect(node)
    for child in ast.iter_child_nodes(node):
        if child not in left_out and not is_without_effect(child):
            yield child


def _without_effect(node: ast.AST) -> list[ast.AST | None]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [node.returns]
        case ast.AnnAssign():
            return [node.annotation]
        case ast.ClassDef():
            return [*node.bases, *node.keywords]
        case ast.Subscript(value=ast.Name(id="Literal")):
            return [node.slice]
        case ast.Call(func=ast.Name(id="cast" | "TypeVar" | "NewType" | "ParamSpec")):
            return [node.args[0]]
        case ast.Call(func=ast.Attribute(attr="thread"), args=[_, name]):
            return [name]  # for a debugger
        case ast.JoinedStr():  # its literal parts are changed as a whole
            return [part for part in node.values if isinstance(part, ast.Constant)]
        case ast.FormattedValue():
            return [node.format_spec]
        case ast.Raise():
            return [node.cause]
    return []


def is_without_effect(node: ast.AST) -> bool:
    """Whether no change of it could change what the program does."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.arg():
            return True
        case ast.Expr(value=ast.Constant(value=str())):
            return True  # a docstring
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="register_outputs"))):
            return True  # what Pulumi shows of a component, and nothing reads
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.Call(func=ast.Name(id="dataclass")) | ast.keyword(arg="strict"):
            return True  # frozen, kw_only, zip's strict: they guard whoever writes code
        case ast.Call(func=ast.Name(id="lru_cache")) | ast.keyword(arg="thread_name_prefix"):
            return True  # the same answers sooner; a name for a debugger
    return False


def _in_body(function: ast.AST, inner: ast.AST) -> bool:
    if isinstance(function, ast.Lambda):
        return inner is function.body
    return isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and inner in function.body

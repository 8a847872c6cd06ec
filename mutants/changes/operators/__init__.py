"""What can be changed: each operator takes a node and gives the edits that it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mutants.changes.mutation import Edit
from mutants.changes.operators import calls, conditions, statements, values
from mutants.changes.source import Place, Source

Operator = Callable[[Source, Place], Iterator[Edit]]

OPERATORS: tuple[Operator, ...] = (
    values.numbers,
    values.strings,
    values.singletons,
    values.arithmetic,
    values.items,
    conditions.comparisons,
    conditions.boolean_operators,
    conditions.negations,
    conditions.branches,
    statements.deletions,
    statements.returns,
    statements.swaps,
    statements.handlers,
    calls.keywords,
    calls.decorators,
    calls.opposites,
)

"""The mutations of one Python file."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping

from mutants.changes.mutation import Edit, Mutation
from mutants.changes.operators import OPERATORS, Operator
from mutants.changes.operators.names import Fields, Siblings
from mutants.changes.source import Place, Source


def mutations(
    file: str,
    content: bytes,
    classes: Mapping[str, Fields],
    is_wanted: Callable[[Mutation], bool] = lambda _: True,
) -> list[Mutation]:
    """All changes of the file that give another program, in the order of their lines.

    `classes` are the attributes of the classes that the file may use, see `fields_of`. What is not
    wanted is left out before it costs anything.
    """
    source = Source(content)
    found: dict[Edit, Mutation] = {}
    for place, edit in _edits(source, Siblings(classes)):
        if edit not in found:
            line, text = source.line_at(edit.start)
            lines = source.lines_of(edit)
            one = Mutation(file, place.scope, line, text, edit, place.at_import, lines)
            if is_wanted(one) and _is_program(content, edit):
                found[edit] = one
    return sorted(found.values(), key=lambda mutation: mutation.edit.start)


def _edits(source: Source, siblings: Siblings) -> Iterator[tuple[Place, Edit]]:
    operators: tuple[Operator, ...] = (*OPERATORS, siblings)
    for place in source.places():
        for operator in operators:
            for edit in operator(source, place):
                yield place, edit


def _is_program(content: bytes, edit: Edit) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(edit.applied_to(content), "mutated", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True

"""Divides a rule that is too long for a query of search at its ORs, into few parts that fit.

Of several groups side by side, `(a OR b) (c OR d)`, each part has a piece of every one, so the
numbers of their pieces multiply. That makes least when all pieces are about as long: the longest
group is halved, again and again. Where it is one group that is too long, its pieces are as long as
the rest leaves room for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from collector.matching.expression import All, Any, Expression, all_of, write
from collector.matching.searchable import as_searched, is_long_list_of_languages, widened
from collector.matching.text.characters import weighted_length

_SPACE, _OR, _BRACKETS = len(" "), len(" OR "), len("()")
_FEW_PIECES = 4
"""One group in so many pieces, and no other divided, is as good as two that are halved."""


def divide(expression: Expression, longest: int, most: int) -> list[Expression] | None:
    """Return what together finds the same as a rule: at most `most` parts, each of at most
    `longest` of X's weighted characters as it is searched. None when it would be more.

    A part that can't be divided stays too long; one stands for all that its groups would make.
    """
    if weighted_length(write(as_searched(expression))) <= longest:
        return [expression]
    done: list[_Part] = []
    halves = [_part(_spliced(_measured(expression)))]
    while halves:
        done += [half for half in halves if half.length <= longest]
        too_long = [half for half in halves if half.length > longest]
        done += [_longest_of(part) for part in too_long if part.shortest > longest]
        divisible = [part for part in too_long if part.shortest <= longest]
        if len(done) + 2 * len(divisible) > most:
            return None
        halves = [half for part in divisible for half in _halves(part, longest)]
    return [all_of([node.expression for node in part.nodes]) for part in done]


@dataclass(frozen=True, slots=True)
class _Node:
    """An expression, measured as it is searched.

    length: 0 where search is not asked for it; inside: with the brackets that it has among others;
    shortest: of what is left when each group has only its shortest alternative. parts: of an All or
    an Any that is asked for.
    """

    expression: Expression
    length: int
    inside: int
    shortest: int
    parts: tuple[_Node, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """Nodes that must all match."""

    nodes: tuple[_Node, ...]
    length: int
    shortest: int


def _part(nodes: tuple[_Node, ...]) -> _Part:
    asked = [node for node in nodes if node.length]
    shortest = sum([node.shortest + _SPACE for node in asked]) - _SPACE
    if len(asked) == 1:
        return _Part(nodes, asked[0].length, shortest)
    return _Part(nodes, sum([node.inside + _SPACE for node in asked]) - _SPACE, shortest)


def _groups(part: _Part) -> list[_Node]:
    """Return where it can be divided."""
    return [node for node in part.nodes if node.parts]


def _halves(part: _Part, longest: int) -> list[_Part]:
    """Return two parts in its place, of which the first may be as long as fits."""
    groups = _groups(part)
    group = max(groups, key=lambda node: node.length)
    room = longest - part.length + group.length
    is_enough = len(groups) == 1 or group.length <= _FEW_PIECES * room
    end = _end(group.parts, room if is_enough else group.length // 2)
    return [_with(part, group, some) for some in (group.parts[:end], group.parts[end:])]


def _longest_of(part: _Part) -> _Part:
    """Return the longest of what its groups make."""
    while groups := _groups(part):
        longest = max(groups[0].parts, key=lambda node: node.length)
        part = _with(part, groups[0], (longest,))
    return part


def _with(part: _Part, group: _Node, alternatives: tuple[_Node, ...]) -> _Part:
    """Return a part with some alternatives of a group of it."""
    at = next(at for at, node in enumerate(part.nodes) if node is group)
    some = _spliced(alternatives[0]) if len(alternatives) == 1 else (_group(alternatives),)
    return _part((*part.nodes[:at], *some, *part.nodes[at + 1 :]))


def _spliced(node: _Node) -> tuple[_Node, ...]:
    """Return what stands for it where all must match."""
    return node.parts if isinstance(node.expression, All) else (node,)


def _end(alternatives: Sequence[_Node], length: int) -> int:
    """Return how many of the first alternatives have a length; one at least, and never all."""
    ends = list(accumulate([node.inside + _OR for node in alternatives]))
    return min(max(1, bisect_right(ends, length + _OR)), len(alternatives) - 1)


def _measured(expression: Expression) -> _Node:
    if isinstance(expression, Any):
        return _group(tuple(map(_measured, expression.parts)))
    if isinstance(expression, All):
        part = _part(tuple(map(_measured_beside_others, expression.parts)))
        inside = part.length + _BRACKETS
        return _Node(expression, part.length, inside, part.shortest, part.nodes)
    length = weighted_length(write(expression))
    return _Node(expression, length, length, length)


def _measured_beside_others(part: Expression) -> _Node:
    if widened(part) is None or is_long_list_of_languages(part):
        return _Node(part, 0, 0, 0)
    return _measured(part)


def _group(alternatives: tuple[_Node, ...]) -> _Node:
    """Return an Any of two or more."""
    length = sum([node.inside + _OR for node in alternatives]) - _OR
    return _Node(
        Any(tuple([node.expression for node in alternatives])),
        length,
        length + _BRACKETS,
        min([node.shortest for node in alternatives]),
        alternatives,
    )

"""Puts many rules into few queries of recent search.

Rules are joined by OR, and what they share is written once: `(wind OR "heat pump") -is:retweet`.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from collector.matching.characters import weighted_length
from collector.matching.expression import All, Expression, Opaque, all_of, any_of, write
from collector.matching.parsing import parse
from collector.matching.searchable import as_searched, company, only_narrows, why_not_searchable
from collector.settings import Rule

# Of so many rules that fit into a query one may be left to the next.
_ONE_LEFT_OF = 12


@dataclass(frozen=True, slots=True)
class Query:
    """One query of search; it finds what any of its rules would find."""

    value: str
    rules: tuple[Rule, ...]

    def halves(self) -> tuple[Query, ...]:
        """Return two queries with half of its rules each; none when X took it for one rule.

        When X refuses a query, going on with its halves leaves the guilty rule alone.
        """
        entries = _entries(self.rules)
        middle = len(entries) // 2
        return (_query(entries[:middle]), _query(entries[middle:])) if middle else ()


@dataclass(frozen=True, slots=True)
class Packing:
    """Every rule is in one query, or left out with the reason, for whoever reads it."""

    queries: tuple[Query, ...]
    left_out: tuple[tuple[Rule, str], ...]


def pack(rules: Iterable[Rule], longest: int) -> Packing:
    """Return queries of at most `longest` of X's weighted characters.

    The same rules in whatever order make the same queries; one rule more or less changes few.
    """
    left_out = []
    searchable = []
    for rule in sorted(set(rules), key=lambda rule: (rule.value, rule.tag)):
        reason = why_not_searchable(_searched(rule), longest)
        if reason:
            left_out.append((rule, reason))
        else:
            searchable.append(rule)
    queries = [
        _query(chunk)
        for _, some in groupby(_entries(searchable), key=lambda entry: entry.company)
        for chunk in _chunks(list(some), longest)
    ]
    return Packing(tuple(queries), tuple(left_out))


@dataclass(frozen=True, slots=True)
class _Entry:
    """Rules that mean the same: their own part, and what they may share with others."""

    own: Expression
    shared: tuple[Expression, ...]
    rules: tuple[Rule, ...]

    @property
    def company(self) -> tuple[bool, bool, str]:
        """What entries of one query have in common; what is not understood stays alone."""
        alone = write(self.own) if isinstance(self.own, Opaque) else ""
        return (*company(all_of([self.own, *self.shared])), alone)

    @property
    def order(self) -> tuple[tuple[bool, bool, str], str, str]:
        """Where it stands among others: beside those that it shares most with."""
        return self.company, write(all_of(self.shared)) if self.shared else "", write(self.own)


def _entries(rules: Iterable[Rule]) -> list[_Entry]:
    same: dict[tuple[Expression, tuple[Expression, ...]], list[Rule]] = {}
    for rule in rules:
        same.setdefault(_parted(_searched(rule)), []).append(rule)
    entries = [_Entry(own, shared, tuple(some)) for (own, shared), some in same.items()]
    return sorted(entries, key=lambda entry: entry.order)


def _searched(rule: Rule) -> Expression:
    return as_searched(parse(rule.value))


def _parted(expression: Expression) -> tuple[Expression, tuple[Expression, ...]]:
    """Take off what only narrows a rule, unless nothing would be left."""
    if not isinstance(expression, All):
        return expression, ()
    own = [part for part in expression.parts if not only_narrows(part)]
    shared = {part for part in expression.parts if only_narrows(part)}
    if not own:
        return expression, ()
    return all_of(own), tuple(sorted(shared, key=write))


def _query(entries: Sequence[_Entry]) -> Query:
    rules = tuple(rule for entry in entries for rule in entry.rules)
    return Query(_text(entries), rules)


def _text(entries: Sequence[_Entry]) -> str:
    groups = [
        all_of([any_of(entry.own for entry in some), *shared])
        for shared, some in groupby(entries, key=lambda entry: entry.shared)
    ]
    return write(any_of(groups))


def _chunks(entries: Sequence[_Entry], longest: int) -> Iterator[Sequence[_Entry]]:
    start = 0
    while start < len(entries):
        end = _end(entries, start, longest)
        yield entries[start:end]
        start = end


def _end(entries: Sequence[_Entry], start: int, longest: int) -> int:
    """Return where the query ends that begins with an entry.

    Of the last entries that fit, it ends with the one of the smallest checksum: then queries soon
    end at the same entries again behind one that came or went.
    """
    ends = range(start + 1, min(len(entries), start + longest) + 1)
    fitting = bisect_right(
        ends, longest, key=lambda end: weighted_length(_text(entries[start:end]))
    )
    if start + fitting == len(entries):
        return len(entries)
    spared = fitting // _ONE_LEFT_OF
    return min(
        range(start + fitting - spared, start + fitting + 1),
        key=lambda end: zlib.crc32(write(entries[end - 1].own).encode()),
    )

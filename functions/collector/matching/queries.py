"""Puts many rules into few queries of recent search.

Rules are joined by OR, and what they share is written once: `(wind OR "heat pump") -is:retweet`.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from collector.matching.expression import All, Expression, all_of, any_of, terms_of, write
from collector.matching.parsing import parse
from collector.matching.parts import parts_of, whole_of
from collector.matching.searchable import (
    as_searched,
    only_narrows,
    only_x_can_tell,
    wants_words,
    why_not_searchable,
)
from collector.matching.text.characters import weighted_length
from collector.settings import Rule

# Of so many rules that fit into a query one may be left to the next.
_ONE_LEFT_OF = 12


@dataclass(frozen=True, slots=True)
class Query:
    """One query of search; it finds what any of its rules, or parts of rules, would find.

    given: what holds for all that it finds, and that can't be told from a post.
    """

    value: str
    rules: tuple[Rule, ...]
    given: frozenset[Expression] = frozenset()

    @property
    def whole_rules(self) -> tuple[Rule, ...]:
        """The rules that it is asked for, also in part."""
        return tuple(dict.fromkeys(map(whole_of, self.rules)))

    def halves(self) -> tuple[Query, ...]:
        """Return two queries with half of its rules each; none when X took it for one rule.

        When X refuses a query, going on with its halves leaves the guilty rule alone.
        """
        entries = _entries((rule, as_searched(parse(rule.value))) for rule in self.rules)
        middle = len(entries) // 2
        halves = (entries[:middle], entries[middle:]) if middle else ()
        return tuple(_query(half, self.given) for half in halves)


@dataclass(frozen=True, slots=True)
class Packing:
    """Every rule, or every part of it, is in one query, or left out with the reason in words.

    too_many_parts: those of `left_out` that would take too many queries.
    """

    queries: tuple[Query, ...]
    left_out: tuple[tuple[Rule, str], ...]
    too_many_parts: tuple[Rule, ...]


def pack(
    rules: Iterable[Rule],
    longest: int,
    *,
    filled: int | None = None,
    refusal: Callable[[Rule], str] = lambda _: "",
    authors_known: bool = False,
) -> Packing:
    """Return queries of at most `longest` of X's weighted characters; several rules share one of
    at most `filled`, where that is less.

    The same rules in whatever order make the same queries; one rule more or less changes few.
    refusal: why X is not asked for a rule, or for a part of one; empty where it is.
    authors_known: whether search is asked for the names of authors.
    """
    parts, too_many = parts_of(rules, longest)
    left_out = dict(too_many)
    searchable = []
    for part, searched in parts:
        reason = refusal(part) or why_not_searchable(searched, longest)
        if reason:
            left_out[whole_of(part)] = reason
        else:
            searchable.append((part, searched))
    companies: dict[_Company, list[_Entry]] = defaultdict(list)
    for entry in _entries(searchable):
        given = only_x_can_tell(entry.whole, authors_known=authors_known)
        companies[_Company(given, wants_words(entry.whole))].append(entry)
    queries = [
        _query(chunk, company.given)
        for company in sorted(companies, key=lambda company: company.order)
        for chunk in _chunks(companies[company], min(longest, filled or longest))
    ]
    return Packing(tuple(queries), tuple(left_out.items()), tuple(too_many))


@dataclass(frozen=True, slots=True)
class _Company:
    """What rules must have in common to share a query, so that a post's can be told apart."""

    given: frozenset[Expression]
    wants_words: bool

    @property
    def order(self) -> tuple[int, int, str, bool]:
        """Whoever finds a post first tells most of its rules: the one that most is given for."""
        terms = sum(len(terms_of(part)) for part in self.given)
        return -len(self.given), terms, " ".join(sorted(map(write, self.given))), self.wants_words


@dataclass(frozen=True, slots=True)
class _Entry:
    """Rules that mean the same: their own part, and what they may share with others."""

    own: Expression
    shared: tuple[Expression, ...]
    rules: tuple[Rule, ...]

    @property
    def whole(self) -> Expression:
        """All that its rules want."""
        return all_of([self.own, *self.shared])

    @property
    def order(self) -> tuple[str, str]:
        """Where it stands among others: beside those that it shares most with."""
        return write(all_of(self.shared)) if self.shared else "", write(self.own)


def _entries(rules: Iterable[tuple[Rule, Expression]]) -> list[_Entry]:
    """`rules`: each with what search is asked for."""
    same: dict[tuple[Expression, tuple[Expression, ...]], list[Rule]] = {}
    for rule, searched in rules:
        same.setdefault(_parted(searched), []).append(rule)
    entries = [_Entry(own, shared, tuple(some)) for (own, shared), some in same.items()]
    return sorted(entries, key=lambda entry: entry.order)


def _parted(expression: Expression) -> tuple[Expression, tuple[Expression, ...]]:
    """Take off what only narrows a rule, unless nothing would be left."""
    if not isinstance(expression, All):
        return expression, ()
    own = [part for part in expression.parts if not only_narrows(part)]
    shared = {part for part in expression.parts if only_narrows(part)}
    if not own:
        return expression, ()
    return all_of(own), tuple(sorted(shared, key=write))


def _query(entries: Sequence[_Entry], given: frozenset[Expression]) -> Query:
    rules = tuple(rule for entry in entries for rule in entry.rules)
    return Query(_text(entries), rules, given)


def _text(entries: Sequence[_Entry]) -> str:
    groups = [
        all_of([any_of(entry.own for entry in some), *shared])
        for shared, some in groupby(entries, key=lambda entry: entry.shared)
    ]
    return write(any_of(groups))


def _chunks(entries: Sequence[_Entry], filled: int) -> Iterator[Sequence[_Entry]]:
    lengths = [weighted_length(write(entry.own)) + len(" OR ") for entry in entries]
    sums = list(accumulate(lengths, initial=0))
    start = 0
    while start < len(entries):
        most = bisect_right(sums, sums[start] + filled + len(" OR ")) - 1
        end = _end(entries, start, most, filled)
        yield entries[start:end]
        start = end


def _end(entries: Sequence[_Entry], start: int, most: int, filled: int) -> int:
    """Return where the query ends that begins with an entry; by their own lengths it ends at `most`
    at the latest.

    Of the last entries that fit, it ends with the one of the smallest checksum: then queries soon
    end at the same entries again behind one that came or went.
    """
    if most < start + 2:
        return start + 1
    ends = range(start + 1, most + 1)
    fitting = bisect_right(ends, filled, key=lambda end: weighted_length(_text(entries[start:end])))
    if fitting < 2:
        return start + 1
    if start + fitting == len(entries):
        return len(entries)
    spared = fitting // _ONE_LEFT_OF
    return min(
        range(start + fitting - spared, start + fitting + 1),
        key=lambda end: zlib.crc32(write(entries[end - 1].own).encode()),
    )

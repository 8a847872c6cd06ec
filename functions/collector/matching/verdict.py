"""Says what becomes of a post that search found, and which rules it is told to match.

Search finds more than the stream would have delivered, for it folds accents and leaves out what a
post quotes. Only what is certain to be no match, for a reason that X documents, is left out;
whatever is not understood is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from typing import Any

from collector.matching.alike import matches_where_found
from collector.matching.candidates import Candidates
from collector.matching.expression import All, Expression, any_of
from collector.matching.matching import matches
from collector.matching.nearness import nearest, read_from_the_left
from collector.matching.parsing import parse
from collector.matching.parts import Part, whole_of
from collector.matching.searchable import as_searched
from collector.matching.text.answer import Answer
from collector.matching.text.posts import read_post
from collector.matching.text.view import View, search_view, stream_view
from collector.matching.text.words import exactly, without_accents
from collector.settings import Rule


class Outcome(Enum):
    """MATCHED: the stream would have delivered it. UNDECIDED: kept, for that can't be told.

    UNWANTED: the stream would not have delivered it.
    """

    MATCHED = auto()
    UNDECIDED = auto()
    UNWANTED = auto()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a post; tags: of the rules, in their order, each once.

    A tag is only there when the rule matches, when nothing else can have found the post (an
    undecided one: nothing else of what can't be told), or when its keyword is met in a text without
    spaces, which only a keyword within longer words can have found; may_lack_tags: whether another
    of the rules that were asked for it can't be decided.
    """

    outcome: Outcome
    tags: tuple[str, ...]
    may_lack_tags: bool = field(default=False, compare=False)

    @property
    def is_kept(self) -> bool:
        """Whether the post is handed on."""
        return self.outcome is not Outcome.UNWANTED


class Matcher:
    """All rules of the stream, prepared once; knows nothing of posts it was asked about before."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(dict.fromkeys(rules))
        self._expressions = [parse(rule.value) for rule in self._rules]
        self._numbers = {rule: number for number, rule in enumerate(self._rules)}
        self._by_stream = Candidates(self._expressions, exactly)
        self._searched = [as_searched(expression) for expression in self._expressions]
        self._by_search = Candidates(self._searched, without_accents)

    def verdict(
        self,
        data: Mapping[str, Any],
        includes: object,
        asked: Iterable[Rule],
        given: Set[Expression] = frozenset(),
    ) -> Verdict:
        """Judge a post that a query for the `asked` rules found; KeyError if one is not ours.

        Of a rule that it asked for in part, that part alone can have found the post in it.
        `data` is X's object of the post, `includes` that of its page; `given` what the query says
        of all that it finds. Never raises for what X sent.
        """
        post = read_post(data, includes)
        stream, search = stream_view(post), search_view(post)
        given = {part for part in given if matches_where_found(part, part, stream, search)}
        told = {
            number
            for number in self._by_stream.perhaps_yes(stream)
            if matches(self._expressions[number], stream, given) is Answer.YES
        }
        matched = {
            number for number in told if matches(self._expressions[number], stream) is Answer.YES
        }
        asked = tuple(asked)
        numbers = {self._numbers[whole_of(rule)] for rule in asked}
        parts = self._parts(asked)
        searched = {number: as_searched(part) for number, part in parts.items()}
        others = numbers - told
        undecidable = {
            number
            for number in others & self._by_stream.perhaps_not_no(stream)
            if matches(self._expressions[number], stream) is Answer.UNDECIDABLE
            and (number not in parts or matches(parts[number], stream) is not Answer.NO)
        }
        finders = {
            number
            for number in others & self._by_search.perhaps_not_no(search)
            if matches(searched.get(number, self._searched[number]), search) is not Answer.NO
        }
        if told:
            alike = {
                number
                for number in undecidable & finders
                if matches_where_found(
                    parts.get(number, self._expressions[number]),
                    searched.get(number, self._searched[number]),
                    stream,
                    search,
                )
            }
            finder = set() if numbers & told else self._finders(alike, stream)
            outcome = Outcome.MATCHED if matched else Outcome.UNDECIDED
            return self._told(outcome, told | finder, undecidable - finder)
        if undecidable:
            finder = self._finders(undecidable & finders or undecidable, stream)
            return self._told(Outcome.UNDECIDED, finder, undecidable - finder)
        if finders:
            # One of these found it, by a difference of search that X documents.
            return Verdict(Outcome.UNWANTED, ())
        asked_for = {number: parts.get(number, self._expressions[number]) for number in others}
        near = self._if_one(_nearest(asked_for, search))
        return self._told(Outcome.UNDECIDED, near, others - near)

    def _parts(self, asked: Iterable[Rule]) -> dict[int, Expression]:
        """Return what was asked for, by the numbers of the rules that were asked for in part."""
        pieces = defaultdict(list)
        for rule in asked:
            if isinstance(rule, Part):
                pieces[self._numbers[rule.whole]].append(_parsed(rule.value))
        return {number: any_of(some) for number, some in pieces.items()}

    def _if_one(self, numbers: set[int]) -> set[int]:
        """Of rules of which one found a post: with several tags, which is its own can't be told."""
        return numbers if len({self._rules[number].tag for number in numbers}) == 1 else set()

    def _finders(self, numbers: set[int], view: View) -> set[int]:
        """Of rules of which one at least found a post: the only one, or those that are met when
        what is open is how the text is split into words, or that hold whichever found it.
        """
        if len(numbers) < 2 or self._if_one(numbers):
            return self._if_one(numbers)
        read = read_from_the_left([self._expressions[number] for number in numbers], view)
        return self._all_hold(numbers, view, [read]) or self._all_hold(
            numbers, view, [_known_to_hold(self._expressions[number]) for number in numbers]
        )

    def _all_hold(
        self, numbers: set[int], view: View, cases: Sequence[Set[Expression]]
    ) -> set[int]:
        """Return those that match in each of some cases of what holds."""
        return {
            number
            for number in numbers
            if all(matches(self._expressions[number], view, case) is Answer.YES for case in cases)
        }

    def _told(self, outcome: Outcome, numbers: Set[int], open_ones: Set[int]) -> Verdict:
        tags = dict.fromkeys(self._rules[number].tag for number in sorted(numbers))
        return Verdict(outcome, tuple(tags), bool(open_ones))


@lru_cache(maxsize=1024)
def _parsed(part: str) -> Expression:
    return parse(part)


def _known_to_hold(expression: Expression) -> frozenset[Expression]:
    """Return what holds where an expression does."""
    parts = expression.parts if isinstance(expression, All) else ()
    return frozenset([expression, *parts])


def _nearest(expressions: Mapping[int, Expression], view: View) -> set[int]:
    """Return the numbers of the expressions of which most is in a post."""
    numbers = sorted(expressions)
    texts = [*(text.folded for text in view.texts), *view.post.own.links]
    near = nearest([expressions[number] for number in numbers], texts)
    return {numbers[number] for number in near}

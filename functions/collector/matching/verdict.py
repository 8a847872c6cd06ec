"""Says what becomes of a post that search found, and which rules it is told to match.

Search finds more than the stream would have delivered, for it folds accents and leaves out what a
post quotes. Only what is certain to be no match, for a reason that X documents, is left out;
whatever is not understood is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from collector.matching.answer import Answer
from collector.matching.candidates import Candidates
from collector.matching.matching import matches
from collector.matching.nearness import nearest
from collector.matching.parsing import parse
from collector.matching.posts import read_post
from collector.matching.searchable import as_searched
from collector.matching.view import View, search_view, stream_view
from collector.matching.words import exactly, without_accents
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
    """What becomes of a post; tags: of the rules, in their order, each once."""

    outcome: Outcome
    tags: tuple[str, ...]

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

    def verdict(self, data: Mapping[str, Any], includes: object, asked: Iterable[Rule]) -> Verdict:
        """Judge a post that a query for the `asked` rules found; KeyError if one is not ours.

        `data` is X's object of the post, `includes` that of its page. Never raises for what X sent.
        """
        post = read_post(data, includes)
        stream, search = stream_view(post), search_view(post)
        matched = [
            number
            for number in self._by_stream.perhaps_yes(stream)
            if matches(self._expressions[number], stream) is Answer.YES
        ]
        others = {self._numbers[rule] for rule in asked}.difference(matched)
        undecidable = {
            number
            for number in others & self._by_stream.perhaps_not_no(stream)
            if matches(self._expressions[number], stream) is Answer.UNDECIDABLE
        }
        finders = {
            number
            for number in others & self._by_search.perhaps_not_no(search)
            if matches(self._searched[number], search) is not Answer.NO
        }
        if matched:
            return self._told(Outcome.MATCHED, {*matched, *undecidable & finders})
        if undecidable:
            return self._told(Outcome.UNDECIDED, undecidable & finders or undecidable)
        if finders:
            # One of these found it, by a difference of search that X documents.
            return Verdict(Outcome.UNWANTED, ())
        return self._told(Outcome.UNDECIDED, self._nearest(sorted(others), search))

    def _nearest(self, numbers: Sequence[int], view: View) -> set[int]:
        expressions = [self._expressions[number] for number in numbers]
        texts = [text.folded for text in view.texts]
        near = nearest(expressions, [*texts, *view.post.own.links])
        return {numbers[number] for number in near}

    def _told(self, outcome: Outcome, numbers: Set[int]) -> Verdict:
        tags = dict.fromkeys(self._rules[number].tag for number in sorted(numbers))
        return Verdict(outcome, tuple(tags))

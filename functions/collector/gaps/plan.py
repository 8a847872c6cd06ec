"""The queries that find what the rules would, and what becomes of one that X refuses."""

from __future__ import annotations

from collections.abc import Sequence

from collector.gaps.length_told import length_told
from collector.gaps.lessons import Lessons
from collector.matching.characters import weighted_length
from collector.matching.queries import Query, pack
from collector.settings import Rule


class SearchPlan:
    """Every rule is in one of `queries`, or in `left_out` with the reason in words."""

    def __init__(
        self, rules: Sequence[Rule], lessons: Lessons, *, authors_known: bool = False
    ) -> None:
        """`authors_known`: whether X is asked for the names of authors."""
        self._rules = list(rules)
        self._authors_known = authors_known
        self._lessons = lessons
        self._doubtful: dict[Query, str] = {}
        self._accepted: set[str] = set()
        self._named: set[Query] = set()
        self._halves: set[Query] = set()
        self._took_others = False
        self.queries: list[Query] = []
        self.left_out: dict[Rule, str] = {}
        self._pack()

    def has_accepted(self, query: Query) -> bool:
        """Say whether X took this query before: then what it refuses is something else."""
        return query.value in self._accepted

    def accepted(self, query: Query) -> None:
        """Tell that X took a query: it was no fault of all of them that it refused others."""
        self._accepted.add(query.value)
        self._lessons.learn_taken(query.rules)
        self._took_others = True
        while self._doubtful:
            self._leave_out(*self._doubtful.popitem())

    def refused(self, query: Query, words: str, *, names_query: bool) -> None:
        """Go on without a query that X refused: with shorter ones, with its halves, or others.

        `names_query`: whether X says that the query is what it refuses. A rule is only left out
        once X took another since it refused this one or what this is a half of: X has bad hours.
        """
        longest = length_told(words, weighted_length(query.value))
        if longest is not None:
            self._lessons.learn_longest(longest)
            self._pack()
            return
        if query not in self._halves:
            self._took_others = False
        self.queries.remove(query)
        halves = query.halves()
        if halves:
            self._halves.update(halves)
            self.queries.extend(halves)
        elif self._took_others:
            self._leave_out(query, words)
        else:
            self._doubtful[query] = words
            if names_query:
                self._named.add(query)

    def all_were_refused(self) -> str | None:
        """Return X's words when it took none of the last queries, and begin anew with all.

        But a rule is left out when it was refused long before, too; if X says that the query is
        what it refuses, or takes others at times.
        """
        undecided = []
        while self._doubtful:
            query, words = self._doubtful.popitem()
            is_blamed = query in self._named or bool(self._accepted)
            if is_blamed and self._lessons.doubt(query.rules, words):
                self._leave_out(query, words)
            else:
                undecided.append(words)
        if not undecided:
            return None
        self._pack()
        return undecided[-1]

    def left_out_for_the_first_time(self) -> dict[Rule, str]:
        """Return those of `left_out` that no person was told of, and count them as told."""
        new = self._lessons.not_told(self.left_out)
        return {rule: self.left_out[rule] for rule in new}

    def _pack(self) -> None:
        known = {rule: self._lessons.words_about(rule) for rule in self._rules}
        packing = pack(
            [rule for rule, words in known.items() if words is None],
            self._lessons.longest_query,
            authors_known=self._authors_known,
        )
        self.queries = list(packing.queries)
        refused = {rule: f"X says: {words}" for rule, words in known.items() if words is not None}
        self.left_out = dict(packing.left_out) | refused

    def _leave_out(self, query: Query, words: str) -> None:
        self._lessons.learn_refused(query.rules, words, took_others=self._took_others)
        self.left_out |= dict.fromkeys(query.rules, f"X says: {words}")

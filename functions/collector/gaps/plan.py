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
        self.queries: list[Query] = []
        self.left_out: dict[Rule, str] = {}
        self._pack()

    def has_accepted(self, query: Query) -> bool:
        """Say whether X took this query before: then what it refuses is something else."""
        return query.value in self._accepted

    def accepted(self, query: Query) -> None:
        """Tell that X took a query: it was no fault of all of them that it refused others."""
        self._accepted.add(query.value)
        while self._doubtful:
            self._leave_out(*self._doubtful.popitem())

    def refused(self, query: Query, words: str, *, names_query: bool) -> None:
        """Go on without a query that X refused: with shorter ones, with its halves, or others.

        `names_query`: whether X says that the query is what it refuses. If it does not, a rule is
        left out only once X took another.
        """
        longest = length_told(words, weighted_length(query.value))
        if longest is not None:
            self._lessons.learn_longest(longest)
            self._pack()
            return
        self.queries.remove(query)
        halves = query.halves()
        if halves:
            self.queries.extend(halves)
        elif names_query or self._accepted:
            self._leave_out(query, words)
        else:
            self._doubtful[query] = words

    def all_were_refused(self) -> str | None:
        """Return X's words when it took no query at all, and begin anew with all of them."""
        if not self._doubtful:
            return None
        words = next(iter(self._doubtful.values()))
        self._doubtful.clear()
        self._pack()
        return words

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
        self._lessons.learn_refused(query.rules, words)
        self.left_out |= dict.fromkeys(query.rules, f"X says: {words}")

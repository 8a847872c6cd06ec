"""The queries that find what the rules would, and what becomes of one that X refuses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from collector.gaps.doubts import Doubts
from collector.gaps.length_told import length_told
from collector.gaps.lessons import CONFIRMED_SECONDS, DOUBTED_SECONDS, Lessons
from collector.gaps.progress import query_digest
from collector.matching.queries import Packing, Query, pack
from collector.matching.text.characters import weighted_length
from collector.settings import Rule

MOST_APART = 10
"""So many rules that X refused lately have a query of their own, and others are spared it."""
MOST_ABREAST = 32
"""With more that X refused, one is halved down to its rules before another is asked for: else a
window would end before it knew of any, and the next one begin anew."""


class SearchPlan:
    """Every rule is in one of `queries`, or in `left_out` with the reason in words."""

    def __init__(
        self, rules: Sequence[Rule], lessons: Lessons, *, authors_known: bool = False
    ) -> None:
        """`authors_known`: whether X is asked for the names of authors."""
        self._rules = list(rules)
        self._authors_known = authors_known
        self._lessons = lessons
        self._doubts = Doubts()
        self._accepted: set[str] = set()
        self._halved: list[int] = []
        self.queries: list[Query] = []
        self.left_out: dict[Rule, str] = {}
        self._pack()

    def add(self, rules: Iterable[Rule]) -> None:
        """Search for more rules, in queries of their own: none that was searched begins anew."""
        known = set(self._rules)
        new = [rule for rule in rules if rule not in known]
        if new:
            self._rules.extend(new)
            queries, left_out = self._queries_for(new)
            self.queries.extend(queries)
            self.left_out |= left_out

    def has_accepted(self, query: Query) -> bool:
        """Say whether X took this query before: then what it refuses is something else."""
        return query.value in self._accepted

    def may_ask(self, query: Query) -> bool:
        """Say whether a query may be asked now: one that X refused waits while others go on."""
        return self._doubts.may_ask(query, self._lessons.now())

    def accepted(self, query: Query) -> None:
        """Tell that X took a query: it was no fault of all of them that it refused others."""
        self._accepted.add(query.value)
        self._lessons.learn_taken(query.rules)
        self._lessons.forget_failed(query_digest(query))
        self.queries = self._doubts.taken(query, self.queries)
        if self._halved and all(map(self.has_accepted, self.queries)):
            self._learn_filled()

    def refused(self, query: Query, words: str, *, names_query: bool, said: str = "") -> None:
        """Go on without a query that X refused: with shorter ones, with its halves, or others.

        `names_query`: whether X says that the query is what it refuses; `said`: its words uncut.
        A rule is only left out when X refuses it again some time later, and took another since:
        X has bad hours.
        """
        length = weighted_length(query.value)
        longest = length_told((said or words).replace(query.value, ""), length)
        if longest is not None:
            self._lessons.learn_longest(longest)
            self._pack()
            return
        self._doubts.begin(query)
        self._halved.append(length)
        self._split(query, words, CONFIRMED_SECONDS, names_query=names_query)

    def failed(self, query: Query, words: str, *, may_pass: bool) -> bool:
        """Go on with other queries after trouble that may be this one's own, or X's with all.

        It is split when it lasts. `may_pass`: whether such trouble of X passes. Returns whether
        it is worth asking something else soon.
        """
        now = self._lessons.now()
        failed = self._lessons.note_failed(query_digest(query))
        lasts = self._doubts.failed(query, now) or failed.lasts(now)
        if not lasts and not all(map(self._lessons.is_doubted, query.rules)):
            self.queries.remove(query)
            self.queries.append(query)
            return False
        goes_on = self._doubts.took_others(query) or self._doubts.guess(query)
        confirmed = DOUBTED_SECONDS if may_pass else CONFIRMED_SECONDS
        self._split(query, words, confirmed, names_query=False)
        return goes_on

    def all_were_refused(self) -> str | None:
        """Return X's words when it takes none of the queries that are left, and begin anew.

        But a rule is left out when it was refused long before, too; if X says that the query is
        what it refuses, or takes others at times. One that X took others since is asked again.
        """
        now = self._lessons.now()
        for query, words in self._doubts.blamed(any_taken=bool(self._accepted)):
            if now >= self._lessons.doubt(query.rules, words) + DOUBTED_SECONDS:
                self._leave_out(query, words, took_others=False)
        undecided = self._doubts.undecided()
        if undecided is not None:
            self._pack()
        return undecided

    def left_out_for_the_first_time(self) -> dict[Rule, str]:
        """Return those of `left_out` that no person was told of, and count them as told."""
        new = self._lessons.not_told(self.left_out)
        return {rule: self.left_out[rule] for rule in new}

    def _learn_filled(self) -> None:
        """Where X took all that it refused together, it was too much, or a bad moment."""
        taken = max(weighted_length(query.value) for query in self.queries)
        if taken < max(self._halved):
            self._lessons.learn_filled(taken, halved=len(self._halved))
        self._halved.clear()

    def _pack(self) -> None:
        self._doubts.forget()
        self._halved.clear()
        self.queries, self.left_out = self._queries_for(self._rules)

    def _queries_for(self, rules: Iterable[Rule]) -> tuple[list[Query], dict[Rule, str]]:
        """Return queries for some rules, as learned from X, and those of them that have none."""
        some = list(rules)
        wanted = [rule for rule in some if not self._refusal(rule)]
        apart = [rule for rule in wanted if self._lessons.is_doubted(rule)]
        if len(apart) > min(MOST_APART, len(wanted) // 2):
            apart = []
        together = [rule for rule in some if rule not in apart]
        packings = [self._packed(together), *(self._packed([rule]) for rule in apart)]
        queries = [query for packing in packings for query in packing.queries]
        left_out = dict(pair for packing in packings for pair in packing.left_out)
        return queries, left_out

    def _refusal(self, rule: Rule) -> str:
        words = self._lessons.words_about(rule)
        return "" if words is None else f"X says: {words}"

    def _packed(self, rules: Sequence[Rule]) -> Packing:
        return pack(
            rules,
            self._lessons.longest_query,
            filled=self._lessons.filled_length,
            refusal=self._refusal,
            authors_known=self._authors_known,
        )

    def _split(self, query: Query, words: str, confirmed: float, *, names_query: bool) -> None:
        """Put halves in the place of a query; one rule alone waits, or is left out."""
        halves = query.halves()
        if halves:
            self.queries.remove(query)
            doubted = list(filter(self._doubts.has, self.queries))
            are_many = len(doubted) > MOST_ABREAST
            place = self.queries.index(doubted[0]) if are_many else len(self.queries)
            self.queries[place:place] = halves
            self._doubts.halved(query, halves)
            return
        now = self._lessons.now()
        since = self._lessons.doubt(query.rules, words)
        took_others = self._doubts.took_others(query) or self._lessons.took_others(query.rules)
        if now >= since + confirmed and took_others:
            self._leave_out(query, words, took_others=True)
        else:
            self._doubts.alone(query, words, now + CONFIRMED_SECONDS, names_query=names_query)

    def _leave_out(self, query: Query, words: str, *, took_others: bool) -> None:
        self.queries.remove(query)
        self._doubts.drop(query)
        self._halved.clear()
        self._lessons.learn_refused(query.rules, words, took_others=took_others)
        self.left_out |= dict.fromkeys(query.whole_rules, f"X says: {words}")

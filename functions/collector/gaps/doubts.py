"""Which queries X refused lately, since when, and whether it took others meanwhile.

X's trouble with one query looks like its trouble with all. What tells them apart is whether X took
another query since.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from collector.matching.queries import Query

REST_SECONDS = 60.0
QUICK_GUESSES = 6


@dataclass(slots=True)
class _Doubt:
    """pages: how many X had answered when it first refused the query, or what it is a half of;
    until: when it may be asked.

    words: X's about a query that can't be halved; empty for others.
    """

    pages: int
    until: float = 0.0
    words: str = ""
    names_query: bool = False


class Doubts:
    """Times are in seconds since 1970."""

    def __init__(self) -> None:
        self._pages = 0
        self._taken: set[Query] = set()
        self._doubts: dict[Query, _Doubt] = {}
        self._parents: dict[Query, Query] = {}
        self._guessed: set[Query] = set()
        self._guesses = 0
        self._alone_until = 0.0

    def forget(self) -> None:
        """Begin anew, with other queries."""
        self._taken.clear()
        self._doubts.clear()
        self._parents.clear()
        self._guessed.clear()
        self._alone_until = 0.0

    def begin(self, query: Query) -> None:
        """Tell that X refused a query."""
        self._doubts.setdefault(query, _Doubt(self._pages))

    def has(self, query: Query) -> bool:
        """Say whether X refused a query, or what it is a half of, and did not take it since."""
        return query in self._doubts

    def failed(self, query: Query, now: float) -> bool:
        """Tell of trouble with a query; returns whether it began before the query was halved."""
        self.begin(query)
        doubt = self._doubts[query]
        doubt.until = now + REST_SECONDS
        return query in self._parents or bool(doubt.words)

    def guess(self, query: Query) -> bool:
        """Note that a query is halved while X takes none: perhaps it is no fault of its rules.

        Returns whether it is one of the first, which X need not be spared.
        """
        self._guessed.add(query)
        self._guesses += 1
        return self._guesses <= QUICK_GUESSES

    def halved(self, query: Query, halves: Sequence[Query]) -> None:
        """Note what is asked in place of a query."""
        whole = self._doubts.pop(query)
        for half in halves:
            self._parents[half] = query
            self._doubts[half] = _Doubt(whole.pages)

    def alone(self, query: Query, words: str, until: float, *, names_query: bool) -> None:
        """Let a query wait that can't be halved."""
        doubt = self._doubts[query]
        doubt.until, doubt.words, doubt.names_query = until, words, names_query
        self._alone_until = until

    def drop(self, query: Query) -> None:
        """Forget a query that is asked no more."""
        self._doubts.pop(query, None)

    def may_ask(self, query: Query, now: float) -> bool:
        """Say whether a query waits no longer; one that can be halved waits for others only.

        While X takes none, one of those that can't be halved is asked for all of them.
        """
        doubt = self._doubts.get(query)
        if doubt is None:
            return True
        if self.took_others(query):
            return now >= doubt.until
        return not doubt.words or now >= self._alone_until

    def took_others(self, query: Query) -> bool:
        """Say whether X took a query after this one was refused, or what it is a half of."""
        return self._pages > self._doubts[query].pages

    def taken(self, query: Query, queries: Sequence[Query]) -> list[Query]:
        """Tell that X took a query; returns the queries, with those in one again that were halved
        only because X took none.
        """
        self._pages += 1
        self._guesses = 0
        self._taken.add(query)
        self._doubts.pop(query, None)
        if not self._guessed:
            return list(queries)
        sound = {above for taken in self._taken for above in self._above(taken)}
        joined = [self._joined(each, sound) for each in queries]
        for half, query in zip(queries, joined, strict=True):
            if half != query and (doubt := self._doubts.pop(half, None)) is not None:
                self._doubts[query] = _Doubt(doubt.pages)
        self._guessed.clear()
        return list(dict.fromkeys(joined))

    def blamed(self, *, any_taken: bool) -> list[tuple[Query, str]]:
        """Return those alone, with X's words, that may be what X refuses; it took none since."""
        return [
            (query, doubt.words)
            for query, doubt in self._doubts.items()
            if doubt.words and (doubt.names_query or any_taken) and not self.took_others(query)
        ]

    def undecided(self) -> str | None:
        """Return X's words about one of those alone if it took no query since; None if it did."""
        alone = [query for query, doubt in self._doubts.items() if doubt.words]
        if not alone or any(map(self.took_others, alone)):
            return None
        return self._doubts[alone[-1]].words

    def _above(self, query: Query) -> Iterator[Query]:
        while (parent := self._parents.get(query)) is not None:
            yield parent
            query = parent

    def _joined(self, query: Query, sound: set[Query]) -> Query:
        for above in self._above(query):
            if query in self._taken or above in sound or above not in self._guessed:
                break
            query = above
        return query

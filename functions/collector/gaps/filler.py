"""Closes gaps by recent search, oldest first, in a thread beside the stream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from collector.gaps.changed_rules.asked_rules import KeywordChange
from collector.gaps.changed_rules.wanted_rules import WantedRules
from collector.gaps.interruption import Interrupted, OutOfReachError
from collector.gaps.pages import PageReader
from collector.gaps.plan import SearchPlan
from collector.gaps.progress import query_digest
from collector.gaps.store import GapStore
from collector.matching.parsing import parse
from collector.matching.queries import Query
from collector.matching.searchable import misses_reposts
from collector.settings import Rule, named
from collector.spans import Span, behind, whole, within_reach
from collector.state.table import StateUnavailableError
from collector.timing import Timing
from collector.x.errors import XRefusedError
from shared.clock import WaitingClock
from shared.iso_time import iso_time
from shared.snowflake import first_id_at, time_of_id

MOST_REQUESTS_AHEAD = 90
"""A fifth of what X answers in 15 minutes; with more to ask, gaps that lie close are joined."""


class GapFiller:
    """Works until it is stopped; what it could not fill is in `warnings`.

    `without_reposts` are the tags of rules for which only the stream delivers reposts, and for
    which gaps were filled.
    """

    def __init__(
        self,
        *,
        pages: PageReader,
        wanted: WantedRules,
        plan: Callable[[Sequence[Rule]], SearchPlan],
        change: Callable[[Sequence[Rule]], KeywordChange],
        store: GapStore,
        clock: WaitingClock,
        timing: Timing,
    ) -> None:
        """`plan` is asked for when the first gap is to be filled; `change` then and whenever rules
        came: which of them came and went since gaps were last searched.
        """
        self._pages = pages
        self._wanted = wanted
        self._make_plan = plan
        self._change = change
        self._plan: SearchPlan | None = None
        self._planned_for: tuple[Rule, ...] = ()
        self._misses_reposts: list[str] = []
        self.without_reposts: list[str] = []
        self._store = store
        self._clock = clock
        self._timing = timing
        self._stopping = clock.event()
        self._thread = clock.thread(self._run, "gaps")
        self._warnings: list[str] = []
        self._lost: dict[int, tuple[Span, str]] = {}

    @property
    def warnings(self) -> list[str]:
        """What a person must be told."""
        lost = [words.format(_span(span)) for span, words in list(self._lost.values())]
        return [*lost, *self._warnings, *self._wanted.warnings, *self._pages.warnings]

    def start(self) -> None:
        """Begin to fill."""
        self._thread.start()

    def stop(self, wait: float) -> None:
        """Stop soon; waits so many nominal seconds for the thread."""
        self._stopping.set()
        self._pages.cut()
        self._wanted.cut()
        if self._thread.is_alive():
            self._thread.join(wait)

    def finish(self) -> None:
        """Note what Firehose acknowledged at the end; for after it was told to stop."""
        if not self._thread.is_alive():
            with suppress(Interrupted, StateUnavailableError):
                self._pages.settle(0.0)

    def _run(self) -> None:
        while not self._stopping.is_set():
            pause = self._timing.tick * 2
            try:
                self._wanted.look()
                pause = self.fill_next() or pause
            except Interrupted as interruption:
                if not self._stopping.is_set():
                    self._warn(interruption.words)
                pause = interruption.pause
            except (XRefusedError, StateUnavailableError) as error:
                self._warn(f"Filling gaps paused: {error}")
                pause = self._timing.search_pause
            except Exception as error:  # told in the report: nothing ends this thread unseen
                self._warn(f"Filling gaps failed: {type(error).__name__}: {error}")
                return
            self._stopping.wait(pause)

    def fill_next(self) -> float:
        """Fill the oldest gap that search has indexed and that does not wait for a query that X
        refused; returns how long to pause after it.
        """
        now = self._clock.now()
        newest = first_id_at(now - self._clock.real(self._timing.search_lag))
        if not behind(self._store.all_open(), newest):
            return self._timing.tick * 2
        self._pages.settle(self._timing.drain)
        plan = self._plan_until(newest)
        self._store.join(newest, MOST_REQUESTS_AHEAD // max(1, len(plan.queries)))
        oldest = first_id_at(now - self._clock.real(self._timing.search_reach))
        for gap in behind(self._store.all_open(), newest):
            left = self._within_reach(gap, oldest)
            if left is None or self._fill(left, plan):
                return 0.0
        words = plan.all_were_refused()
        if words:
            raise Interrupted(self._timing.search_rate_pause, f"Filling gaps paused: {words}")
        return self._timing.tick * 2

    def _plan_until(self, newest: int) -> SearchPlan:
        """Return the plan for all gaps that end by an id."""
        last = max(gap.last for gap in self._store.all_open() if gap.last <= newest)
        rules = self._wanted.for_gaps_until(last)
        plan = self._plan or self._make_plan(rules)
        if rules != self._planned_for:
            self._tell_change(self._change(rules))
            self._pages.match(rules)
            plan.add(rules)
            self._planned_for = rules
            self._misses_reposts = [rule.tag for rule in rules if misses_reposts(parse(rule.value))]
        self._plan = plan
        return plan

    def _tell_change(self, change: KeywordChange) -> None:
        """What is wanted now is searched for in all gaps, whatever was wanted before."""
        gaps = self._store.all_open()
        begun = [gap for gap in gaps if self._store.searched(gap)]
        if change.went:
            self._warn(
                f"Gaps {_span(whole(gaps))} are no longer searched for what is no keyword any "
                f"more: {named(change.went)}."
            )
        if change.came and begun:
            self._warn(
                f"Posts {_span(whole(begun))} that search found before lack the tags of new "
                f"keywords: {named(change.came)}."
            )

    def _within_reach(self, gap: Span, oldest: int) -> Span | None:
        lost, left = within_reach(gap, oldest)
        if lost.is_empty:
            return gap
        self._lose(gap, left, "Posts {} are out of reach of recent search (7 days) and lost.")
        return None if left.is_empty else left

    def _lose(self, gap: Span, left: Span, words: str) -> None:
        """Go on with what is left; what is lost of a gap counts once, however often it grows."""
        before, _ = self._lost.get(gap.last, (gap, words))
        is_new = gap.last not in self._lost
        self._lost[gap.last] = Span(before.first, min(gap.last, left.first - 1)), words
        if left.is_empty:
            self._store.drop(gap, counts=is_new)
        else:
            self._store.trim(gap, left, counts=is_new)

    def _fill(self, gap: Span, plan: SearchPlan) -> bool:
        """Say whether anything could be done: a gap may only be left to queries that wait."""
        is_idle = True
        try:
            while left := self._left(gap, plan):
                query = next(filter(plan.may_ask, left), None)
                if query is None:
                    return not is_idle
                if self._stopping.is_set():
                    raise Interrupted(0.0)
                is_idle = False
                self._pages.read(gap, query, plan)
                self._pages.settle(self._timing.drain)
        except OutOfReachError as too_old:
            self._give_up(gap, too_old.floor)
            return True
        finally:
            self._store.save()
        self._end(gap, plan)
        return True

    def _give_up(self, gap: Span, floor: int | None) -> None:
        """Go on with what X says is in reach of a gap, if anything is; the border moves on."""
        moves_on = self._clock.real(self._timing.search_pause)
        first = gap.last + 1 if floor is None else first_id_at(time_of_id(floor) + moves_on)
        left = Span(first if first > gap.first else gap.last + 1, gap.last)
        self._lose(gap, left, "X says that posts {} are out of reach of recent search.")

    def _left(self, gap: Span, plan: SearchPlan) -> list[Query]:
        searched = self._store.searched(gap)
        return [
            query
            for query in plan.queries
            if searched.get(query_digest(query), gap.last) >= gap.first
        ]

    def _end(self, gap: Span, plan: SearchPlan) -> None:
        self.without_reposts = self._misses_reposts
        if not plan.left_out:
            self._store.close(gap)
            return
        new = plan.left_out_for_the_first_time()
        named = ", ".join(f"{rule.tag!r} ({why})" for rule, why in new.items())
        if new and plan.queries:
            self._warn(f"Posts {_span(gap)} were not searched for these keywords: {named}.")
        elif new:
            self._warn(f"Posts {_span(gap)} are lost: no rule can be searched for: {named}.")
        self._store.drop(gap)

    def _warn(self, words: str) -> None:
        if words and words not in self._warnings:
            self._warnings.append(words)


def _span(gap: Span) -> str:
    return f"between {iso_time(time_of_id(gap.first))} and {iso_time(time_of_id(gap.last))}"

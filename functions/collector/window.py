"""One window: lease, budget, rules, stream, flush, save, release, report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from collector.books import Books
from collector.edges import Edges
from collector.gaps.changed_rules.seen_rules import SeenRules
from collector.gaps.coverage import Coverage
from collector.gaps.store import GapStore
from collector.judgement import Done, judged
from collector.posts.sink import Sink
from collector.report import GapCounts, WindowReport
from collector.rules.api import XRulesApi
from collector.rules_step import RulesStep
from collector.settings import Rule, tag_prefix
from collector.spans import LARGEST_ID, Span, inside
from collector.state.budget import Budget
from collector.state.checkpoint import load_checkpoint
from collector.state.lease import Lease
from collector.state.spend import USD_A_POST, USD_AN_AUTHOR, Spend
from collector.state.table import StateTable, StateUnavailableError
from collector.stream.endings import WindowEnd
from collector.threads import WindowThreads
from shared.iso_time import iso_time
from shared.snowflake import time_of_id

SHARE_OF_REST_FOR_LAST_ANSWER = 0.3
"""Of the time after the stream: a call to the state table that hangs takes 5 s to fail."""
NO_BUDGET = WindowEnd("budget_used_up", "The budget of posts is used up until it renews.")


def run_window(
    edges: Edges, rules: Sequence[Rule], token: str, *, owner: str, remaining: float
) -> WindowReport:
    """Run one window and return its report.

    `owner` names this invocation in the lease; `remaining` is the function's time in nominal
    seconds. Raises StateUnavailableError when the state table does not answer before it must end.
    """
    clock, timing = edges.clock, edges.timing
    report = WindowReport(started_at=iso_time(clock.now()))
    started = clock.monotonic()
    ends_at = started + remaining
    deadline = started + timing.time_to_stream(remaining)
    state = edges.state(ends_at - (ends_at - deadline) * SHARE_OF_REST_FOR_LAST_ANSWER)
    lease = Lease(state, clock, timing, owner)
    reads_until = clock.now() + clock.real(remaining)
    try:
        begin_by = started + timing.time_to_begin(deadline - started)
        window = _begin(edges, state, lease, report, begin_by, reads_until)
        if window is None:
            report.outcome = "busy"
            report.reason = "Another window holds the stream, or waits for it."
        else:
            window.run(rules, token, deadline, ends_at)
    finally:
        if lease.fence:
            _attempt(report, "The lease was not released and will expire", lease.release)
    report.ended_at = iso_time(clock.now())
    report.window_seconds = round(clock.monotonic() - started, 3)
    return report


def _begin(
    edges: Edges,
    state: StateTable,
    lease: Lease,
    report: WindowReport,
    begin_by: float,
    reads_until: float,
) -> _Window | None:
    """Take the lease and look up what came before, waiting for a state table that is away.

    Returns None when another window has the lease.
    """
    clock, window_seconds = edges.clock, edges.settings.window_seconds
    while True:
        try:
            if not lease.obtain(window_seconds=window_seconds, give_up_at=begin_by):
                return None
            return _Window(edges, state, lease, report, reads_until)
        except StateUnavailableError:
            if clock.monotonic() + edges.timing.state_pause >= begin_by:
                raise
            clock.sleep(edges.timing.state_pause)


class _Window:
    """The part of a window that holds the lease."""

    def __init__(
        self,
        edges: Edges,
        state: StateTable,
        lease: Lease,
        report: WindowReport,
        reads_until: float,
    ) -> None:
        settings = edges.settings
        self._edges = edges
        self._state = state
        self._lease = lease
        self._report = report
        self._spend = Spend(
            Budget(
                state,
                edges.clock,
                settings.max_posts_per_day,
                settings.max_posts_per_month,
                sent=edges.remembered,
                fence=lease.fence,
                took_over=lease.took_over,
                reads_until=reads_until,
                found_from=self._found_from,
                found_in_gaps=self._found_in_gaps,
            ),
            edges.clock,
        )
        self._gaps = GapStore(state, edges.clock, edges.remembered)
        self._coverage = Coverage(load_checkpoint(state), edges.clock, edges.timing)
        self._sink = Sink(edges.deliver(), edges.remembered, edges.clock, edges.timing)
        self._seen = SeenRules(state, lease.fence)
        self._rules = RulesStep(
            self._seen, self._gaps, self._coverage, edges.clock, edges.timing, report
        )
        self._gaps.load()
        self._spend.begin()
        self._has_budget = not self._spend.is_used_up()

    def run(self, rules: Sequence[Rule], token: str, deadline: float, ends_at: float) -> None:
        api = self._edges.rules_api(token)
        end: WindowEnd | None = NO_BUDGET
        if self._has_budget:
            end = self._rules.run(api, rules, tag_prefix(self._edges.settings.stack))
        books = self._open_books()
        done = Done()
        if end is None:
            threads = self._threads(api, rules, token, books)
            end = threads.run(deadline, ends_at, self._report)
            done = replace(threads.done, lacks_rules=bool(self._rules.on_x.refused))
            _attempt(self._report, "The last checkpoint was not saved", books.leave_behind)
            _attempt(self._report, "The posts sent last were not noted", self._spend.note)
        if end.outcome == NO_BUDGET.outcome:
            _attempt(self._report, "The pause was not saved", books.pause)
        _attempt(self._report, "Unread budget was not given back", self._spend.give_back)
        if end.outcome == "lease_lost" or self._spend.is_overtaken:
            _attempt(self._report, "What was read last may not count", self._spend.leave_bills)
        self._finish_report(judged(end, done))

    def _open_books(self) -> Books:
        timing = self._edges.timing
        return Books(
            self._state,
            self._lease,
            self._coverage,
            self._gaps,
            self._sink,
            self._spend,
            timing.rules_settle if self._rules.on_x.changed else 0.0,
            self._rules.owed,
            self._edges.clock,
            timing,
        )

    def _threads(
        self, api: XRulesApi, rules: Sequence[Rule], token: str, books: Books
    ) -> WindowThreads:
        return WindowThreads(
            self._edges,
            rules,
            token,
            state=self._state,
            tags=self._rules.on_x.tags,
            seen=self._seen,
            coverage=self._coverage,
            books=books,
            sink=self._sink,
            gaps=self._gaps,
            spend=self._spend,
            close_connections=api.close_connections,
        )

    def _found_from(self) -> int:
        """Return the first id that search may find: between gaps, too, as they may be joined."""
        open_from = (gap.first for gap in self._gaps.all_open())
        seen_from = self._rules.missed_from()
        return min(self._coverage.may_be_missed_from(), seen_from, *open_from)

    def _found_in_gaps(self, post_ids: list[int]) -> list[int]:
        not_covered = Span(self._coverage.may_be_missed_from(), LARGEST_ID)
        return inside(post_ids, [*self._gaps.all_open(), not_covered])

    def _finish_report(self, end: WindowEnd) -> None:
        report, settings, spend = self._report, self._edges.settings, self._spend
        report.outcome, report.reason = end.outcome, end.reason
        report.gaps = self._count_gaps()
        report.posts_read = spend.posts_read
        report.posts_read_today = spend.posts_read_today
        report.posts_read_this_month = spend.posts_read_this_month
        report.share_of_day, report.share_of_month = spend.share_used()
        price = USD_A_POST + (USD_AN_AUTHOR if settings.expand_authors else 0.0)
        report.estimated_spend_usd = round(spend.posts_read * price, 4)

    def _count_gaps(self) -> GapCounts:
        gaps, clock, still_open = self._gaps, self._edges.clock, self._gaps.all_open()
        counts = GapCounts(gaps.opened, gaps.closed, gaps.dropped, len(still_open))
        if still_open:
            age = clock.now() - time_of_id(still_open[0].first)
            counts.oldest_seconds = round(clock.nominal(age), 3)
        return counts


def _attempt(report: WindowReport, words: str, call: Callable[[], object]) -> None:
    """Do what a window can end without; say so when it failed."""
    try:
        call()
    except StateUnavailableError as error:
        report.warnings.append(f"{words}: {error}")

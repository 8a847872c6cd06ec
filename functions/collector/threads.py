"""The connected part of a window: stream and gap filling feed one sink until the window ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from collector.books import Books
from collector.edges import Edges
from collector.gaps.changed_rules.asked_rules import change_to
from collector.gaps.changed_rules.seen_rules import SeenRules
from collector.gaps.changed_rules.wanted_rules import WantedRules
from collector.gaps.coverage import Coverage
from collector.gaps.filler import GapFiller
from collector.gaps.lessons import Lessons
from collector.gaps.pages import PageReader
from collector.gaps.plan import SearchPlan
from collector.gaps.store import GapStore
from collector.judgement import Done
from collector.posts.record import MOST_ENTITIES
from collector.posts.sink import Sink
from collector.report import WindowReport
from collector.settings import Rule, named, tag_prefix
from collector.state.spend import Spend
from collector.state.table import StateTable
from collector.stream.connection import StreamConnection
from collector.stream.endings import EndKind, WindowEnd
from collector.stream.intake import Intake
from collector.stream.reconnecting import ReconnectingStream
from collector.x.errors import XRefusedError
from collector.x.fields import FieldWatch

SHARE_OF_REST_FOR_DRAINING = 0.6


class WindowThreads:
    """Puts the threads of a window together, and takes them apart again."""

    def __init__(
        self,
        edges: Edges,
        rules: Sequence[Rule],
        token: str,
        *,
        state: StateTable,
        tags: dict[str, str],
        seen: SeenRules,
        coverage: Coverage,
        books: Books,
        sink: Sink,
        gaps: GapStore,
        spend: Spend,
        close_connections: Callable[[], int],
    ) -> None:
        clock, timing = edges.clock, edges.timing
        prefix = tag_prefix(edges.settings.stack)
        self._edges = edges
        self._token = token
        self._coverage = coverage
        self._books = books
        self._close_connections = close_connections
        self._freed_slot = False
        self._fields = FieldWatch()
        self._sink = sink
        self.done = Done()
        self._intake = Intake(
            tags=tags,
            prefix=prefix,
            coverage=coverage,
            spend=spend,
            sink=sink,
            fields=self._fields,
            clock=clock,
        )
        self._pages = PageReader(
            api=edges.search_api(token),
            store=gaps,
            spend=spend,
            sink=sink,
            fields=self._fields,
            clock=clock,
            timing=timing,
        )
        self._wanted = WantedRules(rules, edges.rules_api(token), prefix, tags, seen, clock, timing)
        self._filler = GapFiller(
            pages=self._pages,
            wanted=self._wanted,
            plan=lambda wanted: SearchPlan(
                wanted, Lessons(state, clock), authors_known=edges.settings.expand_authors
            ),
            change=lambda wanted: change_to(state, wanted),
            store=gaps,
            clock=clock,
            timing=timing,
        )

    def run(self, deadline: float, ends_at: float, report: WindowReport) -> WindowEnd:
        """Stream until there is a reason to end, flush, and write the counts into the report.

        `deadline` is when the stream must be closed, `ends_at` when the function is killed, both
        in monotonic nominal seconds.
        """
        clock, timing = self._edges.clock, self._edges.timing
        stream = ReconnectingStream(
            connect=self._connect,
            parameters=self._edges.request_parameters,
            on_opened=self._books.opened,
            on_tick=self._books.tick,
            may_connect=self._books.may_connect,
            free_slot=self._free_slot,
            clock=clock,
            timing=timing,
            deadline=deadline,
        )
        started = clock.monotonic()
        self._sink.start()
        self._filler.start()
        try:
            end = stream.run()
        finally:
            trying_seconds = clock.monotonic() - started
            deaf_seconds = self._intake.hearing.deaf_seconds()
            self._filler.stop(wait=timing.tick)
            rest = (ends_at - clock.monotonic()) * SHARE_OF_REST_FOR_DRAINING
            unacknowledged = self._sink.end(max(0.0, min(timing.drain, rest)))
            self._filler.finish()
        report.unacknowledged = len(unacknowledged)
        report.connections = stream.counts.connections
        report.disconnects = stream.counts.disconnects
        report.disconnect_reasons = stream.counts.reasons
        report.connected_seconds = round(stream.counts.connected_seconds, 3)
        report.posts_from_stream = self._intake.counts.posts
        report.posts_from_search = self._pages.posts
        report.found_unwanted = self._pages.unwanted
        report.found_undecided = self._pages.undecided
        report.sent = self._sink.sent
        report.duplicates = self._sink.duplicates
        report.bad_lines = self._intake.counts.bad_lines + self._pages.damaged
        report.unknown_messages = self._intake.counts.unknown_messages
        report.fields_never_seen = [
            *self._intake.counts.fields_never_seen,
            *self._fields.never_seen(),
        ]
        report.warnings.extend(self._intake.counts.warnings)
        report.warnings.extend(self._filler.warnings)
        if self._filler.without_reposts:
            report.warnings.append(
                "Gaps were filled without reposts, which X's search does not return for words; the "
                f"stream delivers them for {named(self._filler.without_reposts)}."
            )
        if self._sink.lacking_tags:
            report.warnings.append(
                f"{self._sink.lacking_tags} posts match more than {MOST_ENTITIES} rules: their "
                "documents have the tags of the first ones only."
            )
        reasons, troubles = stream.counts.reasons, stream.counts.troubles
        defect = troubles.get(EndKind.FAILED.value)
        self.done = Done(
            heard=self._intake.counts.heard,
            other_lines=self._intake.counts.other_lines,
            problem=self._intake.counts.problem,
            trying_seconds=trying_seconds,
            deaf_seconds=deaf_seconds,
            is_open=stream.counts.is_open,
            trouble=stream.counts.trouble,
            failures=reasons[EndKind.FAILED.value],
            defect=defect.words if defect else "",
            without_state=reasons[EndKind.NO_STATE.value],
            damaged=report.bad_lines,
            sent=self._sink.sent,
            unacknowledged=len(unacknowledged),
            lacks_all_rules=self._wanted.are_gone,
        )
        return end

    def _connect(self) -> StreamConnection:
        self._coverage.connecting()
        return self._edges.connect(self._token, self._intake)

    def _free_slot(self) -> bool:
        """Free the connection that an earlier window lost hold of; once a window, if allowed."""
        if self._freed_slot or not self._edges.settings.reclaim_connection:
            return False
        self._freed_slot = True
        try:
            return self._close_connections() > 0
        except XRefusedError:
            return False

"""Closes gaps by recent search, oldest first, in a thread beside the stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from collector.gaps.search import (
    LARGEST_PAGE,
    FoundPost,
    Page,
    SearchApi,
    merged,
    why_not_searchable,
)
from collector.gaps.store import GapStore
from collector.posts.record import iso_time, record_of
from collector.posts.sink import Outgoing, Sink, Taken
from collector.posts.wire import encode
from collector.settings import Rule
from collector.spans import Span, next_to_fill, within_reach
from collector.state.spend import Spend
from collector.state.table import StateUnavailableError
from collector.timing import Timing
from collector.x.errors import XRefusedError
from collector.x.fields import FieldWatch
from collector.x.refusals import Cure
from shared.clock import WaitingClock
from shared.snowflake import first_id_at, time_of_id

POSTS_BETWEEN_SAVES = 500


class _Interrupted(Exception):
    """Filling stops here, with what was found so far kept; the gap stays open for the rest."""

    def __init__(self, pause: float) -> None:
        self.pause = pause


class _OutOfReachError(Exception):
    """X says that the gap is too old, although our clock does not."""


class GapFiller:
    """Works until it is stopped; what it could not fill is in `warnings`."""

    def __init__(
        self,
        *,
        api: SearchApi,
        rules: Sequence[Rule],
        store: GapStore,
        spend: Spend,
        sink: Sink,
        fields: FieldWatch,
        clock: WaitingClock,
        timing: Timing,
    ) -> None:
        self._api = api
        self._rules = list(rules)
        self._store = store
        self._spend = spend
        self._sink = sink
        self._fields = fields
        self._clock = clock
        self._timing = timing
        self._stopping = clock.event()
        self._thread = clock.thread(self._run, "gaps")
        self._unsearchable: dict[str, str] = {}
        self.posts = 0
        self.warnings: list[str] = []

    def start(self) -> None:
        """Begin to fill."""
        self._thread.start()

    def stop(self, wait: float) -> None:
        """Stop soon; waits so many nominal seconds for the thread."""
        self._stopping.set()
        self._api.cut()
        if self._thread.is_alive():
            self._thread.join(wait)

    def _run(self) -> None:
        while not self._stopping.is_set():
            pause = self._timing.tick * 2
            try:
                pause = self.fill_next() or pause
            except (XRefusedError, StateUnavailableError) as error:
                self._warn(f"Filling gaps paused: {error}")
                pause = self._timing.search_pause
            except Exception as error:  # told in the report: nothing ends this thread unseen
                self._warn(f"Filling gaps failed: {type(error).__name__}: {error}")
                return
            self._stopping.wait(pause)

    def fill_next(self) -> float:
        """Fill the oldest gap that search has indexed; returns how long to pause after it."""
        now = self._clock.now()
        newest = first_id_at(now - self._clock.real(self._timing.search_lag))
        self._store.join(newest)
        gap = next_to_fill(self._store.all_open(), newest)
        if gap is None:
            return self._timing.tick * 2
        oldest = first_id_at(now - self._clock.real(self._timing.search_reach))
        lost, gap_in_reach = within_reach(gap, oldest)
        if not lost.is_empty:
            self._warn(f"Posts {_span(lost)} are out of reach of recent search (7 days) and lost.")
            if gap_in_reach.is_empty:
                self._store.drop(gap)
                return 0.0
            self._store.shrink(gap, gap_in_reach)
        return self._fill(gap_in_reach)

    def _fill(self, gap: Span) -> float:
        searchable = [rule for rule in self._rules if self._is_searchable(rule)]
        if not searchable:
            self._warn(f"Posts {_span(gap)} are lost: no rule can be searched for.")
            self._store.drop(gap)
            return 0.0
        left = gap
        try:
            streams = [(rule.tag, self._posts_of(rule, gap)) for rule in searchable]
            for number, (post, tags) in enumerate(merged(streams), 1):
                self._hand_on(post, tags)
                left = Span(gap.first, post.post_id - 1)
                if number % POSTS_BETWEEN_SAVES == 0:
                    gap = self._save(gap, left)
        except _Interrupted as interruption:
            self._save(gap, left)
            return interruption.pause
        except _OutOfReachError:
            self._warn(f"X says that posts {_span(left)} are out of reach of recent search.")
            self._store.drop(gap)
            return 0.0
        if not self._sink.wait_until_acknowledged(self._timing.drain):
            return self._timing.search_pause
        if self._unsearchable:
            named = ", ".join(f"{tag!r} ({why})" for tag, why in self._unsearchable.items())
            self._warn(f"Posts {_span(gap)} were not searched for these keywords: {named}.")
            self._store.drop(gap)
        else:
            self._store.close(gap)
        return 0.0

    def _save(self, gap: Span, left: Span) -> Span:
        """Shrink a gap to what is left, once Firehose acknowledged what was found."""
        if left == gap or not self._sink.wait_until_acknowledged(self._timing.drain):
            return gap
        if left.is_empty:
            self._store.close(gap)
        else:
            self._store.shrink(gap, left)
        return left

    def _posts_of(self, rule: Rule, gap: Span) -> Iterator[FoundPost]:
        next_token: str | None = None
        tokens: set[str] = set()
        while True:
            page = self._page(rule, gap, next_token)
            if page is None:
                return
            yield from page.posts
            next_token = page.next_token
            if next_token is None or next_token in tokens:
                return
            tokens.add(next_token)

    def _page(self, rule: Rule, gap: Span, next_token: str | None) -> Page | None:
        if self._stopping.is_set():
            raise _Interrupted(0.0)
        granted = self._spend.reserve_page(LARGEST_PAGE)
        if granted.posts == 0:
            raise _Interrupted(self._timing.search_rate_pause)
        read: list[int | None] = []
        try:
            page = self._api.page(rule.value, gap, granted.posts, next_token)
            read = page.read
        except XRefusedError as error:
            refused = error.refusal
            if refused.outcome == "request_refused" and "since_id" in refused.words:
                raise _OutOfReachError from None
            if refused.outcome == "request_refused" and "query" in refused.words:
                self._unsearchable[rule.tag] = f"X says: {refused.words}"
                return None
            self._warn(f"Filling gaps paused: {refused.words}")
            retry = refused.cure is Cure.RETRY
            pause = self._timing.search_pause if retry else self._timing.search_rate_pause
            raise _Interrupted(pause) from None
        finally:
            self._spend.settle_page(granted, read)
        return page

    def _hand_on(self, post: FoundPost, tags: list[str]) -> None:
        self._fields.see(post.data)
        now = self._clock.now()
        record = record_of(
            post.data, post.includes, matched=tags, source="search", collected_at=now
        )
        outgoing = Outgoing(post.post_id, encode(record), now, from_stream=False)
        taken = self._sink.put(outgoing)
        if taken is Taken.NO_ROOM:
            raise _Interrupted(self._timing.search_pause)
        if taken is Taken.ACCEPTED:
            self.posts += 1

    def _is_searchable(self, rule: Rule) -> bool:
        if rule.tag not in self._unsearchable:
            why = why_not_searchable(rule.value)
            if why:
                self._unsearchable[rule.tag] = why
        return rule.tag not in self._unsearchable

    def _warn(self, words: str) -> None:
        if words not in self.warnings:
            self.warnings.append(words)


def _span(gap: Span) -> str:
    return f"between {iso_time(time_of_id(gap.first))} and {iso_time(time_of_id(gap.last))}"

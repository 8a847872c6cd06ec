"""Reads recent search page by page and hands on what it finds.

No page is asked for before Firehose has acknowledged what the one before brought: what can't be
handed on is not read.
"""

from __future__ import annotations

from collections.abc import Iterable

from collector.gaps.empty_pages import EmptyPages
from collector.gaps.interruption import Interrupted, NoAnswerError, OutOfReachError
from collector.gaps.plan import SearchPlan
from collector.gaps.progress import query_digest
from collector.gaps.search import LARGEST_PAGE, SMALLEST_PAGE, FoundPost, Page, SearchApi
from collector.gaps.store import GapStore
from collector.matching.queries import Query
from collector.matching.verdict import Matcher, Outcome
from collector.posts.record import record_of
from collector.posts.sink import Outgoing, Sink, Taken
from collector.posts.wire import encode
from collector.settings import Rule
from collector.spans import Span
from collector.state.spend import Spend
from collector.timing import Timing
from collector.x.errors import XRefusedError
from collector.x.fields import FieldWatch
from collector.x.refusals import Cure, Refusal
from shared.clock import WaitingClock


class PageReader:
    """Counts what became of the posts that it read: `posts`, `unwanted`, `undecided`, `damaged`.

    What a person must be told is in `warnings`.
    """

    def __init__(
        self,
        *,
        api: SearchApi,
        store: GapStore,
        spend: Spend,
        sink: Sink,
        fields: FieldWatch,
        clock: WaitingClock,
        timing: Timing,
    ) -> None:
        self._api = api
        self._matcher = Matcher(())
        self._store = store
        self._spend = spend
        self._sink = sink
        self._fields = fields
        self._clock = clock
        self._timing = timing
        self._handed_on: tuple[Span, str, int] | None = None
        self._empty_pages = EmptyPages()
        self._tags: dict[int, tuple[str, ...]] = {}
        self._tags_until = 0
        self._was_begun = False
        self.posts = 0
        self.unwanted = 0
        self.undecided = 0
        self.damaged = 0
        self._missing = 0
        self._may_lack_tags = 0

    @property
    def warnings(self) -> list[str]:
        """What of X's answers is lost or odd."""
        counts = {
            "can't be read: they have no id.": self.damaged,
            "are not in the pages that count them.": self._missing,
            "may lack tags: X does not tell enough of them, or their search was interrupted.": (
                self._may_lack_tags
            ),
        }
        return [f"{count} posts that search found {why}" for why, count in counts.items() if count]

    def match(self, rules: Iterable[Rule]) -> None:
        """Judge what is found by these rules from now on: by all that are searched for."""
        self._matcher = Matcher(rules)

    def cut(self) -> None:
        """End a call that is under way, from any thread."""
        self._api.cut()

    def settle(self, patience: float) -> None:
        """Note a page as read once Firehose acknowledged all that was handed on.

        Raises Interrupted when it has not after so many nominal seconds.
        """
        if not self._sink.wait_until_acknowledged(patience):
            raise Interrupted(self._timing.search_pause)
        if self._handed_on is not None:
            self._store.advance(*self._handed_on)
            self._handed_on = None
            self._store.save()

    def read(self, gap: Span, query: Query, plan: SearchPlan) -> None:
        """Read the next page of a query in a gap; `settle` before and after it.

        Raises Interrupted and OutOfReachError.
        """
        self._forget_tags(gap)
        digest = query_digest(query)
        left = Span(gap.first, self._store.searched(gap).get(digest, gap.last))
        page = self._page(left, query, plan, self._empty_pages.token(left, digest))
        if page is None:
            return
        goes_on = self._goes_on(left, query, page, plan)
        for post in page.posts:
            self._hand_on(post, query)
            self._handed_on = gap, digest, post.post_id - 1
        last = page.posts[-1].post_id - 1 if page.posts else left.last
        if not goes_on:
            last = gap.first - 1
        if page.posts:
            self._handed_on = gap, digest, last
        else:
            self._store.advance(gap, digest, last)
            if self._empty_pages.needs_pause():
                raise Interrupted(self._timing.search_rate_pause)

    def _goes_on(self, left: Span, query: Query, page: Page, plan: SearchPlan) -> bool:
        """Say whether X has more; a page that is no answer to the query interrupts."""
        try:
            goes_on = self._empty_pages.goes_on(left, query_digest(query), page)
        except NoAnswerError as error:
            plan.failed(query, error.words, may_pass=True)
            pause = self._timing.search_rate_pause
            raise Interrupted(pause, f"Filling gaps paused: {error.words}") from None
        plan.accepted(query)
        self.damaged += page.damaged
        self._missing += page.missing
        return goes_on

    def _forget_tags(self, gap: Span) -> None:
        """Keep those of one gap only: there several queries may find the same post."""
        if self._tags_until != gap.last:
            self._tags.clear()
            self._tags_until = gap.last
            self._was_begun = bool(self._store.searched(gap))

    def _page(
        self, left: Span, query: Query, plan: SearchPlan, next_token: str | None
    ) -> Page | None:
        # Nobody knows yet whether Firehose takes anything from this window.
        size = LARGEST_PAGE if self._sink.sent else SMALLEST_PAGE
        grant = self._spend.reserve_page(size)
        if grant.posts == 0:
            raise Interrupted(self._timing.search_rate_pause)
        read: list[int | None] = []
        try:
            page = self._api.page(query.value, left, grant.posts, next_token)
            read = page.read
        except XRefusedError as error:
            self._refused(error.refusal, query, plan)
            return None
        finally:
            self._spend.settle_page(grant, read)
        return page

    def _refused(self, refused: Refusal, query: Query, plan: SearchPlan) -> None:
        """Let the plan do without a query that X refuses; every other refusal interrupts."""
        if refused.is_bad_request and "since_id" in refused.parameters:
            raise OutOfReachError(refused.words) from None
        names_query = "query" in refused.parameters
        blames_nothing = not refused.parameters and not plan.has_accepted(query)
        if (refused.is_bad_request and names_query) or (refused.is_of_request and blames_nothing):
            plan.refused(query, refused.words, names_query=names_query, said=refused.said)
            return
        pause = self._pause(refused)
        if refused.may_be_of_one_request:
            may_pass = refused.cure is Cure.RETRY and not names_query
            if plan.failed(query, refused.words, may_pass=may_pass):
                pause = self._timing.search_pause
        raise Interrupted(pause, f"Filling gaps paused: {refused.words}") from None

    def _pause(self, refused: Refusal) -> float:
        if refused.cure is Cure.RETRY:
            return self._timing.search_pause
        if refused.reset_at is None:
            return self._timing.search_rate_pause
        resets_in = self._clock.nominal(refused.reset_at - self._clock.now()) + self._timing.tick
        return min(max(resets_in, self._timing.search_pause), self._timing.rate_wait_longest)

    def _hand_on(self, post: FoundPost, query: Query) -> None:
        self._fields.see(post.data)
        verdict = self._matcher.verdict(post.data, post.includes, query.rules, query.given)
        if not verdict.is_kept:
            self.unwanted += 1
            return
        before = self._tags.get(post.post_id)
        tags = tuple(dict.fromkeys([*(before or ()), *verdict.tags]))
        taken = self._put(post, tags, is_again=before not in (None, tags))
        if taken is Taken.NO_ROOM:
            raise Interrupted(self._timing.search_pause)
        if taken is Taken.DUPLICATE and before is None and query.given and self._was_begun:
            self._may_lack_tags += 1
        if taken is Taken.ACCEPTED:
            self._may_lack_tags += before is None and verdict.may_lack_tags
            self.posts += before is None
            self.undecided += before is None and verdict.outcome is Outcome.UNDECIDED
            self._tags[post.post_id] = tags

    def _put(self, post: FoundPost, tags: tuple[str, ...], *, is_again: bool) -> Taken:
        now = self._clock.now()
        record = record_of(
            post.data, post.includes, matched=tags, source="search", collected_at=now
        )
        outgoing = Outgoing(
            post.post_id,
            encode(record),
            now,
            from_stream=False,
            is_again=is_again,
            lacks_tags=len(record["matched"]) < len(tags),
        )
        return self._sink.put(outgoing)

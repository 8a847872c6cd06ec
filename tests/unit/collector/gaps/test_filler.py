from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from collector.gaps.filler import GapFiller
from collector.gaps.search import FoundPost, Page, merged, page_of, why_not_searchable
from collector.gaps.store import GapStore
from collector.posts.remembered import RememberedPosts
from collector.posts.sink import Sink
from collector.settings import Rule
from collector.spans import Span
from collector.state.spend import Spend
from collector.state.table import StateTable
from collector.timing import Timing
from collector.x.errors import XRefusedError
from collector.x.fields import FieldWatch
from collector.x.refusals import Cure, Refusal
from shared.clock import SystemClock
from shared.snowflake import first_id_at
from tests.fake_clock import FakeClock
from tests.unit.collector.helpers import post

DAY = 86_400.0


class Search:
    """Recent search over posts in memory, `page_size` a page."""

    def __init__(self) -> None:
        self.posts: dict[str, list[int]] = {}
        self.page_size = 100
        self.calls: list[tuple[str, Span, str | None]] = []
        self.refusal: Refusal | None = None

    def page(self, query: str, gap: Span, size: int, next_token: str | None) -> Page:
        self.calls.append((query, gap, next_token))
        if self.refusal:
            raise XRefusedError(self.refusal)
        found = sorted((i for i in self.posts[query] if gap.first <= i <= gap.last), reverse=True)
        start = int(next_token or 0)
        size = min(size, self.page_size)
        more = str(start + size) if start + size < len(found) else None
        posts = [FoundPost(i, post(i), None) for i in found[start : start + size]]
        return Page(posts, len(posts), more)

    def cut(self) -> None:
        pass


class Setting:
    def __init__(self, state: StateTable) -> None:
        self.clock = FakeClock()
        self.search = Search()
        self.store = GapStore(state)
        self.sent: list[dict[str, Any]] = []
        self.state = state

    def fill(self, rules: list[Rule], per_day: int = 10_000) -> GapFiller:
        """Let a filler do one step, with a sink of its own."""

        def deliver(records: Any, _: float) -> list[bytes]:
            self.sent.extend(json.loads(record) for record in records)
            return []

        sink = Sink(deliver, RememberedPosts(), SystemClock(0.1), Timing())
        sink.start()
        spend = Spend(self.state, self.clock, per_day, per_month=10**6)
        filler = GapFiller(
            api=self.search,
            rules=rules,
            store=self.store,
            spend=spend,
            sink=sink,
            fields=FieldWatch(),
            clock=self.clock,
            timing=Timing(),
        )
        filler.fill_next()
        spend.give_back()
        sink.end(100.0)
        return filler

    def ids(self, *ages: float) -> list[int]:
        return [first_id_at(self.clock.now() - age) for age in ages]

    def gap(self, oldest: float, newest: float) -> Span:
        first, last = self.ids(oldest, newest)
        gap = Span(first, last)
        self.store.open(gap)
        return gap


@pytest.fixture
def setting(state: StateTable) -> Setting:
    return Setting(state)


SUN, MOON = Rule("sun", "sun"), Rule("moon", "moon")


def test_a_post_that_two_keywords_match_is_sent_once_with_both(setting: Setting) -> None:
    both, sun, moon = setting.ids(500, 400, 300)
    setting.search.posts = {"sun": [both, sun], "moon": [both, moon]}
    setting.gap(600, 100)
    setting.fill([SUN, MOON])
    assert {item["revision"]: item["matched"] for item in setting.sent} == {
        str(both): ["sun", "moon"],
        str(sun): ["sun"],
        str(moon): ["moon"],
    }
    assert setting.store.all_open() == []
    assert setting.store.closed == 1


def test_pages_keep_their_bounds_and_every_post_is_found(setting: Setting) -> None:
    posts = setting.ids(*range(110, 590))
    setting.search.posts = {"sun": posts}
    gap = setting.gap(600, 100)
    setting.fill([SUN])
    assert Counter(item["revision"] for item in setting.sent) == Counter(map(str, posts))
    assert {asked for _, asked, _ in setting.search.calls} == {gap}


def test_a_gap_closer_than_thirty_seconds_to_live_waits(setting: Setting) -> None:
    setting.search.posts = {"sun": []}
    gap = setting.gap(600, 20)
    setting.fill([SUN])
    assert setting.search.calls == []
    assert setting.store.all_open() == [gap]


def test_what_search_no_longer_reaches_is_told_and_dropped(setting: Setting) -> None:
    (reachable,) = setting.ids(6 * DAY)
    setting.search.posts = {"sun": [reachable]}
    setting.gap(20 * DAY, 9 * DAY)
    setting.gap(8 * DAY, 5 * DAY)
    dropped = setting.fill([SUN])
    clamped = setting.fill([SUN])
    assert setting.search.calls[0][1].first >= setting.ids(7 * DAY)[0]
    assert (setting.store.dropped, setting.store.closed) == (1, 1)
    assert "out of reach" in dropped.warnings[0]
    assert "out of reach" in clamped.warnings[0]
    assert [item["revision"] for item in setting.sent] == [str(reachable)]


def test_a_gap_that_no_rule_can_be_searched_for_is_told_once_and_dropped(setting: Setting) -> None:
    setting.gap(600, 100)
    filler = setting.fill([Rule("few", "sun sample:10")])
    assert setting.search.calls == []
    assert setting.store.dropped == 1
    assert len(filler.warnings) == 1


def test_the_keywords_that_can_be_searched_are_and_the_others_are_named(setting: Setting) -> None:
    setting.search.posts = {"sun": setting.ids(300)}
    setting.gap(600, 100)
    filler = setting.fill([SUN, Rule("few", "moon sample:10")])
    assert len(setting.sent) == 1
    assert "'few' (search does not know sample:)" in filler.warnings[0]


def test_the_budget_ends_filling_and_the_rest_stays_open(setting: Setting) -> None:
    posts = setting.ids(*range(110, 590))
    setting.search.posts = {"sun": posts}
    setting.gap(600, 100)
    setting.fill([SUN], per_day=150)
    first = {item["revision"] for item in setting.sent}
    assert len(first) == 150
    (left,) = setting.store.all_open()
    assert {str(post_id) for post_id in posts if post_id > left.last} == first

    setting.clock.advance(DAY)
    setting.fill([SUN])
    assert Counter(item["revision"] for item in setting.sent) == Counter(map(str, posts))


@pytest.mark.parametrize("cure", [Cure.RETRY, Cure.WAIT, Cure.PERSON])
def test_a_refused_search_leaves_the_gap_open(setting: Setting, cure: Cure) -> None:
    setting.search.refusal = Refusal(cure, "x", "words of X")
    gap = setting.gap(600, 100)
    filler = setting.fill([SUN])
    assert setting.store.all_open() == [gap]
    assert filler.warnings == ["Filling gaps paused: words of X"]


def test_overlapping_gaps_are_opened_once(state: StateTable) -> None:
    store = GapStore(state)
    store.open(Span(10, 20))
    store.open(Span(5, 30))
    assert store.all_open() == [Span(5, 9), Span(10, 20), Span(21, 30)]
    later = GapStore(state)
    later.load()
    assert later.all_open() == store.all_open()


def test_the_gaps_of_a_flapping_stream_are_searched_together(setting: Setting) -> None:
    first, second, third = setting.ids(500, 400, 300)
    setting.search.posts = {"sun": setting.ids(450, 350)}
    for gap in (Span(first, second), Span(second + 1, third - 1), Span(third, third + 9)):
        setting.store.open(gap)
    setting.fill([SUN])
    assert [asked for _, asked, _ in setting.search.calls] == [Span(first, third + 9)]
    assert len(setting.sent) == 2
    assert (setting.store.opened, setting.store.closed, setting.store.all_open()) == (3, 3, [])


@pytest.mark.parametrize(
    ("rule", "searchable"),
    [
        ("sun -is:retweet (lang:en OR lang:de)", True),
        ('"sample:5 of text" sun', True),
        ("sun sample:5", False),
        ("bio:painter sun", False),
        ("followers_count:10..20 sun", False),
        ("x" * 512, True),
        ("x" * 513, False),
    ],
)
def test_a_rule_that_search_would_refuse_is_known_before_the_call(
    rule: str, searchable: bool
) -> None:
    assert (why_not_searchable(rule) is None) is searchable


def test_posts_outside_the_gap_and_odd_items_are_left_out_of_a_page() -> None:
    answer = {"data": [post(5), post(50), 7, {"id": "x"}], "meta": {"next_token": 3}}
    page = page_of(answer, Span(1, 10))
    assert ([item.post_id for item in page.posts], page.read, page.next_token) == ([5], 4, None)


def test_merging_yields_newest_first_and_each_post_once() -> None:
    def found(*ids: int) -> Any:
        return iter([FoundPost(i, {}, None) for i in ids])

    streams = [("a", found(9, 5, 1)), ("b", found(8, 5)), ("c", found())]
    assert [(item.post_id, tags) for item, tags in merged(streams)] == [
        (9, ["a"]),
        (8, ["b"]),
        (5, ["a", "b"]),
        (1, ["a"]),
    ]

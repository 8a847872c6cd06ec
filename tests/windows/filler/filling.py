"""A gap filler between the stand-ins of X, Firehose and DynamoDB, seen from outside."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from collector.gaps.changed_rules.asked_rules import change_to
from collector.gaps.changed_rules.seen_rules import SeenRules
from collector.gaps.changed_rules.wanted_rules import WantedRules
from collector.gaps.filler import GapFiller
from collector.gaps.lessons import Lessons
from collector.gaps.pages import PageReader
from collector.gaps.plan import SearchPlan
from collector.gaps.progress import read_progress
from collector.gaps.store import GapStore
from collector.posts.sink import Sink
from collector.settings import Rule, tag_prefix
from collector.spans import Span
from collector.state.budget import Budget
from collector.state.spend import Spend
from collector.state.table import StateUnavailableError
from collector.timing import Timing
from collector.x.fields import FieldWatch
from shared.snowflake import first_id_at
from tests.unit.collector.setting import TOKEN, Setting

SUN, MOON = Rule("sun", "sun"), Rule("moon", "moon")
TIMING = Timing()
DAY = 86_400.0


@dataclass
class Filler:
    """One window's filler, with all that it works with."""

    setting: Setting
    filler: GapFiller
    pages: PageReader
    store: GapStore
    sink: Sink
    spend: Spend
    fields: FieldWatch

    def stop(self) -> None:
        """End as a window does."""
        self.filler.stop(wait=TIMING.tick)
        self.sink.end(TIMING.drain)
        self.filler.finish()
        with suppress(StateUnavailableError):
            self.spend.give_back()

    @property
    def outcome(self) -> tuple[int, int, int]:
        """How many gaps were closed, dropped and are still open."""
        return self.store.closed, self.store.dropped, len(self.store.all_open())

    @property
    def warnings(self) -> list[str]:
        """What a person is told."""
        return self.filler.warnings


def start(
    setting: Setting, rules: Sequence[Rule] = (SUN,), per_day: int = 10_000, **settings: Any
) -> Filler:
    """Start a filler; `settings` are fields of CollectorSettings."""
    edges = setting.edges(**settings)
    store = GapStore(setting.state(), setting.clock)
    store.load()
    sink = Sink(edges.deliver(), setting.remembered, setting.clock, TIMING)
    spend = Spend(
        Budget(setting.state(), setting.clock, per_day, per_month=10**6, sent=setting.remembered),
        setting.clock,
    )
    fields = FieldWatch()
    pages = PageReader(
        api=edges.search_api(TOKEN),
        store=store,
        spend=spend,
        sink=sink,
        fields=fields,
        clock=setting.clock,
        timing=TIMING,
    )
    filler = GapFiller(
        pages=pages,
        wanted=WantedRules(
            rules,
            edges.rules_api(TOKEN),
            tag_prefix("dev"),
            {"1": "sun"},
            SeenRules(setting.state(), 0),
            setting.clock,
            TIMING,
        ),
        plan=lambda wanted: SearchPlan(
            wanted,
            Lessons(setting.state(), setting.clock),
            authors_known=edges.settings.expand_authors,
        ),
        change=lambda wanted: change_to(setting.state(), wanted),
        store=store,
        clock=setting.clock,
        timing=TIMING,
    )
    sink.start()
    filler.start()
    return Filler(setting, filler, pages, store, sink, spend, fields)


def fill(
    setting: Setting, rules: Sequence[Rule] = (SUN,), seconds: float = 3.0, **more: Any
) -> Filler:
    """Let a filler work for so many seconds; `more` as for `start`."""
    started = start(setting, rules, **more)
    setting.clock.sleep(seconds)
    started.stop()
    return started


def ids_of(setting: Setting, *ages: float) -> list[int]:
    """Return the first ids of posts so many seconds old."""
    return [first_id_at(setting.clock.now() - age) for age in ages]


def publish(setting: Setting, *ages: float, text: str = "good sun", **plain: Any) -> list[int]:
    """Publish posts as if so many seconds ago; returns their ids."""
    ids = ids_of(setting, *ages)
    for post_id in ids:
        setting.publish(text, id=str(post_id), **plain)
    return ids


def open_gap(setting: Setting, oldest: float, newest: float) -> Span:
    """Write a gap between two ages into the state table."""
    first, last = ids_of(setting, oldest, newest)
    return open_span(setting, Span(first, last))


def open_span(setting: Setting, gap: Span) -> Span:
    """Write a gap into the state table."""
    GapStore(setting.state(), setting.clock).open(gap)
    return gap


def open_gaps(setting: Setting) -> list[Span]:
    """Return the gaps in the state table."""
    items = setting.state().query("gap")
    return [Span(int(item["first"]), int(item["last"])) for item in items]


def newest_left(setting: Setting) -> int:
    """Return the newest id that is still to be searched in the one gap of the state table."""
    (item,) = setting.state().query("gap")
    searched = read_progress(str(item.get("searched", "")))
    return max([last for last in searched.values() if last >= int(item["first"])])


def searches(setting: Setting) -> int:
    """Return how many requests to search there were."""
    return int(setting.x.state()["requests"].get("GET search", 0))


def reads(setting: Setting) -> int:
    """Return how many posts X handed out, each time anew."""
    return int(setting.x.state()["reads"])


def keywords(number: int) -> list[Rule]:
    """Return rules as the program makes them of so many keywords."""
    return [Rule(f"keyword{each}", f"keyword{each} -is:retweet") for each in range(number)]


def matched(setting: Setting) -> dict[str, list[str]]:
    """Return the tags of each text that Firehose took."""
    return {item["text"]: item["matched"] for item in setting.kept.records()}

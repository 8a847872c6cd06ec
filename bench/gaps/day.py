"""One simulated day of windows: X breaks the stream every five minutes, and keywords are many.

All of it is in this process, on a clock that jumps: X's stand-in with its documented limits (450
searches in 15 minutes, 512 characters a query), DynamoDB and Firehose of the local cloud, and the
collector's own windows, one after another.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bench.aws.resources import STREAM, TABLE, create_state_table
from bench.gaps.watch import GapWatch
from collector.edges import Edges
from collector.posts.remembered import RememberedPosts
from collector.report import WindowReport
from collector.settings import CollectorSettings, Rule
from collector.spans import inside
from collector.timing import Timing
from collector.window import run_window
from collector.x.transport import Transport
from components.settings.window_time import timeout_seconds
from sandbox.simulation.aws import Call, InProcessAws
from sandbox.simulation.clock import JumpingClock
from sandbox.simulation.firehose import delivery_stream
from sandbox.simulation.x_connection import Road, pool_class
from sandbox.x_api.stand_in import XApi

TOKEN = "AAAAAAAAAAAAAAAAAAAAABenchBenchBench"
SUFFIX = " -is:retweet"
SECONDS_BETWEEN_DISCONNECTS = 300.0
SECONDS_BETWEEN_POSTS = 2.0
NO_LIMIT = 10**9


@dataclass(frozen=True, slots=True)
class Load:
    """What a day is like."""

    keywords: int
    window_minutes: int
    hours: float


@dataclass(frozen=True, slots=True)
class Day:
    """What came of it, after one more window in which nothing was posted.

    `read` counts each post as often as X handed it out; `least_read` is what the stream gave, and
    what was posted inside the gaps it left. `gaps_left` were open before the last window.
    """

    published: int
    delivered: int
    duplicates: int
    read: int
    least_read: int
    counted: int
    searches: int
    gaps_opened: int
    gaps_left: int
    closed_after: list[float]


def keyword(number: int) -> str:
    """Return a keyword of about the length of real ones."""
    return f"keyword{number}"


def simulate(load: Load) -> Day:
    """Run windows for so long; an hour of them takes some seconds."""
    clock, watch, published = JumpingClock(), GapWatch(), list[int]()
    x = XApi(TOKEN, clock=clock)
    kept, _ = delivery_stream(STREAM)
    edges = _edges(load, clock, x, watch)
    rules = [Rule(keyword(number), keyword(number) + SUFFIX) for number in range(load.keywords)]
    _publish(load, clock, x, published)
    _disconnect(load, clock, x)
    reports: list[WindowReport] = []
    while not reports or clock.monotonic() < load.hours * 3600:
        reports.append(_window(edges, rules, len(reports)))
    gaps_left = reports[-1].gaps.open
    reports.append(_window(edges, rules, len(reports)))
    times = Counter(int(record["revision"]) for record in kept.records())
    state: dict[str, Any] = x.state()
    x.stop()
    return Day(
        published=len(published),
        delivered=len(times),
        duplicates=times.total() - len(times),
        read=int(state["reads"]),
        least_read=sum(report.posts_from_stream for report in reports)
        + len(inside(published, watch.opened)),
        counted=sum(report.posts_read for report in reports),
        searches=int(state["requests"].get("GET search", 0)),
        gaps_opened=len(watch.opened),
        gaps_left=gaps_left,
        closed_after=watch.closed_after,
    )


def _window(edges: Edges, rules: list[Rule], number: int) -> WindowReport:
    remaining = timeout_seconds(round(edges.settings.window_seconds / 60))
    return run_window(edges, rules, TOKEN, owner=str(number), remaining=remaining)


def _edges(load: Load, clock: JumpingClock, x: XApi, watch: GapWatch) -> Edges:
    aws = InProcessAws(lambda call: _see(call, watch, clock))
    dynamodb = aws.client("dynamodb")
    create_state_table(dynamodb, TABLE)
    pools, timing = pool_class(x, clock, Road()), Timing()

    def transport() -> Transport:
        made = Transport(x.url, clock, timing)
        made.poolmanager.pool_classes_by_scheme = {"http": pools}
        return made

    return Edges(
        settings=CollectorSettings(
            stack="bench",
            state_table=TABLE,
            delivery_stream=STREAM,
            window_seconds=load.window_minutes * 60.0,
            max_posts_per_day=NO_LIMIT,
            max_posts_per_month=NO_LIMIT,
            expand_authors=False,
            reclaim_connection=True,
        ),
        dynamodb=dynamodb,
        firehose=aws.client("firehose"),
        transport=transport,
        remembered=RememberedPosts(),
        clock=clock,
        timing=timing,
        random=random.Random(7),
    )


def _see(call: Call, watch: GapWatch, clock: JumpingClock) -> None:
    watch.see(call.operation, call.body, clock.now())


def _publish(load: Load, clock: JumpingClock, x: XApi, published: list[int]) -> None:
    chance = random.Random(1)

    def publish() -> None:
        while clock.monotonic() < load.hours * 3600:
            clock.sleep(chance.expovariate(1 / SECONDS_BETWEEN_POSTS))
            text = f"what they say of {keyword(chance.randrange(load.keywords))} today"
            published.append(int(x.publish({"text": text, "lang": "en"})))

    clock.thread(publish, "publisher").start()


def _disconnect(load: Load, clock: JumpingClock, x: XApi) -> None:
    def disconnect() -> None:
        while clock.monotonic() < load.hours * 3600:
            clock.sleep(SECONDS_BETWEEN_DISCONNECTS)
            x.order_faults([{"kind": "operational_disconnect"}])

    clock.thread(disconnect, "disconnects").start()

"""X, DynamoDB and Firehose inside this process, on a clock that jumps, and windows that run there.

All of it is the sandbox's own. A window of 14 minutes takes about a second, an idle one less, and
the same test does the same each time, however busy the machine is.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from bench.aws.resources import create_state_table
from collector.edges import Edges
from collector.posts.remembered import RememberedPosts
from collector.report import WindowReport
from collector.settings import CollectorSettings, Rule
from collector.state.table import StateTable
from collector.timing import Timing
from collector.window import run_window
from collector.x.transport import Transport
from sandbox.simulation.aws import InProcessAws
from sandbox.simulation.clock import START, JumpingClock
from sandbox.simulation.firehose import delivery_stream
from sandbox.simulation.x_connection import Road, pool_class
from sandbox.x_api.stand_in import XApi
from shared.waiting import Thread

TOKEN = "token"
RULES = (Rule("sun", "sun -is:retweet"),)
SETTINGS: dict[str, Any] = {
    "stack": "dev",
    "window_seconds": 840.0,
    "max_posts_per_day": 1000,
    "max_posts_per_month": 20_000,
    "expand_authors": False,
    "reclaim_connection": True,
}


class Setting:
    """`kept` is what Firehose acknowledged, `faults` where its refusals are ordered.

    It begins at the time `now`, in seconds since 1970.
    """

    def __init__(self, now: float = START) -> None:
        self.clock = JumpingClock(now)
        self.x = XApi(TOKEN, clock=self.clock)
        self.aws = InProcessAws()
        self.dynamodb = self.aws.client("dynamodb")
        self.firehose = self.aws.client("firehose")
        self.stream_name = "posts"
        self.kept, self.faults = delivery_stream(self.stream_name)
        self.table = f"state-{uuid.uuid4().hex}"
        self.remembered = RememberedPosts()
        self.road = Road()
        self.pool_class = pool_class(self.x, self.clock, self.road)
        create_state_table(self.dynamodb, self.table)

    def close(self) -> None:
        """End it; a thread that still waits never goes on."""
        self.x.stop()
        self.aws.close()

    def edges(
        self, *, timing: Timing | None = None, aws: InProcessAws | None = None, **settings: Any
    ) -> Edges:
        """Return what a window works with; `settings` are fields of CollectorSettings.

        `aws`, when a window is to have clients and interventions of its own.
        """
        timing = timing or Timing()
        values = {**SETTINGS, "state_table": self.table, "delivery_stream": self.stream_name}
        return Edges(
            settings=CollectorSettings(**{**values, **settings}),
            dynamodb=aws.client("dynamodb") if aws else self.dynamodb,
            firehose=aws.client("firehose") if aws else self.firehose,
            transport=lambda: self.transport(timing),
            remembered=self.remembered,
            clock=self.clock,
            timing=timing,
            random=Random(7),
        )

    def transport(self, timing: Timing | None = None) -> Transport:
        """Return the product's way to X, led to the stand-in."""
        transport = Transport(self.x.url, self.clock, timing or Timing())
        transport.poolmanager.pool_classes_by_scheme = {"http": self.pool_class}
        return transport

    def state(self, *, patience: float = 4.0, aws: InProcessAws | None = None) -> StateTable:
        """Return the state table; `aws`, when nothing is to step in between."""
        client = aws.client("dynamodb") if aws else self.dynamodb
        return StateTable(client, self.table, clock=self.clock, random=Random(1), patience=patience)

    def run(
        self,
        *,
        owner: str = "one",
        remaining: float = 100.0,
        rules: Iterable[Rule] = RULES,
        **more: Any,
    ) -> WindowReport:
        """Run one window to its end; `remaining` is its function's time in seconds."""
        edges = self.edges(**more)
        return run_window(edges, list(rules), TOKEN, owner=owner, remaining=remaining)

    def start(self, reports: dict[str, WindowReport], owner: str, **more: Any) -> Thread:
        """Run one window beside the test; its report comes into `reports` under its owner."""

        def window() -> None:
            reports[owner] = self.run(owner=owner, **more)

        thread = self.clock.thread(window, owner)
        thread.start()
        return thread

    def publish(self, text: str = "good sun", **plain: Any) -> int:
        """Publish a post now and return its id; `plain` as in sandbox/posts/README.md."""
        return int(self.x.publish({"text": text, "lang": "en", **plain}))

    def publish_every(self, seconds: float, number: int, text: str = "good sun") -> list[int]:
        """Publish posts one after another beside the test; returns the ids, as they come."""
        ids: list[int] = []

        def publish() -> None:
            for _ in range(number):
                self.clock.sleep(seconds)
                ids.append(self.publish(text))

        self.clock.thread(publish, "publisher").start()
        return ids

    def later(self, seconds: float, call: Any) -> None:
        """Call something in so many seconds, beside the test."""
        self.clock.timer(seconds, call).start()

    def order(self, *faults: Mapping[str, Any]) -> None:
        """Let faults of X happen, one after another (`sandbox.x_api.faults.Fault`)."""
        self.x.order_faults(faults)

    def hold_rules(self, *rules: Mapping[str, str]) -> list[str]:
        """Let X hold rules (`value`, and perhaps `tag`) already; returns their ids."""
        answer = self.x.answer("POST rules", {}, {"add": list(rules)}, "")
        return [str(rule["id"]) for rule in answer.body["data"]]

    def publish_later(self, seconds: float, number: int, text: str = "good sun") -> list[int]:
        """Publish so many posts at one moment; returns the ids, as they come."""
        ids: list[int] = []
        self.later(seconds, lambda: ids.extend(self.publish(text) for _ in range(number)))
        return ids

    def unsafe(self, ids: Iterable[int]) -> list[int]:
        """Return the posts that Firehose does not have, and that no later window looks for."""
        state = self.state()
        saved = state.get("checkpoint", "stream") or {}
        gaps = [(int(gap["first"]), int(gap["last"])) for gap in state.query("gap")]
        delivered = set(self.delivered)
        return [
            post_id
            for post_id in ids
            if post_id not in delivered
            and post_id <= int(saved.get("post_id", 0))
            and not any(first <= post_id <= last for first, last in gaps)
        ]

    def watch(self, ids: list[int], seconds: int) -> list[list[int]]:
        """Look each second, beside the test, whether a post is unsafe; returns what was seen."""
        seen: list[list[int]] = []

        def look() -> None:
            for _ in range(seconds):
                self.clock.sleep(1)
                if found := self.unsafe(ids):
                    seen.append(found)

        self.clock.thread(look, "watch").start()
        return seen

    def is_closed(self) -> bool:
        """Say whether X sees that no window holds the stream any more."""
        return self.x.wait_until(lambda state: not state["open"], 0.1)

    def requests(self, name: str) -> int:
        """Return how often a window asked X for this (`sandbox.x_api.server.ROUTES`)."""
        return int(self.x.state()["requests"].get(name, 0))

    @property
    def delivered(self) -> list[int]:
        """The version ids of all records that Firehose acknowledged, in order."""
        return [int(record["revision"]) for record in self.kept.records()]

    def wait_until_connected(self) -> None:
        """Let time pass until a window holds the stream."""
        assert self.x.wait_until(lambda state: bool(state["open"]), 600.0)


def hexed(content: object) -> str:
    """Return bytes, or anything else as JSON, as a fault's `line` is written."""
    return (content if isinstance(content, bytes) else json.dumps(content).encode()).hex()

"""One storm: posts and strikes at once, then everything heals and what arrived is counted."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace

from sandbox.failure import Failure
from sandbox.replay.feed import Feed
from sandbox.storm.evidence import Evidence
from sandbox.storm.posts import made_up_posts
from sandbox.storm.schedule import StormSchedule
from sandbox.storm.settling import Limits, Say, Settling
from sandbox.storm.small_budget import SmallBudget
from sandbox.storm.stack import StormyStack, endings
from sandbox.storm.state_table import today
from sandbox.storm.strikes import Strikes
from sandbox.storm.witness import Witness
from sandbox.watch.failures_reader import GIVEN_UP, WAITING

# Not endings of runs but what was done to them, or noted about them.
NOTES = ("crashed", "frozen", "event_given_up", "over_memory")

TELLING = ("RecordsDead", "PostsFailed", "PostsSkipped", "BudgetUsedUp")


class Storm:
    """Runs the storm of one seed."""

    def __init__(
        self, stack: StormyStack, schedule: StormSchedule, limits: Limits, say: Say
    ) -> None:
        self._stack = stack
        self._schedule = schedule
        self._limits = limits
        self._say = say
        self._posts_per_second = limits.posts / schedule.seconds
        self._began_ms = int(time.time() * 1000)
        self._pipeline = stack.pipeline()
        self._witness = Witness(stack.collector_state, stack.pipeline().control)
        state, start_window = stack.collector_state, stack.start_window
        self._small_budget = SmallBudget(self._pipeline, state, start_window, limits.budget)
        self._strikes = Strikes(self._pipeline, state, start_window, self._small_budget)
        self._endings_before = endings(self._pipeline.control.counters())
        before = self._pipeline.x.state()
        self._overlaps_before = int(before["overlaps"])
        self._told_before = self._told()
        self._failed_before = self._failed_in_transform()
        self._counted_twice_before = max(0, self._counted_twice())

    def run(self) -> Evidence:
        """Let the storm pass, and return what was seen of it. Raises Failure."""
        self._pipeline.x.set(self._schedule.x_settings)
        if self._schedule.posts_allowed is not None:
            self._small_budget.use_up(self._schedule.posts_allowed)
        self._witness.start()
        try:
            self._rage()
        finally:
            self._strikes.heal()
        self._small_budget.renew()
        Settling(self._pipeline, self._stack, self._limits, self._say).wait(self._evidence)
        self._pipeline.control.heal()
        self._witness.stop()
        if self._witness.problem:
            raise Failure(f"The state table could not be watched: {self._witness.problem}")
        evidence = self._evidence()
        leaks = self._stack.leaks(self._began_ms)
        return replace(evidence, leaks=leaks, told=self._told() - self._told_before)

    def _rage(self) -> None:
        posts = made_up_posts(self._schedule.seed, self._limits.posts)
        feed = Feed(self._stack.pipeline().x, posts, self._posts_per_second)
        begun = time.monotonic()
        feed.start()
        try:
            for strike in self._schedule.strikes:
                time.sleep(max(0.0, begun + strike.at_seconds - time.monotonic()))
                self._strikes.strike(strike)
            while feed.running:
                time.sleep(0.1)
            self._strikes.let_texts_fail()
        finally:
            feed.stop()
        if feed.problem:
            raise Failure(f"Posts could not be published: {feed.problem}")

    def _evidence(self) -> Evidence:
        published = self._pipeline.x.published_since(self._began_ms)
        oldest = min((int(post["id"]) for post in published), default=0)
        documents = self._pipeline.documents()
        waiting, dead = self._pipeline.failed(WAITING), self._pipeline.failed(GIVEN_UP)
        x = self._pipeline.x.state()
        ended = endings(self._pipeline.control.counters())
        ended.subtract(self._endings_before)
        return Evidence(
            seed=self._schedule.seed,
            published=frozenset(post["id"] for post in published),
            matched=frozenset(post["id"] for post in published if post["tags"]),
            stream_only=frozenset(
                post["id"] for post in published if post["tags"] and not post["search_tags"]
            ),
            newest={post["id"]: post["versions"][-1] for post in published if post["tags"]},
            shown=documents.revisions,
            indexed=documents.ids,
            copies=documents.copies,
            silent=documents.without_sentiment_or_reason,
            skipped=documents.skipped,
            waiting=waiting.ids,
            dead=frozenset(post for post in dead.ids if int(post) >= oldest),
            refused=dead.refused,
            unreadable=waiting.unreadable + dead.unreadable,
            accepted=tuple(self._witness.accepted),
            samples=tuple(self._witness.samples),
            overlaps=int(x["overlaps"]) - self._overlaps_before,
            endings=_without_notes(ended),
            ordered=self._ordered(ended),
            spent=self._small_budget.spent,
            set_aside_by_dead=self._strikes.set_aside_by_dead,
            counted_twice=self._counted_twice() - self._counted_twice_before,
            failed_in_transform=self._failed_in_transform() - self._failed_before,
        )

    def _told(self) -> Counter[str]:
        """Return the sums of the metrics that tell what was not done."""
        return Counter({name: self._pipeline.control.metric_sum(name) for name in TELLING})

    def _failed_in_transform(self) -> int:
        return self._pipeline.control.counters().get("firehose.processing_failed", 0)

    def _counted_twice(self) -> int:
        """Return how many posts more are counted of today than X bills; read ones may be fewer."""
        counted = self._stack.collector_state.budget(today())
        billed = int(self._pipeline.x.state()["billed_today"])
        return counted.posts - counted.set_aside - billed

    def _ordered(self, ended: Counter[str]) -> dict[str, int]:
        """Return what was done to functions on purpose, in the words of `Evidence`."""
        ordered: Counter[str] = Counter()
        for function, number in self._strikes.killed.items():
            ordered[f"{function}.killed"] += number
        for name, number in ended.items():
            if name.endswith(".frozen"):
                ordered[name] += number
            elif name.endswith(".crashed"):
                ordered[f"{name.removesuffix('.crashed')}.killed"] += number
        return dict(ordered)


def _without_notes(ended: Counter[str]) -> dict[str, int]:
    return {name: number for name, number in ended.items() if number and not name.endswith(NOTES)}

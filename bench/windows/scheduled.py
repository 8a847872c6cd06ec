"""Runs the collector's real archive, window after window, as a schedule would start it."""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3

from bench.aws.resources import create_state_table
from bench.windows.cloud import Firehose
from bench.windows.dark_time import Span
from components.settings.window_time import LATEST_START_SECONDS, timeout_seconds
from sandbox.cloud.functions.environment import lambda_environment
from sandbox.cloud.functions.worker import FunctionWorker
from sandbox.x_api import XApi

TOKEN = "AAAAAAAAAAAAAAAAAAAAABenchBenchBench"
RULE = {"tag": "wind power", "value": '"wind power" -is:retweet'}
_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
_REGION = "us-east-1"
_POSTS_PER_SECOND = 0.2
_WARM_UP = 40.0
_LAST_WINDOW = 150.0


def stack_name(window_minutes: int, seed: int) -> str:
    """Return what the schedule's table, secret and delivery stream are called."""
    return f"bench-{window_minutes}-{seed}"


def _nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """What all schedules share: addresses, the archive as a zip and the Python that runs it."""

    aws_url: str
    firehose_url: str
    firehose: Firehose
    archive: bytes
    interpreter: Path


@dataclass(frozen=True, slots=True)
class Ran:
    """What one schedule did; times are real seconds since 1970.

    `connections` and `reports` are of the windows that count, and of the one after them;
    `delivered` tells how often each id came to Firehose.
    """

    connections: list[Span]
    reports: list[dict[str, Any]]
    published: list[str]
    delivered: Counter[str]


class ScheduledWindows:
    """One collector with an X app, a state table and two warm processes of its own.

    Durations are nominal seconds; `scale` real seconds pass in one.
    """

    def __init__(self, cloud: Cloud, *, window_minutes: int, scale: float, seed: int) -> None:
        self._cloud = cloud
        self._minutes = window_minutes
        self._scale = scale
        self._chance = random.Random(seed)
        self._stack = stack_name(window_minutes, seed)
        self._x = XApi(TOKEN, time_scale=scale, seed=seed)
        self._workers: list[FunctionWorker] = []
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._published: list[str] = []

    def start(self) -> None:
        """Make the state and start two processes, which is all that overlapping windows need."""
        self._x.start()
        self._make_state()
        with ThreadPoolExecutor(max_workers=2) as pool:
            list(pool.map(lambda _: self._invoke(_WARM_UP), range(2)))

    def run(self, windows: int, on_window: Callable[[], None]) -> Ran:
        """Run so many windows, and a last one that fills their gaps."""
        before = len(self._connections())
        feed_ends = threading.Event()
        feed = threading.Thread(target=self._feed, args=(feed_ends,), daemon=True)
        feed.start()
        timeout = timeout_seconds(self._minutes)
        begin = time.monotonic()
        with ThreadPoolExecutor(max_workers=windows + 1) as pool:
            try:
                running = []
                for number in range(windows):
                    self._wait_for_start_of(number, begin)
                    running.append(pool.submit(self._invoke, timeout, on_window))
                self._wait_for_start_of(windows, begin)
                last = pool.submit(self._invoke, _LAST_WINDOW, on_window)
                reports = [window.result() for window in running]
            finally:
                feed_ends.set()
                feed.join()
            reports.append(last.result())
        connections = self._connections()[before:]
        delivered = self._cloud.firehose.times_by_id(self._stack)
        return Ran(connections, reports, self._published, delivered)

    def stop(self) -> None:
        """End all processes, even in the middle of a run."""
        self._stopping.set()
        with self._lock:
            for worker in self._workers:
                worker.end()
        self._x.stop()

    def _wait_for_start_of(self, number: int, begin: float) -> None:
        jitter = self._chance.uniform(0.0, LATEST_START_SECONDS)
        starts_at = begin + (number * self._minutes * 60 + jitter) * self._scale
        if self._stopping.wait(max(0.0, starts_at - time.monotonic())):
            raise InterruptedError("the windows were stopped")

    def _invoke(self, timeout: float, on_over: Callable[[], None] = _nothing) -> dict[str, Any]:
        worker = self._take_worker()
        try:
            outcome = worker.invoke({"rules": [RULE]}, str(uuid.uuid4()), timeout * self._scale)
        finally:
            worker.in_use = False
        if outcome.failed:
            raise AssertionError(f"a window failed: {outcome.body}")
        on_over()
        report: dict[str, Any] = json.loads(outcome.body)
        return report

    def _take_worker(self) -> FunctionWorker:
        with self._lock:
            idle = [worker for worker in self._workers if not worker.in_use]
            if not idle:
                config = {"FunctionName": "collector", "Handler": "collector.handler.handler"}
                idle = [
                    FunctionWorker(
                        config,
                        self._cloud.archive,
                        self._cloud.interpreter,
                        lambda_environment(config, _CREDENTIALS, _REGION, "bench")
                        | self._variables(),
                    )
                ]
                self._workers += idle
            idle[0].in_use = True
            return idle[0]

    def _variables(self) -> dict[str, str]:
        return {
            "STACK": "bench",
            "POWERTOOLS_SERVICE_NAME": "collector",
            "POWERTOOLS_METRICS_NAMESPACE": "TweetSentiment",
            "BEARER_TOKEN_SECRET_ARN": self._stack,
            "STATE_TABLE": self._stack,
            "DELIVERY_STREAM": self._stack,
            "WINDOW_MINUTES": str(self._minutes),
            "MAX_POSTS_PER_DAY": "1000000",
            "MAX_POSTS_PER_MONTH": "1000000",
            "EXPAND_AUTHORS": "false",
            "RECLAIM_CONNECTION": "true",
            "TIME_SCALE": str(self._scale),
            "X_API_URL": self._x.url,
            "AWS_ENDPOINT_URL": self._cloud.aws_url,
            "AWS_ENDPOINT_URL_FIREHOSE": self._cloud.firehose_url,
        }

    def _make_state(self) -> None:
        session = boto3.Session("test", "test", region_name=_REGION)
        session.client("secretsmanager", endpoint_url=self._cloud.aws_url).create_secret(
            Name=self._stack, SecretString=TOKEN
        )
        dynamodb = session.client("dynamodb", endpoint_url=self._cloud.aws_url)
        create_state_table(dynamodb, self._stack)

    def _feed(self, stop: threading.Event) -> None:
        number = 0
        while not stop.wait(self._scale / _POSTS_PER_SECOND):
            number += 1
            self._published.append(self._x.publish({"text": f"More wind power, part {number}."}))

    def _connections(self) -> list[Span]:
        """Return all connections as X's connections API tells them, oldest first."""
        body = self._x.answer("GET connections", {"status": "all"}, None, "").body
        return [
            Span(_seconds(item["connected_at"]), _seconds(item["disconnected_at"]))
            for item in reversed(body["data"])
        ]


def _seconds(iso: str) -> float:
    return datetime.fromisoformat(iso).timestamp()

"""The demo: deploy, stream posts through the pipeline, settle, count, and tear down again."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from sandbox.command_line import Options
from sandbox.deploy.cloud import Cloud
from sandbox.deploy.state import State
from sandbox.failure import Failure
from sandbox.folders import demo_folder
from sandbox.interruption import uninterrupted
from sandbox.page.static import write_static_page
from sandbox.replay.feed import Feed
from sandbox.replay.plan import ReplayPlan, plan_replay
from sandbox.stack import local_cloud
from sandbox.stack.deployment import PROJECT, configured, deploy_stack, destroy_stack
from sandbox.stack.pipeline import Pipeline, told_when_unreachable
from sandbox.stack.resource_tree import QuietProgress
from sandbox.watch.latency import LatencyWatch
from sandbox.watch.live_table import LiveTable
from sandbox.watch.report import DemoReport, account, show

PAGE = Path("dashboard.html")
LOOK_SECONDS = 0.5
# The first window needs a cold start; a second one may have to try again.
WINDOWS_TO_CONNECT = 3
# Search is half a minute behind live, in AWS's time; so a gap may wait for the second next window.
WINDOWS_TO_SETTLE = 6
REDRIVES = 4


def run_demo(options: Options, console: Console) -> int:
    """Run the demo; 0 when every law held, 1 when one was broken. Raises Failure."""
    plan = plan_replay(options)
    if not os.access(PAGE.parent, os.W_OK):
        raise Failure(
            f"The page {PAGE.resolve()} can't be written: permission denied. "
            "Run the demo in a folder that you may write to."
        )
    with demo_folder(options.folder) as folder:
        console.print("Starting the local cloud ...")
        running = local_cloud.start(folder, options, with_parent=True)
        try:
            with told_when_unreachable(folder):
                return _in_the_cloud(running, plan, options, folder, console)
        finally:
            with uninterrupted():
                running.stop()


def _in_the_cloud(
    running: local_cloud.LocalCloud,
    plan: ReplayPlan,
    options: Options,
    folder: Path,
    console: Console,
) -> int:
    addresses = running.addresses
    cloud = Cloud(addresses.aws_url, *addresses.root_keys)
    state = State(folder / local_cloud.STATE_FILE)
    console.print("Deploying the Pulumi program into it ...")
    config = configured(options, addresses.x_token, plan.track, plan.rules, cloud.region)
    deploy_stack(config, cloud, state, console)
    console.print(f"{len(state.resources)} resources created.")
    pipeline = Pipeline(addresses, cloud, state)
    console.print(f"Watch the dashboard: {addresses.page_url}", soft_wrap=True)
    latency = LatencyWatch(pipeline.index, time.time)
    latency.start()
    try:
        with LiveTable(console) as table:
            _stream(pipeline, plan, table, console)
            _settle(pipeline, plan, table)
    finally:
        latencies = latency.stop()
    report = _count(pipeline, latencies)
    show(report, console)
    _tell_problems(pipeline, report, console)
    write_static_page(PAGE, addresses.index_url, PROJECT / "dashboards")
    console.print(f"Dashboard: {PAGE.resolve().as_uri()}", soft_wrap=True)
    _let_look(addresses.page_url, console)
    resources = len(state.resources)
    destroy_stack(cloud, state, QuietProgress(console))
    console.print(f"{resources} resources torn down.")
    if options.json:
        print(json.dumps(report.as_json()))
    return 0 if report.lawful else 1


def _stream(pipeline: Pipeline, plan: ReplayPlan, table: LiveTable, console: Console) -> None:
    console.print(
        f"Streaming {plan.contents} over {plan.windows} windows of "
        f"{plan.window_seconds:g} s; track: {plan.track}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    for _ in _until(WINDOWS_TO_CONNECT * plan.window_seconds):
        pipeline.check_for_problems()
        if pipeline.x.stream_is_open():
            break
        table.show("Waiting for the first window", pipeline.counts())
    else:
        told = "\n".join(pipeline.problems[-3:]) or "Nothing in the logs of the functions."
        raise Failure(f"No window of the collector connected to the stream.\n{told}")
    with _fed(pipeline, plan) as feed:
        for _ in _until(plan.seconds):
            pipeline.check_for_problems()
            table.show("Streaming", pipeline.counts())
            if feed.problem:
                raise Failure(f"Posts could not be published: {feed.problem}")


@contextmanager
def _fed(pipeline: Pipeline, plan: ReplayPlan) -> Iterator[Feed]:
    feed = Feed(pipeline.x, plan.posts, plan.posts_per_second)
    feed.start()
    try:
        yield feed
    finally:
        feed.stop()


def _settle(pipeline: Pipeline, plan: ReplayPlan, table: LiveTable) -> None:
    """Wait until every post has arrived somewhere, and send again what failed on the way."""
    redrives = 0
    for _ in _until(WINDOWS_TO_SETTLE * plan.window_seconds):
        pipeline.check_for_problems()
        table.show("Settling", pipeline.counts())
        if not pipeline.control.idle():
            continue
        indexed, failed = pipeline.documents().ids, pipeline.failed().ids
        if failed and redrives < REDRIVES:
            redrives += 1
            pipeline.redrive()
        elif pipeline.x.matched_ids() <= indexed | failed:
            table.show("Settled", pipeline.counts(), at_once=True)
            return


def _count(pipeline: Pipeline, latencies: list[float]) -> DemoReport:
    counters = pipeline.control.counters()
    undecided = pipeline.told("FoundUndecided")
    parts = account(pipeline.x.published(), pipeline.documents(), pipeline.failed(), undecided)
    return DemoReport(
        **parts,
        batches=counters.get("firehose.batches", 0),
        comprehend_calls=counters.get("comprehend.calls", 0),
        latencies=latencies,
        windows=counters.get("function.collector.ok", 0),
        gaps_closed=pipeline.control.metric_sum("GapsClosed"),
    )


def _tell_problems(pipeline: Pipeline, report: DemoReport, console: Console) -> None:
    if pipeline.problems and not report.lawful:
        console.print("Errors in the logs of the functions:")
    for problem in pipeline.problems[-5:] if not report.lawful else ():
        console.print(f"  {problem}", markup=False, highlight=False, soft_wrap=True)


def _let_look(page_url: str, console: Console) -> None:
    """Leave the page up for whoever sits at a terminal."""
    if console.is_terminal:
        words = f"It stays live at {page_url} until you press Enter or Ctrl-C."
        console.print(words, soft_wrap=True)
        with contextlib.suppress(KeyboardInterrupt, EOFError):
            console.input("")


def _until(seconds: float) -> Iterator[None]:
    """Look again and again, for so many real seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.monotonic()
        yield
        time.sleep(max(0.0, LOOK_SECONDS - (time.monotonic() - begun)))

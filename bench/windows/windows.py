"""How much of the time scheduled windows are connected, and how dark a handover is.

The collector's real archive runs in bare processes, started as EventBridge Scheduler starts it:
every `windowMinutes`, up to 60 s late. There are no faults. Times are those that X's stand-in tells
through its connections API.

Time is scaled: a nominal second takes 100 ms. Waits shrink with it, work does not: what DynamoDB,
X and Python take here counts tenfold in nominal seconds. The 100 windows are spread over schedules
that run beside each other, because at a smaller scale this work would drown the waits. Processes
are warm: a cold start (0.5 s, 5 s nominal) delays a successor while its predecessor is still
connected, so it darkens nothing.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from bench.archives import zipped
from bench.figure import Figure, Options, SkippedError
from bench.windows.cloud import Firehose, ministack
from bench.windows.dark_time import Span, connected_share, dark_spans, spans_after
from bench.windows.scheduled import Cloud, Ran, ScheduledWindows, stack_name
from components.functions.function_archive import ArchiveError, build_function_archive
from sandbox.cloud.functions.runtime import RuntimeNotMadeError, function_python

SCALE = 0.1
LEAST_CONNECTED = 0.99
LONGEST_DARK_SECONDS = 3.0
_BUILD = Path(__file__).resolve().parents[2] / "build"
_WINDOWS_BETWEEN_LINES = 10
_STARTS_AT_ONCE = 4
_LONGEST_CLOSING_SECONDS = 1.0  # real ones, from the stream's end to the report's


@dataclass(frozen=True, slots=True)
class _Plan:
    """Schedules that run beside each other, because windows mostly wait."""

    window_minutes: int
    schedules: int
    windows: int


_PLANS = (_Plan(14, 10, 2), _Plan(1, 4, 20))


class _Progress:
    """Says now and then on stderr how many windows are over."""

    def __init__(self, windows: int) -> None:
        self._windows = windows
        self._over = 0
        self._lock = threading.Lock()

    def window_over(self) -> None:
        with self._lock:
            self._over += 1
            if self._over % _WINDOWS_BETWEEN_LINES == 0:
                print(f"  {self._over} of {self._windows} windows", file=sys.stderr, flush=True)


def windows(options: Options) -> Iterator[Figure]:  # noqa: ARG001
    """Run 100 windows, of 14 minutes and of 1, and the last ones that fill their gaps."""
    runs = _run()
    handovers: list[Span] = []
    for plan in _PLANS:
        yield _connected(plan, runs[plan.window_minutes])
        for ran in runs[plan.window_minutes]:
            handovers += _handovers(ran)
    seconds = sorted(span.seconds for span in handovers)
    for name, value in (("half of them", median(seconds)), ("the longest", seconds[-1])):
        yield Figure(
            f"dark at a handover, {name}",
            value / SCALE,
            "s nominal",
            f"{value * 1000:.0f} ms real, at {1 / SCALE:.0f}-fold speed; {len(seconds)} handovers",
            at_most=LONGEST_DARK_SECONDS,
        )
    yield from _posts([ran for each in runs.values() for ran in each])


def _run() -> dict[int, list[Ran]]:
    try:
        archive = zipped(build_function_archive("collector"))
        interpreter = function_python(_BUILD)
    except (ArchiveError, RuntimeNotMadeError) as error:
        raise SkippedError(str(error)) from None
    jobs = [(plan, seed) for plan in _PLANS for seed in range(plan.schedules)]
    firehose = Firehose(stack_name(plan.window_minutes, seed) for plan, seed in jobs)
    with ministack() as aws_url, firehose.serving() as firehose_url:
        cloud = Cloud(aws_url, firehose_url, firehose, archive, interpreter)
        progress = _Progress(sum(plan.schedules * (plan.windows + 1) for plan in _PLANS))
        schedules = [
            ScheduledWindows(cloud, window_minutes=plan.window_minutes, scale=SCALE, seed=seed)
            for plan, seed in jobs
        ]
        with ThreadPoolExecutor(max_workers=len(jobs)) as pool, ExitStack() as stack:
            for schedule in schedules:
                stack.callback(schedule.stop)
            with ThreadPoolExecutor(max_workers=_STARTS_AT_ONCE) as few:
                list(few.map(ScheduledWindows.start, schedules))
            counts = [plan.windows for plan, _ in jobs]
            told = [progress.window_over] * len(jobs)
            ran = list(pool.map(ScheduledWindows.run, schedules, counts, told))
    runs: dict[int, list[Ran]] = {}
    for (plan, _), each in zip(jobs, ran, strict=True):
        runs.setdefault(plan.window_minutes, []).append(each)
    return runs


def _connected(plan: _Plan, runs: list[Ran]) -> Figure:
    shares = [connected_share(ran.connections) for ran in runs]
    dark = [span.seconds for ran in runs for span in dark_spans(ran.connections)]
    late = sum(report["outcome"] == "deadline" for ran in runs for report in ran.reports[:-1])
    return Figure(
        f"connected, windows of {plan.window_minutes} min",
        sum(shares) / len(shares),
        "of the time",
        f"{plan.schedules * plan.windows} windows, {late} of them over before a late start; "
        f"longest dark {max(dark) / SCALE:.1f} s nominal",
        at_least=LEAST_CONNECTED,
    )


def _handovers(ran: Ran) -> list[Span]:
    """Return the dark after each window that handed over, not after one that had to end."""
    ends = [
        datetime.fromisoformat(report["ended_at"]).timestamp()
        for report in ran.reports
        if report["outcome"] == "handed_over"
    ]
    return spans_after(dark_spans(ran.connections), ends, within=_LONGEST_CLOSING_SECONDS)


def _posts(runs: list[Ran]) -> Iterator[Figure]:
    published = [post for ran in runs for post in ran.published]
    missing = sum(1 for ran in runs for post in ran.published if not ran.delivered[post])
    repeated = sum(count - 1 for ran in runs for count in ran.delivered.values())
    found = sum(report["posts_from_search"] for ran in runs for report in ran.reports)
    yield Figure("posts lost", missing, "posts", f"of {len(published):,}", at_most=0)
    yield Figure(
        "sent twice",
        repeated / len(published),
        "of the posts",
        f"{repeated} of {len(published):,}; {found} were found by search",
        at_most=0,
    )

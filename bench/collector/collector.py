"""What the collector takes in, beside the tutorial's one `put_record` a tweet."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.aws.stand_in import aws_stand_in
from bench.figure import Figure, Options, SkippedError
from bench.measure import interleaved

FIREHOSE_MILLISECONDS = 15
LEAST_POSTS_PER_SECOND = 2_500
# "Up to 250 posts per second": filtered stream, X API documentation.
X_CAP = 250
_POSTS = 20_000
_TUTORIAL_POSTS = 150
_SECONDS_AT_CAP = 5


def _run(way: str, url: str, count: int, per_second: float = 0) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.collector.core", way, url, str(count), str(per_second)]
    folder = Path(__file__).parents[2]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if run.returncode:
        raise SkippedError(f"the collector did not run: {run.stderr.strip().splitlines()[-1]}")
    took: dict[str, float] = json.loads(run.stdout)
    if took["sent"] != count:
        raise AssertionError(f"{took['sent']} of {count} posts were acknowledged")
    return took


def _rate(way: str, url: str, count: int) -> float:
    return count / _run(way, url, count)["seconds"]


def collector(options: Options) -> Iterator[Figure]:
    """Measure the rate at full speed, then CPU and memory at the most that X sends."""
    with aws_stand_in(FIREHOSE_MILLISECONDS) as url:
        ours, tutorial = interleaved(
            options.rounds,
            lambda: _rate("collector", url, _POSTS),
            lambda: _rate("tutorial", url, _TUTORIAL_POSTS),
        )
        at_cap = _run("collector", url, X_CAP * _SECONDS_AT_CAP, X_CAP)
        beside = _run("tutorial", url, _TUTORIAL_POSTS, X_CAP)
    slow = median(tutorial)
    yield Figure(
        "posts taken and acknowledged",
        median(ours),
        "posts/s",
        f"one put_record a tweet: {slow:.1f} posts/s ({median(ours) / slow:.0f} x)",
        at_least=LEAST_POSTS_PER_SECOND,
    )
    each, alone = at_cap["cpu_seconds"] / at_cap["sent"], beside["cpu_seconds"] / beside["sent"]
    yield Figure(
        f"CPU at {X_CAP} posts/s",
        at_cap["cpu_seconds"] / at_cap["seconds"],
        "of one core",
        f"{each * 1e6:.0f} us a post; one put_record a tweet: {alone * 1e6:.0f} us",
        at_most=0.15,
    )
    yield Figure(
        f"peak memory at {X_CAP} posts/s",
        at_cap["peak_mib"],
        "MiB",
        "the whole process, Python and boto3 included",
        at_most=110,
    )

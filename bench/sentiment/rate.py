"""How many posts a second one function analyses, beside the tutorial's way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median

from bench.aws.stand_in import aws_stand_in
from bench.figure import Figure, Options
from bench.measure import interleaved, wall_seconds
from bench.posts import posts, record
from bench.sentiment.function import (
    TIMEOUT_SECONDS,
    Records,
    SentimentFunction,
    our_detect,
    tutorial_client,
    tutorial_transform,
)

ANSWER_MILLISECONDS = 60
CALLS_PER_SECOND = 25
BOUND = CALLS_PER_SECOND * 25
LEAST_WITHOUT_LIMIT = 2_500
BUFFER_BYTES = 3 * 1024 * 1024
# "At 1,769 MB, a function has the equivalent of one vCPU": Lambda developer guide.
CPU_SHARE_OF_512_MB = 512 / 1769
_TUTORIAL_POSTS = 40
_ROUNDS = 3  # each takes as long as the service's rate says


def full_buffer() -> Records:
    """Return as many records as Firehose's largest buffer holds."""
    records: Records = []
    size = 0
    for number, post in enumerate(posts(20_000, seed=1)):
        records.append(record(post, number))
        size += len(records[-1]["data"]) * 3 // 4
        if size >= BUFFER_BYTES:
            break
    return records


def _rate(work: Callable[[], object], count: int) -> float:
    return count / wall_seconds(work)


def sentiment_rate(options: Options) -> Iterator[Figure]:
    """Measure a full buffer at the service's default rate, and with no limit to the rate."""
    buffer = full_buffer()
    with aws_stand_in(ANSWER_MILLISECONDS, CALLS_PER_SECOND) as url, our_detect(url) as detect:
        limited = SentimentFunction(detect, CALLS_PER_SECOND)
        with aws_stand_in(ANSWER_MILLISECONDS) as free_url, tutorial_client(free_url) as client:
            cpu_shares = []
            returned = 0

            def ours() -> float:
                nonlocal returned
                start, start_cpu = time.perf_counter(), time.process_time()
                _, report = limited.run(buffer)
                returned = report.failed
                seconds = time.perf_counter() - start
                cpu_shares.append((time.process_time() - start_cpu) / seconds)
                return len(buffer) / seconds

            def tutorial() -> float:
                return _rate(lambda: tutorial_transform(client, buffer[:_TUTORIAL_POSTS]), 40)

            rounds = min(options.rounds, _ROUNDS)
            ours_taken, tutorial_taken = interleaved(rounds, ours, tutorial)
    rate, slow = median(ours_taken), median(tutorial_taken)
    yield Figure(
        "share of the service's bound",
        rate / BOUND,
        "of 625 posts/s",
        f"{rate:.0f} posts/s; one call a post, in series: {slow:.1f} posts/s ({rate / slow:.0f} x)",
        at_least=0.95,
    )
    yield Figure(
        "CPU at that rate",
        median(cpu_shares) / CPU_SHARE_OF_512_MB,
        "of what 512 MB has",
        f"{median(cpu_shares):.1%} of a core of this machine, the AWS client included",
        at_most=1.0,
    )
    seconds = len(buffer) / rate
    yield Figure(
        "a full buffer of 3 MB",
        seconds / TIMEOUT_SECONDS,
        "of the time-out",
        f"{len(buffer)} records in {seconds:.1f} s of {TIMEOUT_SECONDS:.0f} s; "
        f"{returned} of them did not fit the answer's 6 MB and wait for redrive",
        at_most=1.0,
    )
    with aws_stand_in(ANSWER_MILLISECONDS) as url, our_detect(url) as detect:
        free = SentimentFunction(detect)
        (taken,) = interleaved(options.rounds, lambda: _rate(lambda: free.run(buffer), len(buffer)))
    yield Figure(
        "without a limit to the rate",
        median(taken),
        "posts/s",
        f"{median(taken) / slow:.0f} x one call a post, in series",
        at_least=LEAST_WITHOUT_LIMIT,
    )

"""Whether gaps are closed as fast as the stream leaves them, however many keywords there are.

For each number of keywords and length of a window a day is simulated in which X breaks the stream
every five minutes. Requests are held against what each gap would cost alone, with as many keywords
in a query as fit; posts against those that only the stream and the gaps hold.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from bench.figure import Figure, Options
from bench.gaps.day import SUFFIX, Day, Load, keyword, simulate

HOURS = 24.0
LONGEST_QUERY = 512  # docs.x.com, "Search Posts", self-service
KEYWORDS = (1, 10, 100, 500, 1000)
LOADS = [Load(keywords, minutes, HOURS) for minutes in (14, 1) for keywords in KEYWORDS]


def gaps(options: Options) -> Iterator[Figure]:  # noqa: ARG001
    """Simulate a day for each load; several at once, as there are processors."""
    spawn = multiprocessing.get_context("spawn")
    print(f"  simulating {len(LOADS)} days, some minutes each", file=sys.stderr, flush=True)
    with ProcessPoolExecutor(os.cpu_count(), spawn, max_tasks_per_child=1) as pool:
        for load, day in zip(LOADS, pool.map(simulate, LOADS), strict=True):
            yield from _figures(load, day)


def _figures(load: Load, day: Day) -> Iterator[Figure]:
    of = f"{load.keywords} keywords, {load.window_minutes} min"
    lost = day.published - day.delivered
    yield Figure(
        f"{of}: gaps open", day.gaps_left, "at the end", f"{day.gaps_opened} opened", at_most=2
    )
    yield Figure(
        f"{of}: lost or twice",
        lost + day.duplicates,
        "posts",
        f"{day.published} published",
        at_most=0,
    )
    least = day.gaps_opened * least_queries(load.keywords)
    yield Figure(
        f"{of}: requests", day.searches / least, "x the least", f"{day.searches}", at_most=1.2
    )
    yield Figure(
        f"{of}: posts read", day.read / day.least_read, "x the least", f"{day.read}", at_most=1.2
    )
    yield Figure(
        f"{of}: posts counted", day.counted / day.published, "x published", f"{day.counted}"
    )
    closed = sorted(day.closed_after)
    p99 = closed[math.ceil(0.99 * len(closed)) - 1]
    yield Figure(f"{of}: closed after, p99", p99, "s nominal", f"longest {closed[-1]:.0f} s")


def least_queries(keywords: int) -> int:
    """Return how few queries can hold so many keywords, joined by OR, with what they share."""
    characters = sum(len(keyword(number)) + len(" OR ") for number in range(keywords))
    return math.ceil(characters / (LONGEST_QUERY - len(SUFFIX) - len("()")))

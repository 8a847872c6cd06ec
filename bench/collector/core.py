"""Reads lines of X's stream into Firehose, as the collector does or as the tutorial does.

`python -m bench.collector.core {collector|tutorial} URL POSTS POSTS_PER_SECOND` (0: as fast as it
can) is a process of its own, so that its CPU time and its memory are those of the function, and
prints one line of JSON.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime

import boto3
from botocore.config import Config

from bench.aws.resources import STREAM, TABLE
from bench.memory import peak_mib
from bench.posts import posts
from collector.gaps.coverage import Coverage
from collector.posts.remembered import RememberedPosts
from collector.posts.sink import Sink
from collector.state.budget import Budget
from collector.state.spend import Spend
from collector.state.table import StateTable
from collector.stream.intake import Intake
from collector.timing import Timing
from collector.x.fields import POST_FIELDS, FieldWatch
from sandbox.posts.post import Author, Post
from sandbox.posts.shape import post_data
from shared.clock import SystemClock
from shared.put_records import put_records

_PATIENCE_SECONDS = 60.0
_NO_LIMIT = 1_000_000_000


def lines(count: int) -> Iterator[bytes]:
    """Yield lines as X's stream sends them."""
    rules = [{"id": "2120000000000000101", "tag": "tweet-sentiment/bench/wind power"}]
    for record in posts(count, seed=4):
        created_at = datetime.fromisoformat(record["created_at"])
        link = record["text"].split()[-1]
        post = Post(
            id=record["id"],
            versions=(record["id"],),
            created_at_ms=int(created_at.timestamp() * 1000),
            text=record["text"],
            lang=record["lang"],
            author=Author(record["mentions"][0]),
            conversation_id=record["id"],
            links={link: record["urls"][0]},
        )
        data = {name: value for name, value in post_data(post).items() if name in POST_FIELDS}
        yield json.dumps({"data": data, "matching_rules": rules}).encode()


def paced(items: list[bytes], per_second: float) -> Iterator[bytes]:
    """Yield the items at a rate, or at once if it is 0."""
    start = time.monotonic()
    for number, item in enumerate(items):
        if per_second:
            time.sleep(max(0.0, start + number / per_second - time.monotonic()))
        yield item


def collector(url: str) -> tuple[Callable[[bytes], object], Callable[[], int]]:
    """Return what takes a line, and what waits for all acknowledgements and counts them."""
    clock, timing, chance = SystemClock(), Timing(), random.Random(1)
    session = boto3.Session("test", "test", region_name="us-east-1")
    firehose = session.client("firehose", endpoint_url=url)
    dynamodb = session.client("dynamodb", endpoint_url=url)

    def deliver(records: object, seconds: float) -> list[bytes]:
        assert isinstance(records, list)
        return put_records(
            firehose, STREAM, records, clock=clock, random=chance, give_up_after_seconds=seconds
        )

    sink = Sink(deliver, RememberedPosts(), clock, timing)
    state = StateTable(dynamodb, TABLE, clock=clock, random=chance, patience=_PATIENCE_SECONDS)
    intake = Intake(
        tags={},
        prefix="tweet-sentiment/bench/",
        coverage=Coverage(None, clock, timing),
        spend=Spend(Budget(state, clock, _NO_LIMIT, _NO_LIMIT), clock),
        sink=sink,
        fields=FieldWatch(),
        clock=clock,
    )
    sink.start()

    def finish() -> int:
        left = sink.end(_PATIENCE_SECONDS)
        return sink.sent if not left else -1

    return intake, finish


def tutorial(url: str) -> tuple[Callable[[bytes], object], Callable[[], int]]:
    """Return the same for the tutorial's way: one `put_record` for each tweet."""
    session = boto3.Session("test", "test", region_name="us-east-1")
    firehose = session.client("firehose", endpoint_url=url, config=Config())
    sent = []

    def take(line: bytes) -> None:
        data = json.dumps(json.loads(line)["data"]).encode()
        sent.append(firehose.put_record(DeliveryStreamName=STREAM, Record={"Data": data}))

    return take, lambda: len(sent)


def main() -> None:
    """Run once and print what it took."""
    way, url, count, per_second = sys.argv[1:5]
    stream = list(lines(int(count)))
    take, finish = {"collector": collector, "tutorial": tutorial}[way](url)
    start, start_cpu = time.perf_counter(), time.process_time()
    for line in paced(stream, float(per_second)):
        take(line)
    sent = finish()
    took = {
        "sent": sent,
        "seconds": time.perf_counter() - start,
        "cpu_seconds": time.process_time() - start_cpu,
        "peak_mib": peak_mib(),
    }
    print(json.dumps(took))


if __name__ == "__main__":
    main()

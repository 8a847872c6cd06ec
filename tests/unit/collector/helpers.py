"""Makes posts, edges and windows for tests."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

from collector.edges import Edges
from collector.posts.remembered import RememberedPosts
from collector.settings import CollectorSettings
from collector.timing import Timing
from shared.clock import Clock, SystemClock
from shared.snowflake import first_id_at
from tests.unit.collector.x_server import XServer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Firehose:
    """Takes PutRecordBatch calls; `refuse` says which records of a call fail, or raises."""

    def __init__(self) -> None:
        self.calls: list[int] = []
        self.records: list[dict[str, Any]] = []
        self.refuse: Callable[[list[bytes]], set[int]] = lambda _: set()
        self.lock = threading.Lock()

    @property
    def ids(self) -> list[str]:
        with self.lock:
            return [record["revision"] for record in self.records]

    def put_record_batch(self, **request: Any) -> dict[str, Any]:
        data = [record["Data"] for record in request["Records"]]
        refused = self.refuse(data)
        with self.lock:
            self.calls.append(len(data))
            self.records.extend(
                json.loads(item) for index, item in enumerate(data) if index not in refused
            )
        return {
            "FailedPutCount": len(refused),
            "RequestResponses": [
                {"ErrorCode": "ServiceUnavailableException"} if index in refused else {}
                for index in range(len(data))
            ],
        }


SETTINGS = CollectorSettings(
    stack="dev",
    state_table="",
    delivery_stream="posts",
    window_seconds=840.0,
    max_posts_per_day=1000,
    max_posts_per_month=20000,
    expand_authors=False,
    include_reposts=False,
    reclaim_connection=True,
)


def make_edges(
    x: XServer,
    dynamodb: DynamoDBClient,
    table: str,
    firehose: Firehose,
    *,
    scale: float = 0.02,
    timing: Timing | None = None,
    clock: Clock | None = None,
    **settings: Any,
) -> Edges:
    values = {name: getattr(SETTINGS, name) for name in CollectorSettings.__slots__}
    return Edges(
        settings=CollectorSettings(**{**values, "state_table": table, **settings}),
        dynamodb=dynamodb,
        firehose=firehose,  # type: ignore[arg-type]
        x_api_url=x.url,
        remembered=RememberedPosts(),
        clock=clock or SystemClock(scale),
        timing=timing or Timing(),
        random=Random(7),
    )


_counter = iter(range(4_000_000))


def new_id(seconds: float) -> int:
    """Return an id of this time that no other post has."""
    return first_id_at(seconds) + next(_counter)


def post(post_id: int, text: str = "good", **fields: Any) -> dict[str, Any]:
    return {
        "id": str(post_id),
        "text": text,
        "edit_history_tweet_ids": [str(post_id)],
        "lang": "en",
        "created_at": "2026-11-23T15:00:00.000Z",
        "author_id": "12",
        "conversation_id": str(post_id),
        **fields,
    }


def message(post_id: int, **fields: Any) -> dict[str, Any]:
    return {
        "data": post(post_id, **fields),
        "matching_rules": [{"id": "1", "tag": "tweet-sentiment/dev/sun"}],
    }

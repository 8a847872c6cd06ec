"""X, DynamoDB and Firehose on loopback, and windows that run against them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from collector.report import WindowReport
from collector.settings import Rule
from collector.timing import Timing
from collector.window import run_window
from tests.unit.collector.helpers import Firehose, make_edges, message, new_id
from tests.unit.collector.x_server import StreamWriter, XServer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

RULES = [Rule("sun", "sun -is:retweet")]
QUICK = Timing(search_lag=5.0, stream_lag=5.0, checkpoint_interval=1.0)
LAGGING = Timing(search_lag=5.0, stream_lag=200.0, checkpoint_interval=1.0)
BLIND = Timing(search_lag=1000.0, stream_lag=5.0, checkpoint_interval=1.0)


class Setting:
    """X, DynamoDB and Firehose, and the windows that run against them."""

    def __init__(self, x: XServer, dynamodb: DynamoDBClient, table: str) -> None:
        self.x = x
        self.dynamodb = dynamodb
        self.table = table
        self.firehose = Firehose()
        self.found: list[dict[str, Any]] = []
        x.on_search = self._search

    def run(self, *, owner: str = "one", remaining: float = 100.0, **more: Any) -> WindowReport:
        edges = make_edges(self.x, self.dynamodb, self.table, self.firehose, **more)
        return run_window(edges, RULES, "token", owner=owner, remaining=remaining)

    def _search(self, query: dict[str, str]) -> tuple[int, Any]:
        since, until = int(query["since_id"]), int(query["until_id"])
        found = [item for item in self.found if since < int(item["id"]) < until]
        found.sort(key=lambda item: -int(item["id"]))
        if not found:
            return 200, {"meta": {"result_count": 0}}
        size = int(query["max_results"])
        start = int(query.get("next_token", "0"))
        page = found[start : start + size]
        more = {"next_token": str(start + size)} if start + size < len(found) else {}
        return 200, {"data": page, "meta": {"result_count": len(page), **more}}


def quiet(writer: StreamWriter) -> None:
    writer.accept()
    writer.keep_alive_until_gone(0.05)


def busy(writer: StreamWriter) -> None:
    writer.accept()
    while writer.post(message(new_id(time.time()))):
        pass


def stalled(writer: StreamWriter) -> None:
    writer.accept()
    writer.hold()


def without_headers(writer: StreamWriter) -> None:
    writer.hold()

"""The collector's state table, read (and its budget changed) from the outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

TABLE = "aws:dynamodb/table:Table"


@dataclass(frozen=True, slots=True)
class Saved:
    """The checkpoint, whether it is paused, and the open gaps as first and last id."""

    checkpoint_id: int
    paused: bool
    gaps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Of a day: `posts` counted as read, of which no window has told yet to have read `set_aside`;
    and the fence of the last window that took from the budget (0 for none)."""

    posts: int
    set_aside: int
    fence: int


class CollectorState:
    """`dynamodb` is a boto3 client of the root user; raises ClientError."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def read(self) -> Saved:
        """Read the checkpoint first: a gap that is closed later is acknowledged by then."""
        checkpoint = self._get("checkpoint", "stream")
        return Saved(
            checkpoint_id=int(checkpoint.get("post_id", {"N": "0"})["N"]),
            paused=checkpoint.get("paused", {"BOOL": False})["BOOL"],
            gaps=self.gaps(),
        )

    def gaps(self) -> tuple[tuple[int, int], ...]:
        """Return the open gaps."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="#kind = :gap",
            ExpressionAttributeNames={"#kind": "kind"},
            ExpressionAttributeValues={":gap": {"S": "gap"}},
            ConsistentRead=True,
        )
        return tuple(
            (int(item["first"]["N"]), int(item["last"]["N"]))
            for page in pages
            for item in page["Items"]
        )

    def budget(self, day: str) -> Counted:
        """Return what is counted of a day."""
        item = self._get("spend", day)
        posts, aside, fence = (
            int(item.get(name, {"N": "0"})["N"]) for name in ("posts", "set_aside", "fence")
        )
        return Counted(posts, aside, fence)

    def count_posts(self, day: str, number: int) -> None:
        """Count so many posts more as read on a day."""
        self._dynamodb.update_item(
            TableName=self._table,
            Key={"kind": {"S": "spend"}, "id": {"S": day}},
            UpdateExpression="ADD posts :number",
            ExpressionAttributeValues={":number": {"N": str(number)}},
        )

    def _get(self, kind: str, item_id: str) -> dict[str, Any]:
        answer = self._dynamodb.get_item(
            TableName=self._table,
            Key={"kind": {"S": kind}, "id": {"S": item_id}},
            ConsistentRead=True,
        )
        item: dict[str, Any] = answer.get("Item", {})
        return item


def today() -> str:
    """Return the UTC day as the collector names it."""
    return datetime.now(UTC).strftime("%Y-%m-%d")

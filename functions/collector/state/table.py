"""The state table: plain values in and out of DynamoDB, conditional writes, throttling waited out.

Items hold text, whole numbers and flags only; times are milliseconds since 1970.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import ClientError

from shared.aws_faults import error_code, is_passing
from shared.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Value = str | int | bool
Item = dict[str, Value]
Answer = TypeVar("Answer")

FIRST_WAIT_SECONDS = 0.1


class StateUnavailableError(RuntimeError):
    """DynamoDB kept failing for longer than the caller can wait."""


class StateTable:
    """One table with hash key `kind` and range key `id`."""

    def __init__(
        self,
        client: DynamoDBClient,
        table: str,
        *,
        clock: Clock,
        random: Random,
        patience: float,
        give_up_at: float = math.inf,
    ) -> None:
        """`patience` is for one call; no call is tried after `give_up_at` (monotonic seconds)."""
        self._client = client
        self._table = table
        self._clock = clock
        self._random = random
        self._patience = patience
        self._give_up_at = give_up_at

    def get(self, kind: str, item_id: str) -> Item | None:
        """Return an item as it is now (strongly consistent), or None."""
        answer = self._patiently(
            lambda: self._client.get_item(
                TableName=self._table, Key=_item(kind=kind, id=item_id), ConsistentRead=True
            )
        )
        return _plain(answer["Item"]) if "Item" in answer else None

    def put(self, kind: str, item_id: str, attributes: Mapping[str, Value]) -> None:
        """Write an item, whatever was there."""
        item = _item(kind=kind, id=item_id, **attributes)
        self._patiently(lambda: self._client.put_item(TableName=self._table, Item=item))

    def delete(self, kind: str, item_id: str) -> None:
        """Remove an item if it is there."""
        key = _item(kind=kind, id=item_id)
        self._patiently(lambda: self._client.delete_item(TableName=self._table, Key=key))

    def query(self, kind: str) -> list[Item]:
        """Return every item of a kind, in the order of their ids."""
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "#kind = :kind",
            "ExpressionAttributeNames": {"#kind": "kind"},
            "ExpressionAttributeValues": _item(**{":kind": kind}),
            "ConsistentRead": True,
        }
        items: list[Item] = []
        while True:
            answer = self._patiently(lambda: self._client.query(**request))
            items.extend(_plain(item) for item in answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return items
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def update(
        self,
        kind: str,
        item_id: str,
        expression: str,
        values: Mapping[str, Value],
        *,
        condition: str | None = None,
    ) -> Item | None:
        """Update an item and return all of it, or None when `condition` does not hold.

        Attributes are written `#name` and values `:name` in both expressions.
        """
        names = {f"#{name}": name for name in re.findall(r"#(\w+)", f"{expression} {condition}")}
        request: dict[str, Any] = {
            "TableName": self._table,
            "Key": _item(kind=kind, id=item_id),
            "UpdateExpression": expression,
            "ExpressionAttributeNames": names,
            "ReturnValues": "ALL_NEW",
        }
        if values:
            request["ExpressionAttributeValues"] = _item(
                **{f":{name}": value for name, value in values.items()}
            )
        if condition:
            request["ConditionExpression"] = condition
        try:
            answer = self._patiently(lambda: self._client.update_item(**request))
        except ClientError as error:
            if error_code(error) == "ConditionalCheckFailedException":
                return None
            raise
        return _plain(answer["Attributes"])

    def _patiently(self, call: Callable[[], Answer]) -> Answer:
        give_up_at = min(self._clock.monotonic() + self._patience, self._give_up_at)
        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                return call()
            except Exception as error:
                if not is_passing(error):
                    raise
                pause = self._random.uniform(0, wait)
                if self._clock.monotonic() + pause >= give_up_at:
                    raise StateUnavailableError(
                        f"The state table {self._table} did not answer: {error_code(error)}."
                    ) from error
            self._clock.sleep(pause)
            wait *= 2


def _item(**attributes: Value) -> dict[str, Any]:
    return {name: _typed(value) for name, value in attributes.items()}


def _typed(value: Value) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    return {"S": value}


def _plain(item: Mapping[str, Any]) -> Item:
    plain: Item = {}
    for name, typed in item.items():
        (kind, value), *_ = typed.items()
        plain[name] = int(value) if kind == "N" else value
    return plain

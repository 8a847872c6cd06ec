"""The state table: plain values in and out of DynamoDB, conditional writes, throttling waited out.

Items hold text, whole numbers and flags only; times are milliseconds since 1970.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import ClientError

from collector.state.items import Item, ItemChange, Value, plain_item, typed_item
from shared.aws_faults import cancellation_reasons, error_code, is_passing
from shared.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Answer = TypeVar("Answer")

FIRST_WAIT_SECONDS = 0.1


class StateUnavailableError(RuntimeError):
    """It can't be had now: DynamoDB kept failing for longer than the caller can wait, or a later
    window has it."""


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
                TableName=self._table, Key=typed_item(kind=kind, id=item_id), ConsistentRead=True
            )
        )
        return plain_item(answer["Item"]) if "Item" in answer else None

    def put(self, kind: str, item_id: str, attributes: Mapping[str, Value]) -> None:
        """Write an item, whatever was there."""
        item = typed_item(kind=kind, id=item_id, **attributes)
        self._patiently(lambda: self._client.put_item(TableName=self._table, Item=item))

    def delete(self, kind: str, item_id: str) -> None:
        """Remove an item if it is there."""
        key = typed_item(kind=kind, id=item_id)
        self._patiently(lambda: self._client.delete_item(TableName=self._table, Key=key))

    def query(self, kind: str) -> list[Item]:
        """Return every item of a kind, in the order of their ids."""
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "#kind = :kind",
            "ExpressionAttributeNames": {"#kind": "kind"},
            "ExpressionAttributeValues": typed_item(**{":kind": kind}),
            "ConsistentRead": True,
        }
        items: list[Item] = []
        while True:
            answer = self._patiently(lambda: self._client.query(**request))
            items.extend(plain_item(item) for item in answer["Items"])
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
        change = ItemChange(kind, item_id, expression, values, condition)
        request = {**change.request(self._table), "ReturnValues": "ALL_NEW"}
        try:
            answer = self._patiently(lambda: self._client.update_item(**request))
        except ClientError as error:
            if error_code(error) == "ConditionalCheckFailedException":
                return None
            raise
        return plain_item(answer["Attributes"])

    def update_together(
        self, changes: Sequence[ItemChange], *, token: str | None = None
    ) -> list[Item]:
        """Make all changes or none, and each once, even when an answer is lost on the way.

        The same changes with the same `token` are made once, however often they are asked for.

        Returns the items, as they are, whose conditions do not hold: none when all was done.
        "Amazon DynamoDB Transactions: How it works" on ClientRequestToken: it holds 10 minutes.
        """
        request: dict[str, Any] = {
            "ClientRequestToken": token or uuid.uuid4().hex,
            "TransactItems": [
                {
                    "Update": {
                        **change.request(self._table),
                        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                    }
                }
                for change in changes
            ],
        }
        try:
            self._patiently(lambda: self._client.transact_write_items(**request))
        except ClientError as error:
            reasons = cancellation_reasons(error)
            if not any(reason.get("Code") == "ConditionalCheckFailed" for reason in reasons):
                raise
            return [plain_item(reason["Item"]) for reason in reasons if "Item" in reason]
        return []

    def _patiently(self, call: Callable[[], Answer]) -> Answer:
        now = self._clock.monotonic()
        if now >= self._give_up_at:
            raise StateUnavailableError(f"No time was left to ask the state table {self._table}.")
        give_up_at = min(now + self._patience, self._give_up_at)
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

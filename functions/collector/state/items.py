"""Plain values and how DynamoDB writes them: items, and the expressions that change one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Value = str | int | bool
Item = dict[str, Value]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What an update does to one item, and the condition on which it does it.

    Attributes are written `#name` and values `:name` in both expressions.
    """

    kind: str
    item_id: str
    expression: str
    values: Mapping[str, Value]
    condition: str | None = None

    def request(self, table: str) -> dict[str, Any]:
        """Return it as UpdateItem and TransactWriteItems take it."""
        written = f"{self.expression} {self.condition}"
        request: dict[str, Any] = {
            "TableName": table,
            "Key": typed_item(kind=self.kind, id=self.item_id),
            "UpdateExpression": self.expression,
            "ExpressionAttributeNames": {
                f"#{name}": name for name in re.findall(r"#(\w+)", written)
            },
        }
        if self.values:
            request["ExpressionAttributeValues"] = typed_item(
                **{f":{name}": value for name, value in self.values.items()}
            )
        if self.condition:
            request["ConditionExpression"] = self.condition
        return request


def typed_item(**attributes: Value) -> dict[str, Any]:
    """Return attributes as DynamoDB takes them."""
    return {name: _typed(value) for name, value in attributes.items()}


def plain_item(item: Mapping[str, Any]) -> Item:
    """Return an item of DynamoDB as plain values."""
    plain: Item = {}
    for name, typed in item.items():
        (kind, value), *_ = typed.items()
        plain[name] = int(value) if kind == "N" else value
    return plain


def _typed(value: Value) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    return {"S": value}

"""ministack's DynamoDB, made quick: what it copies is its own, and what it answers the same."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.simulation.quick_dynamodb import copied


def test_a_copy_shares_nothing_that_can_change() -> None:
    original = {"L": [{"S": "x"}, [1, None, True, b"y"]], "other": defaultdict(dict, a={"b": [1]})}
    copy = copied(original)
    assert copy == original
    assert type(copy["other"]) is defaultdict
    copy["L"][0]["S"] = "y"
    copy["L"][1].append(2)
    copy["other"]["a"]["b"].append(2)
    assert original == {
        "L": [{"S": "x"}, [1, None, True, b"y"]],
        "other": defaultdict(dict, a={"b": [1]}),
    }


def test_an_expression_that_is_read_again_means_the_same_for_other_values(
    dynamodb: Any, table: str
) -> None:
    def add(number: int, *, unless: int) -> int:
        answer = dynamodb.update_item(
            TableName=table,
            Key={"id": {"S": "one"}},
            UpdateExpression="ADD #n :by",
            ConditionExpression="attribute_not_exists(#n) OR NOT #n = :unless",
            ExpressionAttributeNames={"#n": "number"},
            ExpressionAttributeValues={":by": {"N": f"{number}"}, ":unless": {"N": f"{unless}"}},
            ReturnValues="ALL_NEW",
        )
        return int(answer["Attributes"]["number"]["N"])

    assert [add(1, unless=0), add(2, unless=0), add(4, unless=0)] == [1, 3, 7]
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        add(1, unless=7)
    assert add(1, unless=0) == 8


@pytest.mark.parametrize("_", range(2))
def test_a_bad_condition_is_refused_each_time(dynamodb: Any, table: str, _: int) -> None:
    with pytest.raises(ClientError, match='Syntax error; token: "<EOF>"'):
        dynamodb.put_item(
            TableName=table,
            Item={"id": {"S": "one"}},
            ConditionExpression="attribute_not_exists(id) AND",
        )


def test_a_transaction_that_is_refused_changes_nothing(dynamodb: Any, table: str) -> None:
    dynamodb.put_item(TableName=table, Item={"id": {"S": "one"}, "n": {"N": "1"}})

    def change(name: str, condition: str) -> Any:
        return {
            "Update": {
                "TableName": table,
                "Key": {"id": {"S": name}},
                "UpdateExpression": "ADD n :by",
                "ConditionExpression": condition,
                "ExpressionAttributeValues": {":by": {"N": "5"}},
            }
        }

    with pytest.raises(ClientError) as refused:
        dynamodb.transact_write_items(
            TransactItems=[
                change("one", "attribute_exists(id)"),
                change("two", "attribute_exists(id)"),
            ]
        )
    reasons = [each["Code"] for each in refused.value.response["CancellationReasons"]]
    assert reasons == ["None", "ConditionalCheckFailed"]
    assert dynamodb.scan(TableName=table)["Items"] == [{"id": {"S": "one"}, "n": {"N": "1"}}]

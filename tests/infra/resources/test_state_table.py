"""The state table as the program makes it is the one that the collector writes to."""

from __future__ import annotations

from collector.state.budget import Budget
from collector.state.spend import Spend
from tests.infra.program import Program
from tests.unit.collector.setting import Setting


def test_the_table_forgets_what_was_read_by_the_attribute_that_the_collector_writes(
    program: Program,
) -> None:
    table = program.one("dynamodb/table:Table", "tweets-collector").inputs
    setting = Setting()
    setting.table = "as-the-program-makes-it"
    setting.dynamodb.create_table(
        TableName=setting.table,
        KeySchema=[
            {"AttributeName": table["hashKey"], "KeyType": "HASH"},
            {"AttributeName": table["rangeKey"], "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": each["name"], "AttributeType": each["type"]}
            for each in table["attributes"]
        ],
        BillingMode=table["billingMode"],
    )
    assert Spend(Budget(setting.state(), setting.clock, 1000, 20_000), setting.clock).take_one()
    items = setting.dynamodb.scan(TableName=setting.table)["Items"]
    assert len(items) == 2
    for item in items:
        expires_at = int(item[table["ttl"]["attributeName"]]["N"])
        assert expires_at > setting.clock.now(), "seconds since 1970, as DynamoDB wants them"
        assert expires_at < setting.clock.now() + 150 * 86_400

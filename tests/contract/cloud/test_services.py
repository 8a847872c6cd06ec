"""What the other services of the local cloud refuse as AWS does, and what disturbs them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from sandbox.cloud.emulator import missing_names
from tests.contract.cloud.local_account import LocalAccount, allow
from tests.contract.cloud.service_models import refusal
from tests.contract.cloud.signed_role import SignedRole


def test_no_private_name_of_ministack_has_disappeared() -> None:
    assert missing_names() == []


def test_dynamodb_can_be_throttled_for_functions_and_not_for_who_looks_from_outside(
    account: LocalAccount, unique: Callable[[str], str]
) -> None:
    """Or a storm would miss what its functions wrote meanwhile."""
    table = unique("table")
    account.client("dynamodb").create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    keys = SignedRole(account, unique("reader"), allow("dynamodb:GetItem")).keys
    role = {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }
    item = {"TableName": table, "Key": {"k": {"S": "1"}}}
    assert "Item" not in account.client("dynamodb", role).get_item(**item)
    account.order("faults", {"rates": {"dynamodb.throttled": 1}})
    error = refusal(
        "dynamodb", "GetItem", lambda: account.client("dynamodb", role).get_item(**item)
    )
    assert error["code"] == "ProvisionedThroughputExceededException"
    assert "Item" not in account.client("dynamodb").get_item(**item)


@pytest.mark.parametrize(
    "order",
    [{"rates": {"firehose.gone": 1}}, {"rates": {"firehose.partial": 2}}, {"seed": 1}, [], None],
)
def test_an_order_that_is_not_understood_is_explained(account: LocalAccount, order: object) -> None:
    answer = account.order("faults", order)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert account.state()["faults"] == {}


def test_a_permission_for_one_namespace_of_metrics_is_for_that_alone(
    account: LocalAccount, unique: Callable[[str], str]
) -> None:
    code = """
import boto3
def handler(event, context):
    put = boto3.client("cloudwatch").put_metric_data
    put(Namespace=event, MetricData=[{"MetricName": "a", "Value": 1}])
"""
    own = {
        **allow("cloudwatch:PutMetricData"),
        "Condition": {"StringEquals": {"cloudwatch:namespace": "Own"}},
    }
    name = unique("function")
    account.function(name, code, account.role(name, "lambda.amazonaws.com", own))
    assert account.invoke(name, "Own") == (None, None)
    result, _ = account.invoke(name, "Other")
    assert "cloudwatch:PutMetricData" in result["errorMessage"]


def test_a_domain_that_aws_would_refuse_is_refused(account: LocalAccount) -> None:
    with pytest.raises(ClientError, match="needs EncryptionAtRestOptions"):
        account.client("opensearch").create_domain(
            DomainName="open", AdvancedSecurityOptions={"Enabled": True}
        )
    assert "open" not in json.dumps(account.client("opensearch").list_domain_names())

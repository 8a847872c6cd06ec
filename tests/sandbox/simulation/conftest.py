from __future__ import annotations

import uuid
from typing import Any

import pytest

from sandbox.simulation.aws import InProcessAws
from sandbox.simulation.clock import JumpingClock


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
def aws() -> InProcessAws:
    return InProcessAws()


@pytest.fixture
def dynamodb(aws: InProcessAws) -> Any:
    return aws.client("dynamodb")


@pytest.fixture
def table(dynamodb: Any) -> str:
    name = f"table-{uuid.uuid4().hex}"
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return name

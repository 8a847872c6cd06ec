from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from urllib.request import urlopen

import boto3
import pytest
from botocore.config import Config

from collector.state.table import StateTable
from shared.clock import SystemClock
from tests.unit.collector.window_setting import Setting
from tests.unit.collector.x_server import XServer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture(scope="session")
def dynamodb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DynamoDBClient]:
    """DynamoDB as ministack has it, in a process of its own."""
    folder = tmp_path_factory.mktemp("ministack")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack.app"],
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(folder),
                "TMPDIR": str(folder),
                "GATEWAY_PORT": str(port),
                "BIND_HOST": "127.0.0.1",
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/_ministack/health", folder / "log")
        client = boto3.client(
            "dynamodb",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}),
        )
        yield client
        client.close()
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(url: str, log: Path) -> None:
    give_up_at = time.monotonic() + 30
    while True:
        try:
            with urlopen(url, timeout=2):
                return
        except OSError as error:
            if time.monotonic() > give_up_at:
                raise AssertionError(log.read_text()) from error
            time.sleep(0.05)


@pytest.fixture
def table(dynamodb: DynamoDBClient) -> str:
    """An empty state table of the real shape."""
    name = f"state-{uuid.uuid4().hex}"
    dynamodb.create_table(
        TableName=name,
        KeySchema=[
            {"AttributeName": "kind", "KeyType": "HASH"},
            {"AttributeName": "id", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "kind", "AttributeType": "S"},
            {"AttributeName": "id", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    return name


@pytest.fixture
def state(dynamodb: DynamoDBClient, table: str) -> StateTable:
    return StateTable(dynamodb, table, clock=SystemClock(), random=Random(1), patience=4.0)


@pytest.fixture
def x() -> Iterator[XServer]:
    server = XServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def setting(x: XServer, dynamodb: DynamoDBClient, table: str) -> Setting:
    return Setting(x, dynamodb, table)

"""A role that was just created is waited for; a role that is really not allowed is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from shared.secret_value import PATIENCE_SECONDS, read_secret
from tests.fake_clock import FakeClock

ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:token"


class SecretsManager(HTTPServer):
    refusals_left = 0
    code = "AccessDeniedException"


class Handler(BaseHTTPRequestHandler):
    server: SecretsManager

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        refused = self.server.refusals_left > 0
        self.server.refusals_left -= 1
        answer = (
            {"__type": self.server.code, "Message": "not authorized to secretsmanager"}
            if refused
            else {"ARN": ARN, "SecretString": "the secret"}
        )
        body = json.dumps(answer).encode()
        self.send_response(400 if refused else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[SecretsManager]:
    with SecretsManager(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def read(server: SecretsManager, clock: FakeClock) -> str:
    client = boto3.client(
        "secretsmanager",
        region_name="us-east-1",
        endpoint_url=f"http://127.0.0.1:{server.server_address[1]}",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )
    return read_secret(client, ARN, clock)


def test_a_policy_that_is_not_in_force_yet_is_waited_for(server: SecretsManager) -> None:
    server.refusals_left = 3
    clock = FakeClock()
    assert read(server, clock) == "the secret"
    assert len(clock.slept) == 3


def test_a_role_that_may_not_read_the_secret_is_told_after_a_while(server: SecretsManager) -> None:
    server.refusals_left = 1000
    clock = FakeClock()
    with pytest.raises(ClientError, match="AccessDenied"):
        read(server, clock)
    assert PATIENCE_SECONDS - 5 < clock.monotonic() <= PATIENCE_SECONDS


def test_a_secret_that_is_not_there_is_told_at_once(server: SecretsManager) -> None:
    server.refusals_left = 1000
    server.code = "ResourceNotFoundException"
    clock = FakeClock()
    with pytest.raises(ClientError, match="ResourceNotFound"):
        read(server, clock)
    assert clock.slept == []

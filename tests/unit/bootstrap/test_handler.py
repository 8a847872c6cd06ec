"""The function as Lambda calls it, with Secrets Manager and the domain on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, cast

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from bootstrap import handler
from bootstrap.engine import ELASTICSEARCH, Engine
from tests.unit.bootstrap.conftest import DASHBOARDS, DELIVERY_ROLE_ARN
from tests.unit.bootstrap.stand_in_domain import PASSWORD, USER, StandInDomain

SECRET_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:kibana"


class Context:
    def get_remaining_time_in_millis(self) -> int:
        return 300_000


class SecretsManager(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert asked == {"SecretId": SECRET_ARN}
        body = json.dumps({"ARN": SECRET_ARN, "SecretString": PASSWORD}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def secrets_manager() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), SecretsManager)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def deployed(
    stand_in: StandInDomain,
    engine: Engine,
    secrets_manager: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    variables = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": secrets_manager,
        "DOMAIN_ENDPOINT": f"127.0.0.1:{stand_in.port}",
        "ENGINE_VERSION": "Elasticsearch_7.10" if engine == ELASTICSEARCH else "OpenSearch_2.19",
        "MASTER_USER": USER,
        "MASTER_PASSWORD_SECRET_ARN": SECRET_ARN,
        "DELIVERY_ROLE_ARN": DELIVERY_ROLE_ARN,
        "INSTANCE_COUNT": "1",
        "RETENTION_DAYS": "30",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    # In the archive the folder lies beside the package; in the repository at its root.
    monkeypatch.setattr(handler, "DASHBOARDS", DASHBOARDS)


def invoke() -> dict[str, Any]:
    return handler.handler({"content": "abc"}, cast(LambdaContext, Context()))


@pytest.mark.usefixtures("deployed")
def test_one_invocation_tells_every_step_and_no_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = invoke()
    steps = [done["step"] for done in report["steps"]]
    assert steps == [
        "domain",
        "security",
        "ingest pipeline",
        "index templates",
        "retention",
        "dashboards",
    ]
    assert PASSWORD not in json.dumps(report) + capsys.readouterr().out


@pytest.mark.usefixtures("deployed")
def test_a_missing_variable_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RETENTION_DAYS")
    with pytest.raises(RuntimeError, match="RETENTION_DAYS"):
        invoke()


@pytest.mark.usefixtures("deployed")
def test_an_engine_of_neither_family_is_told_with_what_is_accepted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ENGINE_VERSION", "Solr_9")
    with pytest.raises(ValueError, match=r"Solr_9.*Elasticsearch_ or OpenSearch_"):
        invoke()

"""The function as Lambda calls it, with Secrets Manager and the domain on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, cast

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from bootstrap import handler
from bootstrap.engine import ELASTICSEARCH, Engine
from bootstrap.installation import StepError
from tests.unit.bootstrap.conftest import DASHBOARDS, DELIVERY_ROLE_ARN
from tests.unit.bootstrap.stand_in_domain import PASSWORD, USER, Fault, StandInDomain

SECRET_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:kibana"


class Context:
    def __init__(self, milliseconds: int = 300_000) -> None:
        self._milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return self._milliseconds


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


def invoke(milliseconds: int = 300_000) -> dict[str, Any]:
    return handler.handler({"content": "abc"}, cast(LambdaContext, Context(milliseconds)))


@pytest.mark.usefixtures("deployed")
def test_one_invocation_tells_every_step_and_no_password() -> None:
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
    assert PASSWORD not in json.dumps(report)


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


def test_the_folder_of_the_dashboards_lies_beside_the_package_as_in_the_archive() -> None:
    package = Path(handler.__file__).parent
    assert package.name == "bootstrap"
    assert package.parent / "dashboards" == handler.DASHBOARDS


@pytest.mark.usefixtures("deployed")
def test_each_step_is_logged_as_soon_as_it_is_done(caplog: pytest.LogCaptureFixture) -> None:
    report = invoke()
    ours = [record for record in caplog.records if record.name == handler.logger.name]
    started, *done = [vars(record) for record in ours]
    assert (started["message"], started["content"]) == ("bootstrap started", "abc")
    assert {line["message"] for line in done} == {"step done"}
    assert [{"step": line["step"], "outcome": line["outcome"]} for line in done] == report["steps"]
    assert PASSWORD not in str([started, *done])


@pytest.mark.usefixtures("deployed")
def test_ten_seconds_are_left_for_the_answer(
    stand_in: StandInDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In nominal seconds: a tenth of a real one here."""
    monkeypatch.setenv("TIME_SCALE", "0.1")
    stand_in.faults = [Fault("GET /$", 503, "starting", 999)]
    with pytest.raises(StepError, match=r"step 'domain'.*starting"):
        invoke(milliseconds=1_050)
    assert stand_in.requests == ["GET /"]


@pytest.mark.usefixtures("deployed")
@pytest.mark.parametrize(
    ("name", "value"), [("INSTANCE_COUNT", "0"), ("RETENTION_DAYS", "0"), ("RETENTION_DAYS", "x")]
)
def test_a_number_that_makes_no_sense_is_told_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(RuntimeError, match=f"{name} must be a whole number from 1 up"):
        invoke()


@pytest.mark.usefixtures("deployed")
def test_one_node_for_a_day_is_the_least(
    stand_in: StandInDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETENTION_DAYS", "1")
    invoke()
    index = stand_in.things["/_index_template/tweets"]["template"]["settings"]["index"]
    assert index["number_of_replicas"] == 0
    policy = stand_in.things["/policies/tweet-sentiment"]
    assert policy["states"][0]["transitions"][0]["conditions"] == {"min_index_age": "1d"}

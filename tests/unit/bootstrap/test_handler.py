"""The function as Lambda calls it, with Secrets Manager and the domain inside this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from bootstrap import handler
from bootstrap.installation import StepError
from sandbox.simulation.aws import InProcessAws
from sandbox.simulation.search_domain import HOST, SearchDomain
from shared.clock import SystemClock
from tests.fake_clock import FakeClock
from tests.unit.bootstrap.administrator import PASSWORD, USER, Administrator
from tests.unit.bootstrap.conftest import DASHBOARDS, DELIVERY_ROLE_ARN, lines
from tests.unit.bootstrap.faults import Fault, order


class Context:
    def __init__(self, milliseconds: int = 300_000) -> None:
        self._milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return self._milliseconds


@pytest.fixture
def aws() -> Iterator[InProcessAws]:
    inside = InProcessAws()
    yield inside
    inside.close()


@pytest.fixture
def deployed(
    search: SearchDomain,
    version: str,
    aws: InProcessAws,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secrets = aws.client("secretsmanager")
    secret = secrets.create_secret(Name=f"kibana-{uuid4().hex}", SecretString=PASSWORD)
    variables = {
        "DOMAIN_ENDPOINT": HOST,
        "ENGINE_VERSION": version,
        "MASTER_USER": USER,
        "MASTER_PASSWORD_SECRET_ARN": secret["ARN"],
        "DELIVERY_ROLE_ARN": DELIVERY_ROLE_ARN,
        "INSTANCE_COUNT": "1",
        "RETENTION_DAYS": "30",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", aws.session())
    monkeypatch.setattr(SystemClock, "from_environment", lambda: clock)
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
@pytest.mark.parametrize(
    ("milliseconds", "slept"), [(10_999, []), (11_000, [1]), (13_000, [1, 2]), (12_999, [1])]
)
def test_ten_seconds_are_left_for_the_answer(
    search: SearchDomain, clock: FakeClock, milliseconds: int, slept: list[float]
) -> None:
    order(search, Fault("GET /$", 503, "starting", 999))
    with pytest.raises(StepError, match=r"step 'domain'.*starting"):
        invoke(milliseconds)
    assert clock.slept == slept
    assert lines(search) == ["GET /"] * (len(slept) + 1)


@pytest.mark.usefixtures("deployed")
def test_the_time_that_is_left_is_read_by_the_clock_of_the_sandbox(
    search: SearchDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There a nominal second takes a tenth of a real one."""
    clock = FakeClock(scale=0.1)
    monkeypatch.setattr(SystemClock, "from_environment", lambda: clock)
    order(search, Fault("GET /$", 503, "starting", 999))
    with pytest.raises(StepError, match="starting"):
        invoke(milliseconds=1_300)
    assert clock.slept == [1, 2]


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
    administrator: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETENTION_DAYS", "1")
    invoke()
    index = administrator.template("tweets")["template"]["settings"]["index"]
    assert index["number_of_replicas"] == "0"
    states = administrator.policy()["states"]
    assert states[0]["transitions"][0]["conditions"] == {"min_index_age": "1d"}

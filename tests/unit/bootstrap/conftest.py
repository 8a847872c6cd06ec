"""A domain of each engine in this process, and the bootstrap's client for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import urllib3

from bootstrap import saved_objects
from bootstrap.domain import Domain
from bootstrap.engine import ELASTICSEARCH, OPENSEARCH, EngineFamily
from bootstrap.installation import run, steps
from bootstrap.settings import BootstrapSettings
from sandbox.simulation.domain_connection import pool_class
from sandbox.simulation.search_domain import HOST, SearchDomain
from tests.fake_clock import FakeClock
from tests.unit.bootstrap.administrator import PASSWORD, USER, Administrator

JsonObject = dict[str, Any]

DASHBOARDS = Path(__file__).parents[3] / "dashboards"
DELIVERY_ROLE_ARN = "arn:aws:iam::123456789012:role/delivery"
URL = f"https://{HOST}"


@pytest.fixture(scope="module")
def readable() -> dict[str, JsonObject]:
    """The objects of the dashboards folder by id, as people read them."""
    return {item["id"]: item for item in saved_objects.read_folder(DASHBOARDS)}


@pytest.fixture(scope="module")
def template() -> JsonObject:
    """The index template of the dashboards folder."""
    found: JsonObject = definition("index-template")
    return found


@pytest.fixture(params=[ELASTICSEARCH, OPENSEARCH], ids=["elasticsearch", "opensearch"])
def engine(request: pytest.FixtureRequest) -> EngineFamily:
    kind: EngineFamily = request.param
    return kind


@pytest.fixture
def version(engine: EngineFamily) -> str:
    return "Elasticsearch_7.10" if engine == ELASTICSEARCH else "OpenSearch_2.19"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the authority that vouches for the domain; nobody reads it in this process."""
    path = tmp_path_factory.mktemp("tls") / "authority.pem"
    path.touch()
    return path


@pytest.fixture
def search(version: str, authority: Path, monkeypatch: pytest.MonkeyPatch) -> SearchDomain:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
    domain = SearchDomain(version, (USER, PASSWORD), str(authority))
    pools = urllib3.poolmanager.pool_classes_by_scheme
    monkeypatch.setitem(pools, "https", pool_class(domain))
    return domain


@pytest.fixture
def administrator(search: SearchDomain, engine: EngineFamily) -> Administrator:
    return Administrator(search, engine)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def domain(search: SearchDomain, clock: FakeClock) -> Domain:
    return Domain(URL, clock, give_up_at=10_000.0, user=(USER, PASSWORD))


@pytest.fixture
def install_all(
    search: SearchDomain, engine: EngineFamily, clock: FakeClock
) -> Callable[..., dict[str, str]]:
    """Run every step and return the outcome of each by its name."""

    def install(retention_days: int = 30, instance_count: int = 1) -> dict[str, str]:
        settings = BootstrapSettings(
            endpoint=HOST,
            engine=engine,
            master_user=USER,
            master_password_secret_arn="arn",
            delivery_role_arn=DELIVERY_ROLE_ARN,
            instance_count=instance_count,
            retention_days=retention_days,
        )
        planned = steps(settings, PASSWORD, DASHBOARDS, clock, give_up_at=10_000.0)
        return {done["step"]: done["outcome"] for done in run(planned, lambda *_: None)}

    return install


def definition(name: str) -> Any:
    """Return what a file of the dashboards folder holds."""
    return json.loads((DASHBOARDS / f"{name}.json").read_text("utf-8"))


def lines(search: SearchDomain) -> list[str]:
    """Return `METHOD /path?query` of every request that was sent."""
    return [f"{asked.method} {asked.path}" for asked in search.asked]


def changes(search: SearchDomain) -> list[str]:
    """Return `METHOD /path` of every request that was sent to change something."""
    sent = [line.partition("?")[0] for line in lines(search)]
    return [
        line
        for line in sent
        if not line.startswith("GET ") and not line.endswith(("/auth/login", "/_export"))
    ]

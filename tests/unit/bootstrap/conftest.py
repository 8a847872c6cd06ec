"""A stand-in domain of each engine over HTTPS, and the bootstrap's client for it."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import trustme

from bootstrap.domain import Domain
from bootstrap.engine import ELASTICSEARCH, OPENSEARCH, Engine
from bootstrap.installation import run, steps
from bootstrap.settings import BootstrapSettings
from tests.fake_clock import FakeClock
from tests.unit.bootstrap.stand_in_domain import PASSWORD, USER, StandInDomain

DASHBOARDS = Path(__file__).parents[3] / "dashboards"
DELIVERY_ROLE_ARN = "arn:aws:iam::123456789012:role/delivery"


@dataclass(frozen=True)
class Asked:
    """One request as it leaves the function; the path is below the domain's endpoint."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    timeouts: tuple[float, float]
    """Real seconds to connect and to wait for an answer."""


@dataclass
class Journal:
    """Every request in its order, whoever answers it."""

    asked: list[Asked] = field(default_factory=list)
    killed_after: str = ""
    """The function is killed when a request that begins like this was answered."""

    def lines(self) -> list[str]:
        """Return `METHOD /path?query` of each."""
        return [f"{asked.method} {asked.path}" for asked in self.asked]


class Killed(BaseException):
    """Lambda ended the function: nothing of it runs any more."""


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> Journal:
    written = Journal()
    send = requests.Session.send

    def noted(session: requests.Session, request: Any, **options: Any) -> requests.Response:
        body = request.body or b""
        asked = Asked(
            request.method,
            request.path_url,
            dict(request.headers),
            body.encode() if isinstance(body, str) else body,
            options["timeout"],
        )
        written.asked.append(asked)
        answer = send(session, request, **options)
        if written.killed_after and f"{asked.method} {asked.path}".startswith(written.killed_after):
            raise Killed
        return answer

    monkeypatch.setattr(requests.Session, "send", noted)
    return written


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A server's context, and the file with the authority that vouches for it."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    bundle = tmp_path_factory.mktemp("tls") / "authority.pem"
    authority.cert_pem.write_to_path(str(bundle))
    return context, bundle


@pytest.fixture(params=[ELASTICSEARCH, OPENSEARCH], ids=["elasticsearch", "opensearch"])
def engine(request: pytest.FixtureRequest) -> Engine:
    kind: Engine = request.param
    return kind


@pytest.fixture
def stand_in(
    engine: Engine, tls: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[StandInDomain]:
    context, bundle = tls
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    domain = StandInDomain(engine)
    domain.start(context)
    yield domain
    domain.stop()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def domain(stand_in: StandInDomain, clock: FakeClock) -> Domain:
    return Domain(stand_in.url, clock, give_up_at=10_000.0, user=(USER, PASSWORD))


@pytest.fixture
def install_all(
    stand_in: StandInDomain, engine: Engine, clock: FakeClock
) -> Callable[..., dict[str, str]]:
    """Run every step and return the outcome of each by its name."""

    def install(retention_days: int = 30, instance_count: int = 1) -> dict[str, str]:
        settings = BootstrapSettings(
            endpoint=f"127.0.0.1:{stand_in.port}",
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

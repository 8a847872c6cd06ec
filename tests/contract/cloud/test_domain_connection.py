"""What an HTTPS client meets at the domain is the same on loopback and inside the process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
import urllib3

from sandbox.simulation.domain_connection import pool_class
from sandbox.simulation.search_domain import HOST, SearchDomain
from tests.contract.cloud.local_account import MASTER, LocalAccount

INTERFACE = "/_plugin/kibana"
XSRF = {"kbn-xsrf": "true"}


@dataclass(frozen=True)
class Place:
    """Where the domain is, and the file of the authority that vouches for it."""

    url: str
    authority: str
    nobody: str
    """Where nobody listens."""


@pytest.fixture(params=["on loopback", "in process"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    nobody = "https://127.0.0.1:9"
    if request.param == "on loopback":
        account: LocalAccount = request.getfixturevalue("account")
        addresses = account.addresses
        url = f"https://{addresses['domain_endpoint']}"
        yield Place(url, addresses["certificate_authority"], nobody)
        return
    authority = tmp_path / "authority.pem"
    authority.touch()
    domain = SearchDomain("Elasticsearch_7.10", MASTER, str(authority))
    pools = urllib3.poolmanager.pool_classes_by_scheme
    monkeypatch.setitem(pools, "https", pool_class(domain))
    yield Place(f"https://{HOST}", str(authority), nobody)


@pytest.fixture
def session(place: Place) -> Iterator[requests.Session]:
    """A client that trusts the domain's authority."""
    with requests.Session() as made:
        made.verify = place.authority
        made.trust_env = False
        yield made


def test_the_domain_answers_who_trusts_its_authority(
    place: Place, session: requests.Session
) -> None:
    answer = session.get(place.url, auth=MASTER, timeout=10)
    assert (answer.status_code, answer.json()["version"]["number"]) == (200, "7.10.2")
    assert answer.headers["Content-Type"] == "application/json"
    refused = session.get(place.url, timeout=10)
    assert (refused.status_code, refused.text) == (401, "Unauthorized")


def test_who_does_not_know_the_authority_hangs_up(place: Place, session: requests.Session) -> None:
    session.verify = True
    with pytest.raises(requests.exceptions.SSLError, match="certificate verify failed"):
        session.get(place.url, auth=MASTER, timeout=10)


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_who_looks_at_no_certificate_is_answered(place: Place, session: requests.Session) -> None:
    session.verify = False
    assert session.get(place.url, auth=MASTER, timeout=10).status_code == 200


def test_where_nobody_listens_a_connection_is_refused(
    place: Place, session: requests.Session
) -> None:
    with pytest.raises(requests.exceptions.ConnectionError, match="refused"):
        session.get(place.nobody, timeout=10)


def test_a_proxy_that_is_asked_for_is_asked(place: Place, session: requests.Session) -> None:
    session.proxies = {"https": "http://127.0.0.1:9"}
    with pytest.raises(requests.exceptions.ConnectionError):
        session.get(place.url, auth=MASTER, timeout=10)


def test_a_session_keeps_the_cookie_of_its_login(place: Place, session: requests.Session) -> None:
    settings = f"{place.url}{INTERFACE}/api/kibana/settings"
    assert session.get(settings, timeout=10).status_code == 401
    name, password = MASTER
    login = session.post(
        f"{place.url}{INTERFACE}/auth/login?security_tenant=global",
        json={"username": name, "password": password},
        headers=XSRF,
        timeout=10,
    )
    assert login.status_code == 200
    assert session.get(settings, timeout=10).status_code == 200
    # The cookie is the interface's: below its path alone.
    assert session.get(place.url, timeout=10).status_code == 401

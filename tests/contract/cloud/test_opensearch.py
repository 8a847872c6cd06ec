from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.contract.cloud.local_account import LocalAccount, RunningCloud


@pytest.fixture
def account(tmp_path: Path) -> Iterator[LocalAccount]:
    cloud = RunningCloud(tmp_path / "own")
    yield LocalAccount(cloud.addresses)
    assert cloud.stop() == 0


def test_an_opensearch_domain_has_opensearchs_names(account: LocalAccount) -> None:
    nothing = account.search("GET", "/")
    assert nothing.status_code == 503
    account.domain("posts", "OpenSearch_2.19")
    version = account.search("GET", "/").json()["version"]
    assert (version["number"], version["distribution"]) == ("2.19.0", "opensearch")
    assert account.search("GET", "/_plugins/_security/api/roles/all_access").status_code == 200
    for path in ("/_opendistro/_security/api/roles", "/_plugin/kibana/api/status"):
        assert account.search("GET", path).status_code == 400
    login = "/_dashboards/auth/login"
    credentials = {"username": "master", "password": "Correct-horse-7"}
    refused = account.search("POST", login, json=credentials, headers={"kbn-xsrf": "true"})
    assert refused.json()["message"] == "Request must contain a osd-xsrf header."
    taken = account.search("POST", login, json=credentials, headers={"osd-xsrf": "true"})
    assert taken.status_code == 200
    assert "security_authentication=" in taken.headers["Set-Cookie"]


def test_a_domain_of_the_same_name_begins_anew(account: LocalAccount) -> None:
    account.domain("posts")
    path = "/_opendistro/_security/api/roles/mine"
    role = {"cluster_permissions": ["cluster_monitor"]}
    assert account.search("PUT", path, json=role).status_code == 201
    account.client("opensearch").delete_domain(DomainName="posts")
    account.domain("posts")
    assert account.search("GET", path).status_code == 404


def test_the_index_can_be_restarted_and_keeps_what_it_holds(account: LocalAccount) -> None:
    account.domain("posts")
    written = account.search("PUT", "/kept/_doc/1?refresh=true", json={"a": 1})
    assert written.status_code == 201
    assert account.order("restart-index").json() == {"restarted": True}
    index_url = account.addresses["index_url"]
    assert requests.get(f"{index_url}/kept/_doc/1", timeout=10).json()["_source"] == {"a": 1}

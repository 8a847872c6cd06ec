from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.contract.cloud.local_account import LocalAccount, allow
from tests.contract.cloud.signed_role import SignedRole

SECURITY = "/_opendistro/_security/api"
KIBANA = "/_plugin/kibana"
INDEX_PATTERN = {
    "id": "tweets",
    "type": "index-pattern",
    "attributes": {"title": "tweets-*"},
    "references": [],
    "migrationVersion": {"index-pattern": "7.6.0"},
}
DASHBOARD = {
    "id": "main",
    "type": "dashboard",
    "attributes": {"title": "Sentiment"},
    "references": [{"id": "tweets", "type": "index-pattern", "name": "a"}],
    "migrationVersion": {"dashboard": "7.9.3"},
}


ANYTHING = allow("es:ESHttp*")


def test_nobody_gets_in_without_proof(account: LocalAccount) -> None:
    for auth in (None, ("master", "wrong"), ("nobody", "Correct-horse-7")):
        answer = account.search("GET", "/", auth=auth)
        assert (answer.status_code, answer.text) == (401, "Unauthorized")


def test_the_master_gets_in_and_the_engine_is_what_was_ordered(account: LocalAccount) -> None:
    answer = account.search("GET", "/")
    assert answer.status_code == 200
    assert answer.json()["version"]["number"] == "7.10.2"


def test_a_role_needs_iam_and_then_a_mapping(
    account: LocalAccount, unique: Callable[[str], str]
) -> None:
    stranger = SignedRole(account, unique("role"))
    refused = stranger.send("GET", "/_cluster/health")
    assert refused.status_code == 403
    assert "is not authorized to perform: es:ESHttpGet" in refused.json()["Message"]
    role = SignedRole(account, unique("role"), ANYTHING)
    unmapped = role.send("GET", "/_cluster/health")
    assert unmapped.status_code == 403
    error = unmapped.json()["error"]
    assert error["type"] == "security_exception"
    assert (
        "no permissions for [cluster:monitor/health] and User [name=arn:aws:sts"
        in (error["reason"])
    )
    assert f"backend_roles=[{role.arn}]" in error["reason"]
    name = role.name
    account.search(
        "PUT", f"{SECURITY}/roles/{name}", json={"cluster_permissions": ["cluster_monitor"]}
    ).raise_for_status()
    account.search(
        "PUT", f"{SECURITY}/rolesmapping/{name}", json={"backend_roles": [role.arn]}
    ).raise_for_status()
    assert role.send("GET", "/_cluster/health").status_code == 200
    assert role.send("PUT", "/_ingest/pipeline/x").status_code == 403
    assert role.send("GET", f"{SECURITY}/roles").status_code == 403
    assert role.send("PUT", "/an-index").status_code == 403


def test_a_wrong_signature_is_refused(account: LocalAccount, unique: Callable[[str], str]) -> None:
    role = SignedRole(account, unique("role"), ANYTHING)
    answer = role.send("GET", "/_cluster/health", secret="wrong")
    assert answer.status_code == 403
    assert "signature" in answer.json()["Message"]


@pytest.mark.parametrize(
    "path",
    ["/_plugins/_security/api/roles", "/_plugins/_ism/policies", "/_dashboards/api/status"],
)
def test_the_paths_of_the_other_engine_are_not_there(account: LocalAccount, path: str) -> None:
    answer = account.search("GET", path)
    assert answer.status_code == 400
    assert "no handler found for uri" in answer.json()["error"]


def test_roles_are_made_changed_and_protected(
    account: LocalAccount, unique: Callable[[str], str]
) -> None:
    name = unique("role")
    assert account.search("GET", f"{SECURITY}/roles/{name}").status_code == 404
    mapping = account.search("PUT", f"{SECURITY}/rolesmapping/{name}", json={"users": ["a"]})
    assert (mapping.status_code, mapping.json()["status"]) == (400, "BAD_REQUEST")
    made = account.search("PUT", f"{SECURITY}/roles/{name}", json={"cluster_permissions": ["a"]})
    assert (made.status_code, made.json()["message"]) == (201, f"'{name}' created.")
    told = account.search("GET", f"{SECURITY}/roles/{name}").json()[name]
    assert told["cluster_permissions"] == ["a"]
    assert (told["reserved"], told["hidden"], told["static"]) == (False, False, False)
    again = account.search("PUT", f"{SECURITY}/roles/{name}", json=told)
    assert again.json()["invalid_keys"] == {"keys": "reserved,hidden,static"}
    patch = [{"op": "add", "path": "/cluster_permissions/-", "value": "b"}]
    account.search("PATCH", f"{SECURITY}/roles/{name}", json=patch).raise_for_status()
    told = account.search("GET", f"{SECURITY}/roles/{name}").json()[name]
    assert told["cluster_permissions"] == ["a", "b"]
    reserved = account.search("PUT", f"{SECURITY}/roles/all_access", json={})
    assert (reserved.status_code, reserved.json()["status"]) == (403, "FORBIDDEN")


def test_a_policy_is_changed_only_by_who_read_it(
    account: LocalAccount, unique: Callable[[str], str]
) -> None:
    path = f"/_opendistro/_ism/policies/{unique('policy')}"
    policy = {"policy": {"default_state": "hot", "states": [{"name": "hot"}]}}
    assert account.search("GET", path).status_code == 404
    made = account.search("PUT", path, json=policy)
    assert made.status_code == 201
    conflict = account.search("PUT", path, json=policy)
    assert conflict.status_code == 409
    assert conflict.json()["error"]["type"] == "version_conflict_engine_exception"
    locks = f"?if_seq_no={made.json()['_seq_no']}&if_primary_term={made.json()['_primary_term']}"
    changed = account.search("PUT", path + locks, json=policy)
    assert (changed.status_code, changed.json()["_version"]) == (200, 2)


def test_a_policy_is_attached_once_to_an_index(
    account: LocalAccount, unique: Callable[[str], str]
) -> None:
    policy, index, later = unique("policy"), unique("kept"), unique("later")
    account.search("PUT", f"/{index}").raise_for_status()
    content = {
        "default_state": "hot",
        "states": [{"name": "hot"}],
        "ism_template": [{"index_patterns": ["later-*", "kept-*"], "priority": 1}],
    }
    put = account.search("PUT", f"/_opendistro/_ism/policies/{policy}", json={"policy": content})
    assert put.status_code == 201
    account.search("PUT", f"/{later}").raise_for_status()

    def policy_of(name: str) -> Any:
        told = account.search("GET", f"/_opendistro/_ism/explain/{name}").json()[name]
        return told["index.opendistro.index_state_management.policy_id"]

    assert policy_of(index) is None
    assert policy_of(later) == policy
    add = f"/_opendistro/_ism/add/{index}"
    assert account.search("POST", add, json={"policy_id": policy}).json()["updated_indices"] == 1
    assert policy_of(index) == policy
    again = account.search("POST", add, json={"policy_id": policy}).json()
    assert again["failures"] is True
    assert "already has a policy" in again["failed_indices"][0]["reason"]


def test_a_body_over_10_mib_is_refused(account: LocalAccount) -> None:
    answer = account.search("POST", "/_bulk", data=b"x" * (10 * 1024 * 1024 + 1))
    assert answer.status_code == 413


class Browser:
    """Somebody in front of Kibana."""

    def __init__(self, account: LocalAccount) -> None:
        self._session = requests.Session()
        self._session.trust_env = False  # else REQUESTS_CA_BUNDLE of the machine wins
        self._session.verify = account.addresses["certificate_authority"]
        self._base = f"https://{account.addresses['domain_endpoint']}{KIBANA}"
        self.headers = {"kbn-xsrf": "true"}

    def send(self, method: str, path: str, **arguments: Any) -> requests.Response:
        arguments.setdefault("headers", self.headers)
        return self._session.request(method, self._base + path, timeout=30, **arguments)

    def log_in(self, password: str = "Correct-horse-7", tenant: str = "global") -> int:
        credentials = {"username": "master", "password": password}
        path = f"/auth/login?security_tenant={tenant}"
        return self.send("POST", path, json=credentials).status_code

    def install(self, *objects: object, name: str = "a.ndjson", **headers: str) -> Any:
        body = "\n".join(json.dumps(item) for item in objects)
        return self.send(
            "POST",
            "/api/saved_objects/_import?overwrite=true",
            files={"file": (name, body)},
            headers={**self.headers, **headers},
        )


@pytest.fixture
def browser(account: LocalAccount) -> Browser:
    browser = Browser(account)
    assert browser.log_in() == 200
    return browser


def test_kibana_wants_a_login_and_a_header(account: LocalAccount) -> None:
    browser = Browser(account)
    assert browser.send("GET", "/api/saved_objects/_find?type=dashboard").status_code == 401
    assert browser.log_in(password="wrong") == 401
    refused = browser.send("POST", "/auth/login", json={}, headers={})
    assert refused.json()["message"] == "Request must contain a kbn-xsrf header."
    assert "Sign in" in browser.send("GET", "/").text


def test_a_dashboard_that_was_imported_can_be_exported(browser: Browser) -> None:
    answer = browser.install(INDEX_PATTERN, DASHBOARD, {"exportedCount": 2})
    assert answer.json() == {"success": True, "successCount": 2}
    wanted = {"objects": [{"type": "dashboard", "id": "main"}], "includeReferencesDeep": True}
    exported = browser.send("POST", "/api/saved_objects/_export", json=wanted).text
    kinds = [json.loads(line).get("type") for line in exported.splitlines()]
    assert kinds == ["dashboard", "index-pattern", None]
    found = browser.send("GET", "/api/saved_objects/_find?type=dashboard&search=Senti*").json()
    assert (found["total"], found["saved_objects"][0]["id"]) == (1, "main")
    assert browser.send("GET", "/api/saved_objects/dashboard/main").status_code == 200


def test_an_import_without_the_tenant_is_seen_by_nobody_else(account: LocalAccount) -> None:
    mine, global_one = Browser(account), Browser(account)
    assert mine.log_in(tenant="") == 200
    assert global_one.log_in() == 200
    private = {**INDEX_PATTERN, "id": "private"}
    assert mine.install(private).json()["success"]
    path = "/api/saved_objects/index-pattern/private"
    assert mine.send("GET", path).status_code == 200
    assert global_one.send("GET", path).status_code == 404
    assert mine.install(private, securitytenant="global").json()["success"]
    assert global_one.send("GET", path).status_code == 200


def test_an_import_that_kibana_would_refuse_is_refused(browser: Browser) -> None:
    later = {**DASHBOARD, "migrationVersion": {"dashboard": "7.14.0"}}
    refused = browser.install(INDEX_PATTERN, later)
    assert refused.status_code == 422
    assert "more recent version of Kibana [7.14.0]" in refused.json()["message"]
    assert browser.install(DASHBOARD, name="a.json").status_code == 400
    lonely = {**DASHBOARD, "references": [{"type": "visualization", "id": "gone", "name": "p"}]}
    answer = browser.install(lonely).json()
    assert (answer["success"], answer["successCount"]) == (False, 0)
    assert answer["errors"][0]["error"]["type"] == "missing_references"
    too_large = {**DASHBOARD, "attributes": {"title": "x" * 1_048_576}}
    assert browser.install(too_large).status_code == 413


SETTINGS = "/api/kibana/settings"


def test_advanced_settings_want_a_login_and_a_header(account: LocalAccount) -> None:
    stranger = Browser(account)
    assert stranger.send("GET", SETTINGS).status_code == 401
    assert stranger.send("POST", SETTINGS, json={"changes": {}}).status_code == 401
    assert stranger.log_in() == 200
    refused = stranger.send("POST", SETTINGS, json={"changes": {}}, headers={})
    assert refused.json()["message"] == "Request must contain a kbn-xsrf header."
    assert stranger.send("POST", SETTINGS, json={}).status_code == 400
    assert stranger.send("GET", "/api/opensearch-dashboards/settings").status_code == 404


def test_advanced_settings_are_kept_for_each_tenant(account: LocalAccount) -> None:
    mine, everybodys = Browser(account), Browser(account)
    assert mine.log_in(tenant="") == 200
    assert everybodys.log_in() == 200
    changes = {"changes": {"defaultIndex": "mine", "theme:darkMode": True}}
    told = {"defaultIndex": {"userValue": "mine"}, "theme:darkMode": {"userValue": True}}
    assert mine.send("POST", SETTINGS, json=changes).json() == {"settings": told}
    assert mine.send("GET", SETTINGS).json() == {"settings": told}
    assert "theme:darkMode" not in everybodys.send("GET", SETTINGS).json()["settings"]
    back = {"changes": {"theme:darkMode": None}}
    left = {"defaultIndex": {"userValue": "mine"}}
    assert mine.send("POST", SETTINGS, json=back).json() == {"settings": left}

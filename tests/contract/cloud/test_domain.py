from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.cloud.local_account import LocalAccount, allow, eventually
from tests.contract.cloud.signed_role import SignedRole

SECURITY = "/_opendistro/_security/api"


ANYTHING = allow("es:ESHttp*")


def test_nobody_gets_in_without_proof(account: LocalAccount) -> None:
    for auth in (None, ("master", "wrong"), ("nobody", "Correct-horse-7")):
        answer = account.search("GET", "/", auth=auth)
        assert (answer.status_code, answer.text) == (401, "Unauthorized")


def test_what_it_refused_is_measured_each_minute(account: LocalAccount) -> None:
    def refused() -> float:
        return sum(
            float(metric["sum"])
            for metric in account.state()["metrics"]
            if (metric["namespace"], metric["name"]) == ("AWS/ES", "4xx")
            and metric["dimensions"]["DomainName"] == "posts"
        )

    before = refused()
    for _ in range(3):
        account.search("GET", "/", auth=("master", "wrong"))
    assert eventually(lambda: refused() >= before + 3)


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
    assert (mapping.status_code, mapping.json()["status"]) == (404, "NOT_FOUND")
    made = account.search("PUT", f"{SECURITY}/roles/{name}", json={"cluster_permissions": ["a"]})
    assert (made.status_code, made.json()["message"]) == (201, f"'{name}' created.")
    told = account.search("GET", f"{SECURITY}/roles/{name}").json()[name]
    assert told["cluster_permissions"] == ["a"]
    assert (told["reserved"], told["hidden"], told["static"]) == (False, False, False)
    again = account.search("PUT", f"{SECURITY}/roles/{name}", json=told)
    assert again.json()["invalid_keys"] == {"keys": "reserved,hidden,static"}
    mine = {"cluster_permissions": ["a"]}
    reserved = account.search("PUT", f"{SECURITY}/roles/all_access", json=mine)
    assert (reserved.status_code, reserved.json()["status"]) == (403, "FORBIDDEN")


def test_a_person_gets_in_by_password_and_the_roles_of_the_backend_roles(
    account: LocalAccount, unique: Callable[[str], str]
) -> None:
    name = unique("reader")
    who, path = (name, "Some-word-5"), f"{SECURITY}/internalusers/{name}"
    assert account.search("PUT", path, json={"backend_roles": [name]}).status_code == 400
    person = {"password": who[1], "backend_roles": [name]}
    assert account.search("PUT", path, json=person).status_code == 201
    told = account.search("GET", path).json()[name]
    assert (told["backend_roles"], told["hash"], "password" in told) == ([name], "", False)
    assert account.search("GET", "/_cluster/health", auth=who).status_code == 403
    account.search(
        "PUT", f"{SECURITY}/roles/{name}", json={"cluster_permissions": ["cluster_monitor"]}
    ).raise_for_status()
    account.search(
        "PUT", f"{SECURITY}/rolesmapping/{name}", json={"backend_roles": [name]}
    ).raise_for_status()
    assert account.search("GET", "/_cluster/health", auth=who).status_code == 200
    wrong = (name, "Other-word-5")
    assert account.search("GET", "/_cluster/health", auth=wrong).status_code == 401
    assert account.search("PUT", path, json={"backend_roles": []}).status_code == 200
    assert account.search("GET", "/_cluster/health", auth=who).status_code == 403
    assert account.search("DELETE", path).status_code == 200
    assert account.search("GET", "/_cluster/health", auth=who).status_code == 401


def test_a_policy_is_changed_only_by_who_read_it(
    account: LocalAccount, unique: Callable[[str], str]
) -> None:
    path = f"/_opendistro/_ism/policies/{unique('policy')}"
    states = {"default_state": "hot", "states": [{"name": "hot"}]}
    policy = {"policy": {"description": "kept", **states}}
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
        "description": "kept",
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

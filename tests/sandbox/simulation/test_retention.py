"""The front's index state management: what it takes for a policy, and which index has which."""

from __future__ import annotations

import copy
import json
from base64 import b64encode
from typing import Any

import pytest

from sandbox.simulation.search_domain import SearchDomain
from sandbox.web import Request

JsonObject = dict[str, Any]
MASTER = ("master", "Correct-horse-7")
ENGINES = {"Elasticsearch_7.10": "/_opendistro/_ism", "OpenSearch_2.19": "/_plugins/_ism"}
POLICY: JsonObject = {
    "description": "kept for a month",
    "default_state": "keep",
    "states": [
        {
            "name": "keep",
            "actions": [],
            "transitions": [{"state_name": "delete", "conditions": {"min_index_age": "30d"}}],
        },
        {"name": "delete", "actions": [{"delete": {}}], "transitions": []},
    ],
    "ism_template": {"index_patterns": ["posts-*"], "priority": 100},
}


class Cluster:
    """A domain, and the path of its index state management."""

    def __init__(self, version: str) -> None:
        self._domain = SearchDomain(version, MASTER, "")
        self.ism = ENGINES[version]

    def ask(self, method: str, path: str, content: Any = None, **query: str) -> tuple[int, Any]:
        basic = b64encode(":".join(MASTER).encode()).decode()
        headers = {"authorization": f"Basic {basic}"}
        body = b"" if content is None else json.dumps(content).encode()
        arguments = {name: [value] for name, value in query.items()}
        answer = self._domain.answer(Request(method, path, arguments, headers, body))
        return answer.status, json.loads(answer.body)

    def retention(self, method: str, path: str, *more: Any, **query: str) -> tuple[int, Any]:
        return self.ask(method, f"{self.ism}/{path}", *more, **query)

    def put(self, name: str, **more: Any) -> None:
        """Make a policy."""
        status, _ = self.retention("PUT", f"policies/{name}", {"policy": {**POLICY, **more}})
        assert status == 201

    def explain(self, index: str) -> JsonObject:
        """Return what is known of an index."""
        told: JsonObject = self.retention("GET", f"explain/{index}")[1][index]
        return told


@pytest.fixture(params=ENGINES)
def cluster(request: pytest.FixtureRequest) -> Cluster:
    return Cluster(request.param)


def test_a_policy_is_told_as_the_plugin_tells_it(cluster: Cluster) -> None:
    status, made = cluster.retention("PUT", "policies/a", {"policy": POLICY})
    assert (status, made["_id"], made["_version"]) == (201, "a", 1)
    status, told = cluster.retention("GET", "policies/a")
    assert status == 200
    assert made == {**told, "policy": {"policy": told["policy"]}}
    policy = told["policy"]
    assert policy["ism_template"][0].items() > POLICY["ism_template"].items()
    assert (policy["policy_id"], policy["error_notification"]) == ("a", None)
    (action,) = policy["states"][1]["actions"]
    assert action.items() > {"delete": {}}.items()
    assert "retry" in action


def test_who_read_a_policy_may_change_it_and_nobody_else(cluster: Cluster) -> None:
    cluster.put("a")
    body = {"policy": POLICY}
    read = cluster.retention("GET", "policies/a")[1]
    locks = {"if_seq_no": str(read["_seq_no"]), "if_primary_term": str(read["_primary_term"])}
    assert cluster.retention("PUT", "policies/a", body)[0] == 409
    assert cluster.retention("PUT", "policies/other", body, **locks)[0] == 409
    status, changed = cluster.retention("PUT", "policies/a", body, **locks)
    assert (status, changed["_version"]) == (200, 2)
    assert cluster.retention("PUT", "policies/a", body, **locks)[0] == 409


def test_a_policy_is_put_and_not_posted(cluster: Cluster) -> None:
    assert cluster.retention("POST", "policies/a", {"policy": POLICY})[0] == 405
    assert cluster.retention("GET", "policies/a")[0] == 404


def test_a_policy_that_was_deleted_can_be_made_again(cluster: Cluster) -> None:
    cluster.put("a")
    assert cluster.retention("DELETE", "policies/a")[1]["result"] == "deleted"
    assert cluster.retention("DELETE", "policies/a")[0] == 404
    cluster.put("a")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (["nonsense"], 1, "Invalid field: [nonsense] found in Policy."),
        (["description"], None, "description is null"),
        (["default_state"], "gone", "Policy must have a valid default state"),
        (["states"], [], "Policy must contain at least one State"),
        (["states", 1, "name"], "keep", "Policy cannot have duplicate state names"),
        (["states", 1, "nonsense"], 1, "Invalid field: [nonsense] found in State."),
        (["states", 1, "actions", 0], {"nonsense": {}}, "[nonsense] found in Action."),
        (["states", 0, "transitions", 0, "state_name"], "gone", "nonexistent state=gone"),
        (["states", 0, "transitions", 0, "nonsense"], 1, "[nonsense] found in Transition."),
        (["states", 0, "transitions", 0, "conditions"], {"age": 1}, "[age] found in Conditions."),
        (
            ["states", 0, "transitions", 0, "conditions", "min_index_age"],
            "30 days",
            "failed to parse setting [min_index_age] with value [30 days]",
        ),
        (["ism_template", "nonsense"], 1, "Invalid field: [nonsense] found in ISMTemplate."),
        (["ism_template", "index_patterns"], [], "Requires at least one index pattern"),
    ],
)
def test_what_is_no_policy_is_refused(
    cluster: Cluster, path: list[Any], value: Any, words: str
) -> None:
    policy = copy.deepcopy(POLICY)
    place: Any = policy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    status, answer = cluster.retention("PUT", "policies/a", {"policy": policy})
    assert status == 400
    assert words in answer["error"]["reason"]


@pytest.mark.parametrize("body", [None, [], {}, {"policy": []}, POLICY])
def test_a_body_without_a_policy_is_refused(cluster: Cluster, body: Any) -> None:
    assert cluster.retention("PUT", "policies/a", body)[0] == 400


def test_an_index_without_a_policy_is_explained_by_its_settings_alone(cluster: Cluster) -> None:
    cluster.ask("PUT", "/posts-1")
    told = cluster.explain("posts-1")
    assert set(told.values()) == {None}
    assert "index.opendistro.index_state_management.policy_id" in told
    is_new = cluster.ism.startswith("/_plugins")
    assert ("index.plugins.index_state_management.policy_id" in told) == is_new


def test_a_policy_takes_new_indices_by_its_template_and_old_ones_by_hand(cluster: Cluster) -> None:
    cluster.ask("PUT", "/posts-old")
    cluster.put("a")
    for index in ("posts-new", "others-new"):
        cluster.ask("PUT", f"/{index}")
    assert cluster.explain("posts-new")["policy_id"] == "a"
    assert "policy_id" not in cluster.explain("posts-old")
    added = cluster.retention("POST", "add/posts-*", {"policy_id": "a"})[1]
    assert (added["updated_indices"], added["failures"]) == (1, True)
    assert [failed["index_name"] for failed in added["failed_indices"]] == ["posts-new"]
    assert "already has a policy" in added["failed_indices"][0]["reason"]
    assert cluster.explain("posts-old")["policy_id"] == "a"
    assert "policy_id" not in cluster.explain("others-new")
    assert cluster.retention("GET", "explain/*")[1]["total_managed_indices"] == 2


def test_of_two_policies_the_one_of_the_higher_priority_takes_an_index(cluster: Cluster) -> None:
    cluster.put("a", ism_template=[{"index_patterns": ["posts-*"], "priority": 1}])
    cluster.put("b", ism_template=[{"index_patterns": ["none"]}, POLICY["ism_template"]])
    cluster.put("c", ism_template=None)
    cluster.ask("PUT", "/posts-1")
    assert cluster.explain("posts-1")["policy_id"] == "b"


def test_only_an_index_that_is_managed_changes_its_policy(cluster: Cluster) -> None:
    cluster.ask("PUT", "/posts-old")
    cluster.put("a")
    cluster.ask("PUT", "/posts-new")
    cluster.put("b", ism_template=None)
    changed = cluster.retention("POST", "change_policy/posts-*", {"policy_id": "b"})[1]
    assert (changed["updated_indices"], changed["failures"]) == (1, True)
    assert changed["failed_indices"][0]["reason"] == "This index is not being managed"
    assert cluster.explain("posts-new")["policy_id"] == "b"
    missing = cluster.retention("POST", "add/posts-old", {"policy_id": "gone"})
    assert (missing[0], missing[1]["error"]["reason"]) == (404, "Could not find policy=gone")

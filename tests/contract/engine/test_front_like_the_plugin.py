"""The front's access control beside the real security plugin's: the same requests, both answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from sandbox.cloud.front.security.action_groups import ACTION_GROUPS
from sandbox.engine.secured import SecuredEngine
from tests.contract.cloud.local_account import MASTER, LocalAccount, RunningCloud
from tests.contract.engine.compared_requests import SCENES
from tests.contract.engine.compared_steps import Step, lines, post, write
from tests.contract.engine.guarded_domain import SECURITY, USERS, GuardedDomain

HAND_MADE = {
    "crud-only": ("tweets*", ["crud"]),
    "writes-only": ("tweets*", ["write"]),
    "indexes-only": ("tweets*", ["index"]),
    "reads-only": ("tweets*", ["read"]),
    "weeks-only": ("tweets-*", ["crud", "create_index"]),
}


@pytest.fixture(scope="module")
def plugin(secured_opensearch: SecuredEngine) -> Iterator[GuardedDomain]:
    engine = secured_opensearch
    domain = GuardedDomain(engine.url, str(engine.authority), engine.master)
    make_users(domain)
    yield domain
    domain.close()


@pytest.fixture(scope="module")
def front(opensearch_219: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedDomain]:
    """The same engine without the plugin, behind the front of the local cloud."""
    folder = tmp_path_factory.mktemp("cloud") / "own"
    cloud = RunningCloud(folder, "--elasticsearch", opensearch_219)
    account = LocalAccount(cloud.addresses)
    account.domain("posts", "OpenSearch_2.19")
    url = f"https://{cloud.addresses['domain_endpoint']}"
    domain = GuardedDomain(url, cloud.addresses["certificate_authority"], MASTER)
    make_users(domain)
    yield domain
    domain.close()
    assert cloud.stop() == 0


@pytest.mark.parametrize("scene", SCENES)
def test_both_answer_alike_and_do_the_same(
    scene: str, plugin: GuardedDomain, front: GuardedDomain
) -> None:
    for domain in (plugin, front):
        begin(domain, with_roles="by hand" in scene)
    steps = [step for step in SCENES[scene] if step.callers]
    assert [found for step in steps for found in differences(step, plugin, front)] == []


def test_the_action_groups_are_the_plugins_own(plugin: GuardedDomain) -> None:
    groups = plugin.order("GET", f"{SECURITY}/actiongroups")
    theirs = {name: set(group["allowed_actions"]) for name, group in groups.items()}
    assert {name: theirs[name] for name in ACTION_GROUPS} == {
        name: set(actions) for name, actions in ACTION_GROUPS.items()
    }


def make_users(domain: GuardedDomain) -> None:
    """Begin with nothing but the users that every scene has."""
    domain.empty()
    for name, backend_role in USERS.items():
        domain.make_user(name, backend_role)


def begin(domain: GuardedDomain, with_roles: bool) -> None:
    """Bring the domain to where every scene begins."""
    # The bootstrap leaves what is there already, which is quicker than to make it again.
    domain.empty(but_roles=("tweets-delivery", "tweets-viewer"))
    domain.bootstrap()
    for name, (pattern, actions) in HAND_MADE.items() if with_roles else ():
        permission = {"index_patterns": [pattern], "allowed_actions": actions}
        content = {
            "cluster_permissions": ["cluster_composite_ops"],
            "index_permissions": [permission],
        }
        domain.make_role(name, content)
    first = lines(write(), post("1"), write("other", "1"), {"a": 1})
    domain.order("POST", "/_bulk?refresh=true", first)


def differences(step: Step, plugin: GuardedDomain, front: GuardedDomain) -> Iterator[str]:
    """Send a step for each caller to both; yield what is told, or is there then, of one alone."""
    sent = f"{step.method} {step.path} {str(step.body)[:120]!r} {step.differs}"
    for caller in step.callers:
        request = (caller, step.method, step.path, step.body)
        answers = [told(domain.send(*request), step.path) for domain in (plugin, front)]
        if (answers[0] == answers[1]) == bool(step.differs):
            yield f"{caller} {sent}\n  plugin {answers[0]}\n  front  {answers[1]}"
    if step.method not in ("GET", "HEAD") and not step.differs:
        left = [state(domain) for domain in (plugin, front)]
        if left[0] != left[1]:
            yield f"left by {sent}\n  plugin {left[0]}\n  front  {left[1]}"


def state(domain: GuardedDomain) -> dict[str, Any]:
    """Return what changes can leave behind, but for what the security API tells itself."""
    return {
        "documents": domain.documents(),
        "indices": without_the_engines_own(domain.order("GET", "/_alias")),
        "pipelines": sorted(domain.order("GET", "/_ingest/pipeline")),
        "templates": [
            template["name"]
            for template in domain.order("GET", "/_index_template")["index_templates"]
        ],
    }


def without_the_engines_own(indices: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in indices.items() if not name.startswith(".opendistro")}


def told(answer: requests.Response, path: str) -> tuple[Any, ...]:
    """Return what clients look at: the status, what an error is, and what was found or done."""
    try:
        content = answer.json()
    except ValueError:
        return answer.status_code, answer.text[:20] if answer.status_code >= 400 else ""
    if path.startswith(SECURITY):
        return answer.status_code, in_any_order(content)
    if "error" in content:
        return answer.status_code, kind(content["error"])
    if "items" in content:
        items = [next(iter(item.items())) for item in content["items"]]
        return (
            *(answer.status_code, content["errors"]),
            *(
                (name, e["_index"], e["_id"], e["status"], kind(e.get("error")))
                for name, e in items
            ),
        )
    if "hits" in content:
        hits = sorted((hit["_index"], hit["_id"]) for hit in content["hits"]["hits"])
        return answer.status_code, [hit for hit in hits if not hit[0].startswith(".opendistro")]
    return (answer.status_code,)


def kind(error: Any) -> Any:
    """Return an error's type and what was not permitted."""
    if not isinstance(error, dict):
        return error
    missing = re.match(r"no permissions for (\[.*\]) and User", error["reason"])
    return error["type"], missing and missing[1]


def in_any_order(content: Any) -> Any:
    """Return an answer of the security API with names sorted where their order is chance."""
    text = json.dumps(content, sort_keys=True)
    keys = re.search(r'"keys": "([^"]*)"', text)
    if keys:
        text = text.replace(keys[1], ",".join(sorted(keys[1].split(","))))
    # The engine names the methods that it knows in a chance order; the front names none.
    return re.sub(r", allowed: \[[^]]*\]", "", text)

"""The whole bootstrap, as its handler runs it, against a domain of each engine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from bootstrap import saved_objects
from tests.contract.cloud.local_account import MASTER, LocalAccount, RunningCloud
from tests.contract.cloud.signed_role import SignedRole
from tests.contract.engine.conftest import DASHBOARDS, empty
from tests.contract.engine.deployed_domain import ANY_REQUEST, DeployedDomain
from tests.contract.engine.posts import document

ENGINES = [
    ("noida", "Elasticsearch_7.10"),
    ("elasticsearch_710", "Elasticsearch_7.10"),
    ("opensearch_219", "OpenSearch_2.19"),
]
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = "tweets-2026-w48"
numbers = count()


@pytest.fixture(scope="module", params=ENGINES, ids=[name for name, _ in ENGINES])
def cloud(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[LocalAccount, str, str]]:
    name, version = request.param
    url: str = request.getfixturevalue(name)
    running = RunningCloud(tmp_path_factory.mktemp("cloud") / "own", "--elasticsearch", url)
    account = LocalAccount(running.addresses)
    account.client("secretsmanager").create_secret(Name="kibana", SecretString=MASTER[1])
    yield account, version, url
    assert running.stop() == 0
    empty(url)


@pytest.fixture
def domain(
    cloud: tuple[LocalAccount, str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[DeployedDomain]:
    account, version, url = cloud
    empty(url)
    account.domain("posts", version)
    delivery = SignedRole(account, f"delivery-{next(numbers)}", ANY_REQUEST)
    yield DeployedDomain(account, version, delivery, monkeypatch)
    account.client("opensearch").delete_domain(DomainName="posts")


def test_every_step_tells_what_it_did_and_the_second_time_that_nothing_changed(
    domain: DeployedDomain,
) -> None:
    first = domain.bootstrap(DASHBOARDS)
    name = "opensearch 2.19" if domain.version.startswith("OpenSearch") else "elasticsearch 7.10"
    engine = first.pop("domain")
    assert engine.startswith(name)
    amount = len(saved_objects.read_folder(DASHBOARDS))
    made = "tweets-delivery {0}, its mapping {0}, tweets-viewer {0}, its mapping {0}"
    assert first == {
        "security": made.format("created"),
        "ingest pipeline": "created",
        "index templates": "tweets created, tweets-write created",
        "retention": "created",
        "dashboards": f"imported {amount} objects, default index pattern set",
    }
    assert domain.bootstrap(DASHBOARDS) == {
        "domain": engine,
        "security": made.format("unchanged"),
        "ingest pipeline": "unchanged",
        "index templates": "tweets unchanged, tweets-write unchanged",
        "retention": "unchanged",
        "dashboards": "unchanged, default index pattern unchanged",
    }


def test_a_changed_retention_reaches_the_policy_and_the_weeks_that_it_manages(
    domain: DeployedDomain,
) -> None:
    domain.bootstrap(DASHBOARDS)
    domain.deliver(domain.delivery, document(MONDAY)).raise_for_status()
    outcomes = domain.bootstrap(DASHBOARDS, retention_days=7)
    assert outcomes.pop("retention") == "updated, applied to 1 existing indices"
    assert not [step for step, outcome in outcomes.items() if "updated" in outcome]
    retention = domain.engine.retention
    policy = domain.account.search("GET", f"{retention}/policies/tweet-sentiment").text
    assert '"min_index_age": "7d"' in policy
    explained = domain.account.search("GET", f"{retention}/explain/{WEEK}").json()
    assert explained[WEEK]["policy_id"] == "tweet-sentiment"


def test_a_changed_dashboard_is_imported_and_nothing_else_is_touched(
    domain: DeployedDomain, tmp_path: Path
) -> None:
    domain.bootstrap(DASHBOARDS)
    changed = tmp_path / "dashboards"
    shutil.copytree(DASHBOARDS, changed)
    totals = changed / "saved-objects" / "totals.json"
    totals.write_text(totals.read_text("utf-8").replace('"People"', '"Authors"'), "utf-8")
    outcomes = domain.bootstrap(changed)
    assert outcomes.pop("dashboards").startswith("imported ")
    outcomes.pop("domain")
    assert not [o for o in outcomes.values() if "created" in o or "updated" in o]
    panel = {"type": "visualization", "id": "tweet-sentiment-totals"}
    assert "Authors" in domain.browse().export(panel)


def test_both_dashboards_come_out_of_kibana_as_they_are_in_the_folder(
    domain: DeployedDomain,
) -> None:
    domain.bootstrap(DASHBOARDS)
    names = ("tweet-sentiment", "tweet-sentiment-pipeline")
    text = domain.browse().export(*({"type": "dashboard", "id": name} for name in names))
    exported = [saved_objects.normalise(item) for item in saved_objects.parse_ndjson(text)]
    readable = {(item["type"], item["id"]): item for item in saved_objects.read_folder(DASHBOARDS)}
    assert {(item["type"], item["id"]): item for item in exported} == readable


def test_the_delivery_role_writes_only_after_the_bootstrap_and_only_posts(
    domain: DeployedDomain,
) -> None:
    post = document(MONDAY)
    before = domain.deliver(domain.delivery, post)
    assert before.status_code == 403
    assert "no permissions for [indices:data/write/bulk" in before.json()["error"]["reason"]
    domain.bootstrap(DASHBOARDS)
    after = domain.deliver(domain.delivery, post)
    [item] = after.json()["items"]
    assert (item["index"]["status"], item["index"]["_index"]) == (201, WEEK)
    elsewhere = domain.delivery.send("POST", "/.kibana/_doc", json.dumps({"a": 1}))
    assert elsewhere.status_code == 403
    assert domain.delivery.send("PUT", "/_ingest/pipeline/tweets", "{}").status_code == 403
    for path in ("/_cluster/stats", "/_all/_settings", "/_stats", "/tweets*/_mapping"):
        assert domain.delivery.send("GET", path).status_code != 403, path


def test_a_mapping_made_by_hand_survives_with_all_that_it_gives(domain: DeployedDomain) -> None:
    domain.bootstrap(DASHBOARDS)
    for role, ours in (
        ("tweets-viewer", "tweets-viewer"),
        ("tweets-delivery", domain.delivery.arn),
    ):
        by_hand = {"backend_roles": ["a-team", ours], "users": ["ada"], "hosts": ["10.*"]}
        path = f"{domain.engine.security}/rolesmapping/{role}"
        domain.account.search("PUT", path, json=by_hand).raise_for_status()
        domain.bootstrap(DASHBOARDS)
        kept = domain.mapping(role)
        assert {name: kept[name] for name in by_hand} == by_hand


def test_a_person_with_the_backend_role_reads_posts_and_writes_nothing(
    domain: DeployedDomain,
) -> None:
    domain.bootstrap(DASHBOARDS)
    domain.deliver(domain.delivery, document(MONDAY)).raise_for_status()
    who = make_viewer(domain)
    for target in ("/tweets-*/_search", f"/{WEEK}/_count", "/tweets-*/_field_caps?fields=*"):
        answer = domain.account.search("GET", target, auth=who)
        assert answer.status_code == 200, answer.text
    for method, target in (
        ("POST", f"/{WEEK}/_doc"),
        ("POST", "/_bulk"),
        ("DELETE", f"/{WEEK}"),
        ("PUT", "/tweets-2026-w49"),
        ("POST", "/.kibana/_doc"),
        ("GET", "/other/_search"),
        ("GET", f"{domain.engine.security}/roles"),
    ):
        body = '{"index": {"_index": "tweets"}}\n{}\n' if target == "/_bulk" else "{}"
        kind = {"Content-Type": "application/json"}
        answer = domain.account.search(method, target, auth=who, data=body, headers=kind)
        assert answer.status_code == 403, (method, target)


def test_a_person_with_the_backend_role_opens_the_dashboards_and_changes_nothing(
    domain: DeployedDomain,
) -> None:
    domain.bootstrap(DASHBOARDS)
    browser = domain.browse(make_viewer(domain))
    dashboard = browser.send("GET", "/api/saved_objects/dashboard/tweet-sentiment").json()
    assert dashboard["attributes"]["title"] == "Tweet Sentiment"
    settings = browser.send("GET", domain.engine.advanced_settings).json()["settings"]
    # Else the interface would try to choose one for the viewer, who may not.
    assert settings["defaultIndex"] == {"userValue": "tweet-sentiment-tweets"}
    assert browser.install(dashboard).status_code == 403
    changes = {"changes": {"defaultIndex": "mine"}}
    refused = browser.send("POST", domain.engine.advanced_settings, json=changes)
    assert refused.status_code == 403


def make_viewer(domain: DeployedDomain) -> tuple[str, str]:
    """Make a user as dashboards/README.md says, and return name and password."""
    who = ("viewer", "Only-looking-7")
    path = f"{domain.engine.security}/internalusers/{who[0]}"
    content = {"password": who[1], "backend_roles": ["tweets-viewer"]}
    domain.account.search("PUT", path, json=content).raise_for_status()
    return who

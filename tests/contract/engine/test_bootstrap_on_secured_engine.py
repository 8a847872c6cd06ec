"""The bootstrap against the real security plugin: who may do what afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bootstrap.contents.security import set_up_security
from bootstrap.domain import Domain, RefusedError
from bootstrap.engine import OPENSEARCH
from bootstrap.installation import StepError
from sandbox.engine.secured import SecuredEngine
from shared.clock import SystemClock
from tests.contract.engine.guarded_domain import (
    DELIVERY_ARN,
    PASSWORD,
    SECURITY,
    USERS,
    GuardedDomain,
)
from tests.contract.engine.posts import document

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = "tweets-2026-w48"


@pytest.fixture(scope="module")
def guarded(secured_opensearch: SecuredEngine) -> Iterator[GuardedDomain]:
    engine = secured_opensearch
    domain = GuardedDomain(engine.url, str(engine.authority), engine.master)
    domain.empty()
    for name, backend_role in USERS.items():
        domain.make_user(name, backend_role)
    yield domain
    domain.close()


@pytest.fixture
def bare(guarded: GuardedDomain) -> Iterator[GuardedDomain]:
    """A domain that no bootstrap has seen."""
    guarded.empty()
    yield guarded
    guarded.empty()


@pytest.fixture
def domain(guarded: GuardedDomain) -> GuardedDomain:
    """A domain after the bootstrap, with a post in it."""
    guarded.bootstrap()
    deliver(guarded, "delivery", "tweets").raise_for_status()
    return guarded


def deliver(domain: GuardedDomain, caller: str, *indices: str) -> Any:
    """Write one post to each name, as Data Firehose does."""
    lines: list[Any] = []
    for number, index in enumerate(indices):
        lines += [{"index": {"_index": index, "_id": f"d-{number}"}}, document(MONDAY, number)]
    return domain.send(caller, "POST", "/_bulk", "".join(json.dumps(x) + "\n" for x in lines))


def test_everything_is_created_and_the_second_time_unchanged(bare: GuardedDomain) -> None:
    made = "tweets-delivery {0}, its mapping {0}, tweets-viewer {0}, its mapping {0}"
    for outcome in ("created", "unchanged"):
        assert bare.bootstrap() == {
            "domain": "opensearch 2.19.1",
            "security": made.format(outcome),
            "ingest pipeline": outcome,
            "index templates": f"tweets {outcome}, tweets-write {outcome}",
        }


def test_firehoses_role_writes_posts_after_the_bootstrap_and_nothing_else(
    bare: GuardedDomain,
) -> None:
    assert deliver(bare, "delivery", "tweets").status_code == 403
    bare.bootstrap()
    answer = deliver(bare, "delivery", "tweets", "other", "tweets").json()
    items = [item["index"] for item in answer["items"]]
    assert [item["status"] for item in items] == [201, 403, 201]
    assert items[1]["error"]["type"] == "security_exception"
    ids = [document(MONDAY, number)["id"] for number in (0, 2)]
    assert set(bare.documents()) == {f"{WEEK}/{post_id}" for post_id in ids}
    for method, path, body in (
        ("PUT", "/_ingest/pipeline/tweets", {"processors": []}),
        ("PUT", "/_index_template/tweets", {"index_patterns": ["tweets-*"]}),
        ("GET", f"{SECURITY}/roles", None),
        ("PUT", "/other", None),
    ):
        assert bare.send("delivery", method, path, body).status_code == 403, path


def test_firehoses_role_reads_the_statistics_that_it_asks_for(domain: GuardedDomain) -> None:
    for path in (
        *("/_all/_settings", "/_cluster/stats", "/tweets*/_mapping", "/_nodes", "/_nodes/stats"),
        *("/_nodes/*/stats", "/_stats", "/tweets*/_stats"),
    ):
        assert domain.send("delivery", "GET", path).status_code == 200, path


def test_a_viewer_reads_posts_and_changes_nothing(domain: GuardedDomain) -> None:
    before = domain.documents()
    for path in ("/tweets-*/_search", f"/{WEEK}/_count", "/tweets-*/_field_caps?fields=*"):
        assert domain.send("viewer", "GET", path).status_code == 200, path
    assert deliver(domain, "viewer", "tweets").status_code == 403
    for method, path, body in (
        ("POST", f"/{WEEK}/_doc", {"a": 1}),
        ("DELETE", f"/{WEEK}", None),
        ("DELETE", "/tweets-*", None),
        ("PUT", "/tweets-2026-w49", None),
        ("POST", "/.kibana/_doc", {"a": 1}),
        ("PUT", f"{SECURITY}/roles/tweets-viewer", {"cluster_permissions": ["*"]}),
    ):
        assert domain.send("viewer", method, path, body).status_code == 403, path
    assert domain.send("viewer", "GET", "/other/_search").status_code == 403
    assert domain.documents() == before


def test_a_role_that_nobody_mapped_is_refused(domain: GuardedDomain) -> None:
    assert deliver(domain, "unmapped", "tweets").status_code == 403
    for path in ("/", "/tweets/_search", "/_cluster/health", f"{SECURITY}/roles"):
        assert domain.send("unmapped", "GET", path).status_code == 403, path


def test_a_mapping_made_by_hand_survives(domain: GuardedDomain) -> None:
    path = f"{SECURITY}/rolesmapping/tweets-delivery"
    by_hand = {"backend_roles": ["a-team"], "users": ["ada"], "hosts": ["10.*"]}
    domain.order("PUT", path, {**by_hand, "description": "ours"})
    assert "its mapping updated, tweets-viewer unchanged" in domain.bootstrap()["security"]
    kept = domain.order("GET", path)["tweets-delivery"]
    wanted = {**by_hand, "backend_roles": ["a-team", DELIVERY_ARN], "description": "ours"}
    assert {name: kept[name] for name in wanted} == wanted


def test_a_role_of_somebody_else_is_found_and_left(bare: GuardedDomain) -> None:
    theirs = {"description": "theirs", "cluster_permissions": ["cluster_monitor"]}
    path = f"{SECURITY}/roles/tweets-viewer"
    bare.order("PUT", path, theirs)
    with pytest.raises(StepError, match="somebody else's"):
        bare.bootstrap()
    assert bare.order("GET", path)["tweets-viewer"]["description"] == "theirs"


def test_who_may_not_administer_is_told_so(
    domain: GuardedDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", domain.authority)
    clock = SystemClock()
    viewer = Domain(domain.url, clock, clock.monotonic() + 60, ("viewer", PASSWORD))
    with pytest.raises(RefusedError, match=r"HTTP 403: .*does not let it do this"):
        set_up_security(viewer, OPENSEARCH, DELIVERY_ARN)

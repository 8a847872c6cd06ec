"""The retention policy: which indices it takes, and which it leaves alone."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from bootstrap.contents.retention import set_retention
from bootstrap.domain import BootstrapError, Domain
from bootstrap.engine import OPENSEARCH, EngineFamily
from sandbox.simulation.search_domain import Asked, SearchDomain
from sandbox.web import Response
from tests.unit.bootstrap.administrator import Administrator
from tests.unit.bootstrap.conftest import changes, definition
from tests.unit.bootstrap.faults import Fault, order

FOREVER = {"policy_id": "forever"}


@pytest.fixture
def engine() -> EngineFamily:
    """One is enough: `test_requests` tells the paths of each."""
    return OPENSEARCH


def retain(domain: Domain, engine: EngineFamily, days: int) -> str:
    """Set the retention."""
    return set_retention(domain, engine, definition("retention-policy"), days)


def put_policy_by_hand(administrator: Administrator, engine: EngineFamily, name: str) -> None:
    """Make a policy that keeps everything."""
    states = {"default_state": "keep", "states": [{"name": "keep"}]}
    policy = {"policy": {"description": "mine", **states}}
    administrator.do("PUT", f"{engine.retention}/policies/{name}", policy)


def test_retention_takes_every_existing_index(
    domain: Domain, administrator: Administrator, engine: EngineFamily
) -> None:
    for index in ("tweets-2026-w46", "tweets-2026-w47"):
        administrator.make_index(index)
    assert retain(domain, engine, 30) == "created, applied to 2 existing indices"
    assert set(administrator.managed()) == {"tweets-2026-w46", "tweets-2026-w47"}


def test_retention_takes_existing_indices_but_not_those_under_another_policy(
    domain: Domain, administrator: Administrator, engine: EngineFamily
) -> None:
    for index in ("tweets-2026-w46", "tweets-kept"):
        administrator.make_index(index)
    put_policy_by_hand(administrator, engine, "forever")
    administrator.do("POST", f"{engine.retention}/add/tweets-kept", FOREVER)
    assert retain(domain, engine, 30) == "created, applied to 1 existing indices"
    assert administrator.managed() == {
        "tweets-2026-w46": "tweet-sentiment",
        "tweets-kept": "forever",
    }


def test_a_changed_retention_reaches_the_indices_that_it_manages(
    domain: Domain, search: SearchDomain, administrator: Administrator, engine: EngineFamily
) -> None:
    administrator.make_index("tweets-2026-w46")
    retain(domain, engine, 30)
    search.asked.clear()
    assert retain(domain, engine, 7) == "updated, applied to 1 existing indices"
    assert f"POST {engine.retention}/change_policy/tweets-2026-w46" in changes(search)
    assert json.dumps(administrator.policy()["states"]).count('"7d"') == 1


def test_a_changed_retention_leaves_the_indices_of_other_policies(
    domain: Domain, search: SearchDomain, administrator: Administrator, engine: EngineFamily
) -> None:
    retain(domain, engine, 30)
    put_policy_by_hand(administrator, engine, "forever")
    administrator.make_index("tweets-kept")
    administrator.do("POST", f"{engine.retention}/change_policy/tweets-kept", FOREVER)
    assert retain(domain, engine, 7) == "updated"
    # Without a name it would be about every index.
    assert not [line for line in changes(search) if "change_policy" in line]
    administrator.make_index("tweets-2026-w46")
    assert retain(domain, engine, 8) == "updated, applied to 1 existing indices"
    managed = {"tweets-2026-w46": "tweet-sentiment", "tweets-kept": "forever"}
    assert administrator.managed() == managed


NAMES = [
    "policy_id",
    "index.plugins.index_state_management.policy_id",
    "index.opendistro.index_state_management.policy_id",
]


@pytest.mark.parametrize("name", NAMES)
def test_an_index_is_managed_by_whatever_name_the_domain_tells_it(
    domain: Domain,
    search: SearchDomain,
    administrator: Administrator,
    engine: EngineFamily,
    name: str,
) -> None:
    for index in ("tweets-2026-w46", "tweets-kept"):
        administrator.make_index(index)
    others = {**dict.fromkeys(NAMES), "index": "tweets-kept", "other_policy_id_of_it": "none"}
    entry = {**others, name: "forever"}
    told = {"tweets-kept": entry, "tweets-2026-w46": others, "total_managed_indices": 1}
    order(search, Fault("GET .*/explain/", 200, json.dumps(told), 1))
    assert retain(domain, engine, 30) == "created, applied to 1 existing indices"
    assert administrator.managed() == {"tweets-2026-w46": "tweet-sentiment"}


def test_one_index_that_takes_no_policy_is_told_though_another_got_it_meanwhile(
    domain: Domain, search: SearchDomain, administrator: Administrator, engine: EngineFamily
) -> None:
    for index in ("tweets-2026-w46", "tweets-closed"):
        administrator.make_index(index)

    def intervene(asked: Asked, proceed: Callable[[], Response]) -> Response:
        path = f"{engine.retention}/add/tweets-2026-w46"
        if not asked.path.startswith(path):
            return proceed()
        administrator.do("POST", path, {"policy_id": "tweet-sentiment"})
        return Response(200, b'{"failures": true, "failed_indices": [{"reason": "closed"}]}')

    search.intervention = intervene
    with pytest.raises(BootstrapError, match="closed"):
        retain(domain, engine, 30)


def test_another_retention_policy_of_our_name_is_left_as_it_is(
    domain: Domain, administrator: Administrator, engine: EngineFamily
) -> None:
    put_policy_by_hand(administrator, engine, "tweet-sentiment")
    before = administrator.policy()
    with pytest.raises(BootstrapError, match="somebody else's"):
        retain(domain, engine, 7)
    assert administrator.policy() == before


def test_a_retention_that_somebody_changes_at_the_same_moment_is_told(
    domain: Domain, search: SearchDomain, engine: EngineFamily
) -> None:
    retain(domain, engine, 30)
    order(search, Fault("PUT .*/policies/", 409, "version conflict", 1))
    with pytest.raises(BootstrapError, match=r"HTTP 409.*reading it back"):
        retain(domain, engine, 7)


def test_an_index_that_takes_no_policy_is_told(
    domain: Domain, search: SearchDomain, administrator: Administrator, engine: EngineFamily
) -> None:
    administrator.make_index("tweets-2026-w46")
    words = '{"failures": true, "failed_indices": [{"reason": "index is closed"}]}'
    order(search, Fault("POST .*/add/", 200, words, 1))
    with pytest.raises(BootstrapError, match="index is closed"):
        retain(domain, engine, 30)


def test_a_domain_that_calls_no_index_a_missing_one_has_none(
    domain: Domain, search: SearchDomain, engine: EngineFamily
) -> None:
    words = '{"error": {"type": "index_not_found_exception"}, "status": 404}'
    order(search, Fault(r"GET /tweets-\*/_settings", 404, words, 1))
    assert retain(domain, engine, 30) == "created"

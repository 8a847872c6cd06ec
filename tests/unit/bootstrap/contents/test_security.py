"""Roles and who has them: what was given by hand stays."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from bootstrap.contents.security import DELIVERY_ROLE, VIEWER_ROLE, map_backend_role
from bootstrap.domain import Domain
from bootstrap.engine import OPENSEARCH, EngineFamily
from sandbox.simulation.search_domain import SearchDomain
from tests.unit.bootstrap.administrator import Administrator
from tests.unit.bootstrap.conftest import DELIVERY_ROLE_ARN
from tests.unit.bootstrap.faults import Fault, order

Install = Callable[..., dict[str, str]]


@pytest.fixture
def engine() -> EngineFamily:
    """One is enough: `test_requests` tells the paths of each."""
    return OPENSEARCH


def test_a_mapping_made_by_hand_keeps_all_that_it_gives(
    domain: Domain, search: SearchDomain, administrator: Administrator, engine: EngineFamily
) -> None:
    by_hand = {"backend_roles": ["arn:someone"], "users": ["ada"], "hosts": ["10.*"]}
    administrator.do("PUT", f"{engine.security}/roles/{DELIVERY_ROLE}", {"description": "any"})
    administrator.do("PUT", f"{engine.security}/rolesmapping/{DELIVERY_ROLE}", by_hand)
    assert map_backend_role(domain, engine, DELIVERY_ROLE, "arn:ours") == "updated"
    wanted = {**by_hand, "backend_roles": ["arn:someone", "arn:ours"]}
    assert administrator.members(DELIVERY_ROLE) == wanted
    (sent,) = [asked for asked in search.asked if asked.method == "PUT"]
    assert json.loads(sent.body) == wanted  # what is empty is left to the domain


def test_what_the_domain_tells_of_a_mapping_and_does_not_take_is_not_sent_back(
    domain: Domain, search: SearchDomain, administrator: Administrator, engine: EngineFamily
) -> None:
    administrator.do("PUT", f"{engine.security}/roles/{DELIVERY_ROLE}", {"description": "any"})
    told_only = {"reserved": True, "hidden": True, "static": True}
    told = json.dumps({DELIVERY_ROLE: {**told_only, "users": ["ada"]}})
    order(search, Fault("GET .*/rolesmapping/", 200, told, 1))
    assert map_backend_role(domain, engine, DELIVERY_ROLE, "arn:ours") == "updated"
    kept = {"users": ["ada"], "backend_roles": ["arn:ours"]}
    assert administrator.members(DELIVERY_ROLE) == kept


def test_the_delivery_role_may_write_posts_and_nothing_else(
    install_all: Install, administrator: Administrator
) -> None:
    install_all()
    permissions = administrator.role(DELIVERY_ROLE)["index_permissions"]
    writing = [p for p in permissions if "crud" in p["allowed_actions"]]
    assert [p["index_patterns"] for p in writing] == [["tweets*"]]
    assert administrator.members(DELIVERY_ROLE) == {"backend_roles": [DELIVERY_ROLE_ARN]}
    viewer = administrator.role(VIEWER_ROLE)["index_permissions"]
    actions = {a for p in viewer for a in p["allowed_actions"]}
    assert not actions & {"crud", "write", "index", "delete", "manage", "create_index", "*"}

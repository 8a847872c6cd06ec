"""The index templates, and the indices that are there already."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bootstrap.contents.templates import install_templates
from bootstrap.domain import BootstrapError, Domain
from bootstrap.engine import OPENSEARCH, EngineFamily
from sandbox.simulation.search_domain import SearchDomain
from tests.unit.bootstrap.administrator import Administrator
from tests.unit.bootstrap.conftest import changes, definition
from tests.unit.bootstrap.faults import Fault, order

Install = Callable[..., dict[str, str]]
OURS = {"managed_by": "tweet-sentiment"}


@pytest.fixture
def engine() -> EngineFamily:
    """One is enough: `test_requests` tells the paths of each."""
    return OPENSEARCH


def install_both(domain: Domain, instances: int = 1) -> str:
    """Install the templates."""
    posts, write = definition("index-template"), definition("write-template")
    return install_templates(domain, posts, write, instances)


@pytest.mark.parametrize(
    ("instances", "days", "replicas"), [(1, 30, "0"), (2, 1, "1"), (1, 2, "0"), (3, 1, "1")]
)
def test_the_whole_installation_counts_nodes_and_not_days(
    install_all: Install, administrator: Administrator, instances: int, days: int, replicas: str
) -> None:
    install_all(retention_days=days, instance_count=instances)
    settings = administrator.template("tweets")["template"]["settings"]["index"]
    assert settings["number_of_replicas"] == replicas


@pytest.mark.parametrize(("instances", "replicas"), [(1, "0"), (2, "1"), (3, "1")])
def test_replicas_follow_the_number_of_nodes(
    domain: Domain, administrator: Administrator, instances: int, replicas: str
) -> None:
    install_both(domain, instances)
    settings = administrator.template("tweets")["template"]["settings"]["index"]
    assert (settings["number_of_shards"], settings["number_of_replicas"]) == ("1", replicas)


@pytest.mark.parametrize("alias", [False, True])
def test_an_index_or_alias_of_the_write_name_stops_the_deploy_before_anything_is_put(
    domain: Domain, search: SearchDomain, administrator: Administrator, alias: bool
) -> None:
    if alias:
        administrator.do("PUT", "/old-posts", {"aliases": {"tweets": {}}})
    else:
        administrator.make_index("tweets")
    with pytest.raises(BootstrapError, match="must stay free"):
        install_both(domain)
    assert changes(search) == []


def test_a_weeks_index_of_another_mapping_stops_the_deploy_untouched(
    domain: Domain, administrator: Administrator
) -> None:
    theirs = {"properties": {"created_at": {"type": "text"}, "lang": {"type": "text"}}}
    administrator.make_index("tweets-2026-w47", theirs)
    words = r"mapping \(created_at is text, not date; lang is text, not keyword\), so posts"
    with pytest.raises(BootstrapError, match=words):
        install_both(domain)
    assert administrator.mapping_of("tweets-2026-w47") == theirs


def test_an_older_index_of_another_mapping_is_left_alone_and_named(
    domain: Domain, administrator: Administrator
) -> None:
    theirs = {"properties": {"lang": {"type": "text"}, "attempts": {"type": "long"}}}
    administrator.make_index("tweets-2019", theirs)
    assert install_both(domain) == (
        "tweets created, tweets-write created, index tweets-2019 left alone, its mapping differs"
        " (attempts is long, not integer; lang is text, not keyword)"
    )
    assert administrator.mapping_of("tweets-2019") == theirs


def test_an_older_index_of_ours_learns_the_new_fields(
    domain: Domain, administrator: Administrator
) -> None:
    older = {"_meta": OURS, "properties": {"id": {"type": "keyword"}}}
    administrator.make_index("tweets-2026-w46", older)
    assert install_both(domain).endswith("created, index tweets-2026-w46 updated")
    assert "lag_seconds" in administrator.mapping_of("tweets-2026-w46")["properties"]


def test_an_index_of_somebody_without_our_fields_is_left_alone(
    domain: Domain, search: SearchDomain, administrator: Administrator
) -> None:
    theirs = {"properties": {"id": {"type": "keyword"}}}
    administrator.make_index("tweets-theirs", theirs)
    assert install_both(domain) == "tweets created, tweets-write created"
    assert administrator.mapping_of("tweets-theirs") == theirs
    assert not [line for line in changes(search) if "_mapping" in line]


def test_a_domain_that_calls_no_index_a_missing_one_has_none(
    domain: Domain, search: SearchDomain
) -> None:
    words = '{"error": {"type": "index_not_found_exception"}, "status": 404}'
    order(search, Fault(r"GET /tweets-\*/_mapping", 404, words, 1))
    assert install_both(domain) == "tweets created, tweets-write created"

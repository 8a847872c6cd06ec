"""A bootstrap that is killed at any change is finished by the next run, as if nothing had been."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bootstrap.engine import OPENSEARCH, EngineFamily
from sandbox.simulation.search_domain import SearchDomain
from tests.unit.bootstrap.administrator import Administrator
from tests.unit.bootstrap.conftest import changes, lines
from tests.unit.bootstrap.faults import Killed, kill_after

Install = Callable[..., dict[str, str]]

CHANGES = [
    "PUT /_plugins/_security/api/roles/tweets-delivery",
    "PUT /_plugins/_security/api/rolesmapping/tweets-delivery",
    "PUT /_plugins/_security/api/roles/tweets-viewer",
    "PUT /_plugins/_security/api/rolesmapping/tweets-viewer",
    "PUT /_ingest/pipeline/tweets",
    "PUT /_index_template/tweets",
    "PUT /_index_template/tweets-write",
    "PUT /tweets-2026-w46/_mapping",
    "PUT /_plugins/_ism/policies/tweet-sentiment",
    "POST /_plugins/_ism/add/",
    "POST /_dashboards/auth/login",
    "POST /_dashboards/api/saved_objects/_import",
    "POST /_dashboards/api/opensearch-dashboards/settings",
]


@pytest.fixture
def engine() -> EngineFamily:
    """One is enough: only paths differ."""
    return OPENSEARCH


@pytest.fixture(autouse=True)
def _used_before(administrator: Administrator) -> None:
    ours = {"_meta": {"managed_by": "tweet-sentiment"}, "properties": {"id": {"type": "keyword"}}}
    administrator.make_index("tweets-2026-w46", ours)


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_killed_run_left_is_finished_by_the_next(
    install_all: Install, search: SearchDomain, administrator: Administrator, change: str
) -> None:
    kill_after(search, change)
    with pytest.raises(Killed):
        install_all()
    search.intervention = None
    install_all()
    left = _held(administrator)
    # Nothing is left to do, and nothing is missing.
    search.asked.clear()
    install_all()
    assert changes(search) == []
    assert left == _held(administrator)
    assert all(left["things"])
    assert left["managed"] == {"tweets-2026-w46": "tweet-sentiment"}
    assert len(left["objects"]) == 21
    assert left["settings"] == {"defaultIndex": {"userValue": "tweet-sentiment-tweets"}}
    assert "lag_seconds" in left["mapping"]["properties"]


@pytest.mark.parametrize(
    "change",
    [
        "PUT /_plugins/_ism/policies/tweet-sentiment",
        "GET /_plugins/_ism/explain/",
        "POST /_plugins/_ism/change_policy/",
        "PUT /_plugins/_ism/policies/tweet-sentiment?if_seq_no=1",
    ],
)
def test_a_killed_change_of_the_retention_is_finished_for_the_indices_too(
    install_all: Install, search: SearchDomain, administrator: Administrator, change: str
) -> None:
    install_all(retention_days=30)
    search.asked.clear()
    kill_after(search, change)
    with pytest.raises(Killed):
        install_all(retention_days=7)
    search.intervention = None
    install_all(retention_days=7)
    assert "POST /_plugins/_ism/change_policy/tweets-2026-w46" in lines(search)
    policy = administrator.policy()
    assert policy["states"][0]["transitions"][0]["conditions"] == {"min_index_age": "7d"}
    assert policy["description"].endswith("old enough")
    search.asked.clear()
    assert install_all(retention_days=7)["retention"] == "unchanged"


def _held(administrator: Administrator) -> dict[str, Any]:
    roles = ("tweets-delivery", "tweets-viewer")
    return {
        "things": [
            *(administrator.role(role) for role in roles),
            *(administrator.members(role) for role in roles),
            administrator.pipeline(),
            administrator.template("tweets"),
            administrator.template("tweets-write"),
            administrator.policy(),
        ],
        "managed": administrator.managed(),
        "mapping": administrator.mapping_of("tweets-2026-w46"),
        "objects": administrator.objects(),
        "settings": administrator.settings(),
    }

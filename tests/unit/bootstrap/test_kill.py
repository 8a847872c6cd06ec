"""A bootstrap that is killed at any change is finished by the next run, as if nothing had been."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bootstrap.engine import OPENSEARCH, Engine
from tests.unit.bootstrap.conftest import Journal, Killed
from tests.unit.bootstrap.stand_in_domain import StandInDomain

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
def engine() -> Engine:
    """One is enough: only paths differ."""
    return OPENSEARCH


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_killed_run_left_is_finished_by_the_next(
    install_all: Install, stand_in: StandInDomain, journal: Journal, change: str
) -> None:
    _used_before(stand_in)
    journal.killed_after = change
    with pytest.raises(Killed):
        install_all()
    journal.killed_after = ""
    install_all()
    left = _held(stand_in)
    # Nothing is left to do, and nothing is missing.
    journal.asked.clear()
    install_all()
    changed = [a for a in journal.asked if a.method == "PUT" or "_import" in a.path]
    assert changed == []
    assert left == _held(stand_in)
    assert set(left["things"]) == {
        "/_plugins/_security/api/roles/tweets-delivery",
        "/_plugins/_security/api/roles/tweets-viewer",
        "/_ingest/pipeline/tweets",
        "/_index_template/tweets",
        "/_index_template/tweets-write",
        "/policies/tweet-sentiment",
    }
    assert set(left["mappings"]) == {"tweets-delivery", "tweets-viewer"}
    assert left["managed"] == {"tweets-2026-w46": "tweet-sentiment"}
    assert left["objects"] == 21
    assert left["settings"] == {"defaultIndex": {"userValue": "tweet-sentiment-tweets"}}
    assert "lag_seconds" in left["indices"]["tweets-2026-w46"]["properties"]


@pytest.mark.parametrize(
    "change",
    [
        "PUT /_plugins/_ism/policies/tweet-sentiment",
        "GET /_plugins/_ism/explain/",
        "POST /_plugins/_ism/change_policy/",
        "PUT /_plugins/_ism/policies/tweet-sentiment?if_seq_no=2",
    ],
)
def test_a_killed_change_of_the_retention_is_finished_for_the_indices_too(
    install_all: Install, stand_in: StandInDomain, journal: Journal, change: str
) -> None:
    _used_before(stand_in)
    install_all(retention_days=30)
    journal.asked.clear()
    journal.killed_after = change
    with pytest.raises(Killed):
        install_all(retention_days=7)
    journal.killed_after = ""
    install_all(retention_days=7)
    assert "POST /_plugins/_ism/change_policy/tweets-2026-w46" in journal.lines()
    policy = stand_in.things["/policies/tweet-sentiment"]
    assert policy["states"][0]["transitions"][0]["conditions"] == {"min_index_age": "7d"}
    assert policy["description"].endswith("old enough")
    journal.asked.clear()
    assert install_all(retention_days=7)["retention"] == "unchanged"


def _used_before(stand_in: StandInDomain) -> None:
    ours = {"_meta": {"managed_by": "tweet-sentiment"}, "properties": {"id": {"type": "keyword"}}}
    stand_in.indices = {"tweets-2026-w46": ours}


def _held(stand_in: StandInDomain) -> dict[str, Any]:
    return {
        "things": dict(stand_in.things),
        "mappings": dict(stand_in.mappings),
        "managed": dict(stand_in.managed),
        "indices": {name: dict(index) for name, index in stand_in.indices.items()},
        "objects": len(stand_in.kibana.objects),
        "settings": dict(stand_in.kibana.settings),
    }

"""The dashboards in the domain: imported where they differ, and read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bootstrap.engine import OPENSEARCH, EngineFamily
from bootstrap.installation import StepError
from sandbox.simulation.search_domain import SearchDomain
from tests.unit.bootstrap.administrator import Administrator
from tests.unit.bootstrap.faults import Fault, order

Install = Callable[..., dict[str, str]]


@pytest.fixture
def engine() -> EngineFamily:
    """One is enough: `test_requests` tells the paths of each."""
    return OPENSEARCH


def failed_import(error: Any) -> Fault:
    """Refuse one object of an import, as the body of a success tells it."""
    failed = {"type": "visualization", "id": "tweet-sentiment-totals", "error": error}
    words = json.dumps({"success": False, "successCount": 20, "errors": [failed]})
    return Fault("POST .*/_import", 200, words, 1)


def test_an_import_on_a_full_disk_comes_with_advice(
    install_all: Install, search: SearchDomain
) -> None:
    blocked = "index [.kibana_1] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];"
    order(search, failed_import({"type": "unknown", "message": blocked}))
    with pytest.raises(StepError, match=r"step 'dashboards'.*read-only.*volumeGib"):
        install_all()


def test_an_import_that_answers_200_but_failed_is_a_failure(
    install_all: Install, search: SearchDomain
) -> None:
    order(search, failed_import({"type": "unknown"}))
    with pytest.raises(
        StepError, match=r"import of the dashboards failed: visualization tweet-sentiment-totals"
    ):
        install_all()


def test_dashboards_that_are_not_kept_are_named(install_all: Install, search: SearchDomain) -> None:
    order(search, Fault("POST .*/_import", 200, '{"success": true, "successCount": 21}', 1))
    with pytest.raises(StepError, match=r"dashboard tweet-sentiment\b"):
        install_all()


def test_an_edited_dashboard_is_imported_again(
    install_all: Install, administrator: Administrator
) -> None:
    install_all()
    administrator.rename_dashboard("tweet-sentiment", "Other")
    assert install_all()["dashboards"].startswith("imported")
    kept = administrator.objects()["dashboard", "tweet-sentiment"]
    assert kept["attributes"]["title"] == "Tweet Sentiment"


def test_our_index_pattern_becomes_the_default_one(
    install_all: Install, administrator: Administrator
) -> None:
    assert "default index pattern set" in install_all()["dashboards"]
    assert administrator.settings() == {"defaultIndex": {"userValue": "tweet-sentiment-tweets"}}


def test_somebodys_default_index_pattern_is_left_as_it_is(
    install_all: Install, administrator: Administrator
) -> None:
    administrator.set(defaultIndex="theirs")
    install_all()
    assert administrator.settings() == {"defaultIndex": {"userValue": "theirs"}}

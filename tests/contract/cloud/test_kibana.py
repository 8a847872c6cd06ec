from __future__ import annotations

import json

import pytest

from tests.contract.cloud.browser import Browser
from tests.contract.cloud.local_account import LocalAccount

INDEX_PATTERN = {
    "id": "tweets",
    "type": "index-pattern",
    "attributes": {"title": "tweets-*"},
    "references": [],
    "migrationVersion": {"index-pattern": "7.6.0"},
}
DASHBOARD = {
    "id": "main",
    "type": "dashboard",
    "attributes": {"title": "Sentiment"},
    "references": [{"id": "tweets", "type": "index-pattern", "name": "a"}],
    "migrationVersion": {"dashboard": "7.9.3"},
}


@pytest.fixture
def browser(account: LocalAccount) -> Browser:
    browser = Browser(account)
    assert browser.log_in() == 200
    return browser


def test_kibana_wants_a_login_and_a_header(account: LocalAccount) -> None:
    browser = Browser(account)
    assert browser.send("GET", "/api/saved_objects/_find?type=dashboard").status_code == 401
    assert browser.log_in(password="wrong") == 401
    refused = browser.send("POST", "/auth/login", json={}, headers={})
    assert refused.json()["message"] == "Request must contain a kbn-xsrf header."
    assert "Sign in" in browser.send("GET", "/").text


def test_a_dashboard_that_was_imported_can_be_exported(browser: Browser) -> None:
    answer = browser.install(INDEX_PATTERN, DASHBOARD, {"exportedCount": 2})
    assert answer.json() == {"success": True, "successCount": 2}
    wanted = {"objects": [{"type": "dashboard", "id": "main"}], "includeReferencesDeep": True}
    exported = browser.send("POST", "/api/saved_objects/_export", json=wanted).text
    kinds = [json.loads(line).get("type") for line in exported.splitlines()]
    assert kinds == ["dashboard", "index-pattern", None]
    found = browser.send("GET", "/api/saved_objects/_find?type=dashboard&search=Senti*").json()
    assert (found["total"], found["saved_objects"][0]["id"]) == (1, "main")
    assert browser.send("GET", "/api/saved_objects/dashboard/main").status_code == 200


def test_an_import_without_the_tenant_is_seen_by_nobody_else(account: LocalAccount) -> None:
    mine, global_one = Browser(account), Browser(account)
    assert mine.log_in(tenant="") == 200
    assert global_one.log_in() == 200
    private = {**INDEX_PATTERN, "id": "private"}
    assert mine.install(private).json()["success"]
    path = "/api/saved_objects/index-pattern/private"
    assert mine.send("GET", path).status_code == 200
    assert global_one.send("GET", path).status_code == 404
    assert mine.install(private, securitytenant="global").json()["success"]
    assert global_one.send("GET", path).status_code == 200


def test_an_import_that_kibana_would_refuse_is_refused(browser: Browser) -> None:
    later = {**DASHBOARD, "migrationVersion": {"dashboard": "7.14.0"}}
    refused = browser.install(INDEX_PATTERN, later)
    assert refused.status_code == 422
    assert "more recent version of Kibana [7.14.0]" in refused.json()["message"]
    assert browser.install(DASHBOARD, name="a.json").status_code == 400
    lonely = {**DASHBOARD, "references": [{"type": "visualization", "id": "gone", "name": "p"}]}
    answer = browser.install(lonely).json()
    assert (answer["success"], answer["successCount"]) == (False, 0)
    assert answer["errors"][0]["error"]["type"] == "missing_references"
    too_large = {**DASHBOARD, "attributes": {"title": "x" * 1_048_576}}
    assert browser.install(too_large).status_code == 413


SETTINGS = "/api/kibana/settings"


def test_advanced_settings_want_a_login_and_a_header(account: LocalAccount) -> None:
    stranger = Browser(account)
    assert stranger.send("GET", SETTINGS).status_code == 401
    assert stranger.send("POST", SETTINGS, json={"changes": {}}).status_code == 401
    assert stranger.log_in() == 200
    refused = stranger.send("POST", SETTINGS, json={"changes": {}}, headers={})
    assert refused.json()["message"] == "Request must contain a kbn-xsrf header."
    assert stranger.send("POST", SETTINGS, json={}).status_code == 400
    assert stranger.send("GET", "/api/opensearch-dashboards/settings").status_code == 404


def test_advanced_settings_are_kept_for_each_tenant(account: LocalAccount) -> None:
    mine, everybodys = Browser(account), Browser(account)
    assert mine.log_in(tenant="") == 200
    assert everybodys.log_in() == 200
    changes = {"changes": {"defaultIndex": "mine", "theme:darkMode": True}}
    told = {"defaultIndex": {"userValue": "mine"}, "theme:darkMode": {"userValue": True}}
    assert mine.send("POST", SETTINGS, json=changes).json() == {"settings": told}
    assert mine.send("GET", SETTINGS).json() == {"settings": told}
    assert "theme:darkMode" not in everybodys.send("GET", SETTINGS).json()["settings"]
    back = {"changes": {"theme:darkMode": None}}
    left = {"defaultIndex": {"userValue": "mine"}}
    assert mine.send("POST", SETTINGS, json=back).json() == {"settings": left}

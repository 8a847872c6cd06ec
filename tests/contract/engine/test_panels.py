"""Every panel of both dashboards, asked of real engines as Kibana asks, gives the right numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from bootstrap import saved_objects
from bootstrap.contents.pipeline import install_pipeline
from bootstrap.contents.templates import install_templates
from bootstrap.domain import Domain
from shared.clock import SystemClock
from tests.contract.engine import kibana_requests
from tests.contract.engine.conftest import DASHBOARDS, definition, empty
from tests.contract.engine.index import Index
from tests.contract.engine.posts import many

JsonObject = dict[str, Any]

POSTS = many(600)
OBJECTS = saved_objects.read_folder(DASHBOARDS)
PANELS = [
    item["attributes"]["visState"]
    for item in OBJECTS
    if item["type"] == "visualization" and item["attributes"]["visState"]["aggs"]
]
FIELDS = saved_objects.template_fields(definition("index-template"))


# The small index of the sandbox answers some of these wrongly; its page asks in another way, and
# has tests of its own.
@pytest.fixture(scope="module", params=["elasticsearch_710", "opensearch_219"])
def filled(request: pytest.FixtureRequest) -> Iterator[Index]:
    url: str = request.getfixturevalue(request.param)
    empty(url)
    clock = SystemClock()
    domain = Domain(url, clock, give_up_at=clock.monotonic() + 60)
    install_pipeline(domain, definition("ingest-pipeline"))
    install_templates(domain, definition("index-template"), definition("write-template"), 1)
    index = Index(url)
    assert {item["status"] for item in index.deliver(POSTS)} == {201}
    assert len(index.documents(len(POSTS))) == len(POSTS)
    yield index
    empty(url)


@pytest.mark.parametrize("panel", PANELS, ids=lambda state: state["title"])
def test_a_panel_shows_the_numbers_of_the_documents(filled: Index, panel: JsonObject) -> None:
    body = kibana_requests.request(panel)
    answer = filled.search(body)
    assert answer["hits"]["total"]["value"] == len(POSTS)
    wanted = kibana_requests.expected(body["aggs"], POSTS)
    shown = kibana_requests.found(body["aggs"], answer.get("aggregations", {}))
    assert shown == _about(wanted)


def test_the_latest_posts_come_newest_first_with_every_column(filled: Index) -> None:
    [saved] = [item["attributes"] for item in OBJECTS if item["type"] == "search"]
    order = [{field: {"order": way}} for field, way in saved["sort"]]
    hits = filled.search({"size": 20, "sort": order})["hits"]["hits"]
    newest = sorted((post["created_at"] for post in POSTS), reverse=True)[:20]
    assert [hit["_source"]["created_at"] for hit in hits] == newest
    shown = {name for hit in hits for name in hit["_source"]}
    assert set(saved["columns"]) <= shown


def test_a_control_offers_every_value_and_filters_by_it(filled: Index) -> None:
    [controls] = [item["attributes"] for item in OBJECTS if item["id"] == "controls"]
    for control in controls["visState"]["params"]["controls"]:
        field = control["fieldName"]
        size = control["options"]["size"]
        body = {"size": 0, "aggs": {"options": {"terms": {"field": field, "size": size}}}}
        offered = filled.search(body)["aggregations"]["options"]["buckets"]
        assert len(offered) == len({str(v) for post in POSTS for v in _as_list(post[field])})
        for option in offered:
            chosen = {"query": {"match_phrase": {field: option["key"]}}, "track_total_hits": True}
            assert filled.search(chosen)["hits"]["total"]["value"] == option["doc_count"]


def test_kibana_finds_the_types_that_our_index_pattern_lists(filled: Index) -> None:
    answer = requests.get(f"{filled.url}/tweets-*/_field_caps?fields=*", timeout=30).json()
    found = {name: next(iter(kinds.values())) for name, kinds in answer["fields"].items()}
    [pattern] = [item for item in OBJECTS if item["type"] == "index-pattern"]
    built = saved_objects.build(pattern, definition("index-template"))
    for field in json.loads(built["attributes"]["fields"]):
        if not field["name"].startswith("_"):
            assert found[field["name"]]["type"] == field["esTypes"][0]
            assert found[field["name"]]["aggregatable"] == field["aggregatable"]
            assert found[field["name"]]["searchable"] == field["searchable"]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _about(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _about(inner) for name, inner in value.items()}
    return pytest.approx(value, rel=1e-6) if isinstance(value, float) else value

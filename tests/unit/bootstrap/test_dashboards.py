"""The dashboards ask only for what the index holds, and look as they should."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from bootstrap import saved_objects
from tests.unit.bootstrap.conftest import DASHBOARDS

JsonObject = dict[str, Any]

READABLE = saved_objects.read_folder(DASHBOARDS)
BY_ID = {item["id"]: item["attributes"] for item in READABLE}
TEMPLATE = json.loads((DASHBOARDS / "index-template.json").read_text("utf-8"))
FIELDS = saved_objects.template_fields(TEMPLATE)
VISUALIZATIONS = [item for item in READABLE if item["type"] == "visualization"]
DASHBOARD_IDS = ["tweet-sentiment", "tweet-sentiment-pipeline"]

NUMBERS = {"float", "long", "integer"}
FITTING = {
    "terms": {"keyword", "boolean"} | NUMBERS,
    "cardinality": {"keyword", "date", "boolean"} | NUMBERS,
    "date_histogram": {"date"},
    "avg": NUMBERS,
    "sum": NUMBERS,
    "min": NUMBERS | {"date"},
    "max": NUMBERS | {"date"},
}
# Drawn alike by Kibana 7.10 and OpenSearch Dashboards.
CLASSIC = {
    "pie",
    "area",
    "line",
    "histogram",
    "horizontal_bar",
    "metric",
    "tagcloud",
    "table",
    "input_control_vis",
    "markdown",
}
COLOURS = {
    "POSITIVE": "#2E8B57",
    "NEGATIVE": "#C0392B",
    "NEUTRAL": "#8A8F98",
    "MIXED": "#E0A526",
}


def aggregated_fields() -> Iterator[tuple[str, str, str]]:
    for item in VISUALIZATIONS:
        for aggregation in item["attributes"]["visState"]["aggs"]:
            if aggregation["type"] != "count":
                yield item["id"], aggregation["type"], aggregation["params"]["field"]


@pytest.mark.parametrize(("panel", "aggregation", "field"), list(aggregated_fields()))
def test_a_field_that_a_panel_counts_by_is_in_the_template_with_a_fitting_type(
    panel: str, aggregation: str, field: str
) -> None:
    assert FIELDS[field] in FITTING[aggregation]


def test_fields_of_controls_searches_and_formats_are_in_the_template() -> None:
    controls = BY_ID["controls"]["visState"]["params"]["controls"]
    assert {FIELDS[control["fieldName"]] for control in controls} == {"keyword"}
    assert [control["fieldName"] for control in controls] == ["matched", "lang"]
    for item in READABLE:
        attributes = item["attributes"]
        if item["type"] == "search":
            assert set(attributes["columns"]) <= set(FIELDS)
            for field, _ in attributes["sort"]:
                assert FIELDS[field] in {"date", "keyword"} | NUMBERS
        source = attributes.get("kibanaSavedObjectMeta", {}).get("searchSourceJSON", {})
        assert source.get("query", {"query": ""})["query"] == "", "name its fields in this test"
        assert source.get("filter", []) == [], "name its fields in this test"
    pattern = BY_ID["tweets"]
    assert FIELDS[pattern["timeFieldName"]] == "date"
    assert set(pattern["fieldFormatMap"]) <= set(FIELDS)


def test_the_index_pattern_lists_every_field_of_the_template() -> None:
    [pattern] = [item for item in READABLE if item["type"] == "index-pattern"]
    listed = json.loads(saved_objects.build(pattern, TEMPLATE)["attributes"]["fields"])
    by_name = {field["name"]: field for field in listed}
    assert set(FIELDS) <= set(by_name)
    for name, kind in FIELDS.items():
        assert by_name[name]["aggregatable"] == (kind != "text")


@pytest.mark.parametrize("item", VISUALIZATIONS, ids=lambda item: item["id"])
def test_a_visualization_is_of_a_kind_that_both_engines_draw(item: JsonObject) -> None:
    state = item["attributes"]["visState"]
    assert state["type"] in CLASSIC
    assert state["title"] == item["attributes"]["title"]


def test_sentiments_have_one_colour_everywhere_and_are_named_beside_it() -> None:
    split = [
        item
        for item in VISUALIZATIONS
        if any(
            aggregation["params"].get("field") == "sentiment"
            for aggregation in item["attributes"]["visState"]["aggs"]
        )
    ]
    assert len(split) >= 3
    for item in split:
        assert item["attributes"]["uiStateJSON"]["vis"]["colors"] == COLOURS
        assert item["attributes"]["visState"]["params"]["addLegend"] is True


@pytest.mark.parametrize("name", DASHBOARD_IDS)
def test_a_dashboard_opens_with_a_range_and_refreshes_itself(name: str) -> None:
    dashboard = BY_ID[name]
    assert (dashboard["timeRestore"], dashboard["timeFrom"]) == (True, "now-7d")
    assert dashboard["refreshInterval"] == {"pause": False, "value": 30_000}


@pytest.mark.parametrize("name", DASHBOARD_IDS)
def test_panels_fill_their_rows_and_do_not_overlap(name: str) -> None:
    rows: dict[int, list[JsonObject]] = {}
    for panel in BY_ID[name]["panelsJSON"]:
        rows.setdefault(panel["gridData"]["y"], []).append(panel["gridData"])
    for row in rows.values():
        assert row[0]["x"] == 0
        assert row[-1]["x"] + row[-1]["w"] <= 48
        assert all(a["x"] + a["w"] == b["x"] and a["h"] == b["h"] for a, b in pairwise(row))
    tops = sorted(rows)
    assert all(a + rows[a][0]["h"] == b for a, b in pairwise(tops))


def test_a_post_leads_to_x() -> None:
    assert "url" in BY_ID["latest-posts"]["columns"]
    assert BY_ID["tweets"]["fieldFormatMap"]["url"]["id"] == "url"


def test_delivery_writes_to_a_name_whose_template_carries_the_pipeline() -> None:
    write = json.loads((DASHBOARDS / "write-template.json").read_text("utf-8"))
    assert write["index_patterns"] == ["tweets"]
    assert write["template"]["settings"]["index"]["default_pipeline"] == "tweets"
    assert TEMPLATE["index_patterns"] == ["tweets-*"]

"""The dashboards ask only for what the index holds, and look as they should."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from bootstrap import saved_objects
from tests.unit.bootstrap.conftest import DASHBOARDS, JsonObject

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


@pytest.fixture
def fields(template: JsonObject) -> dict[str, str]:
    """The type of each field of the index."""
    return saved_objects.template_fields(template)


@pytest.fixture
def visualizations(readable: dict[str, JsonObject]) -> list[JsonObject]:
    return [item for item in readable.values() if item["type"] == "visualization"]


@pytest.fixture
def by_id(readable: dict[str, JsonObject]) -> dict[str, JsonObject]:
    """The attributes of each object."""
    return {name: item["attributes"] for name, item in readable.items()}


def test_a_field_that_a_panel_counts_by_is_in_the_template_with_a_fitting_type(
    visualizations: list[JsonObject], fields: dict[str, str]
) -> None:
    for item in visualizations:
        for aggregation in item["attributes"]["visState"]["aggs"]:
            kind = aggregation["type"]
            if kind != "count":
                assert fields[aggregation["params"]["field"]] in FITTING[kind], item["id"]


def test_fields_of_controls_searches_and_formats_are_in_the_template(
    readable: dict[str, JsonObject], by_id: dict[str, JsonObject], fields: dict[str, str]
) -> None:
    controls = by_id["controls"]["visState"]["params"]["controls"]
    assert {fields[control["fieldName"]] for control in controls} == {"keyword"}
    assert [control["fieldName"] for control in controls] == ["matched", "lang"]
    for item in readable.values():
        attributes = item["attributes"]
        if item["type"] == "search":
            assert set(attributes["columns"]) <= set(fields)
            for field, _ in attributes["sort"]:
                assert fields[field] in {"date", "keyword"} | NUMBERS
        source = attributes.get("kibanaSavedObjectMeta", {}).get("searchSourceJSON", {})
        assert source.get("query", {"query": ""})["query"] == "", "name its fields in this test"
        assert source.get("filter", []) == [], "name its fields in this test"
    pattern = by_id["tweets"]
    assert fields[pattern["timeFieldName"]] == "date"
    assert set(pattern["fieldFormatMap"]) <= set(fields)


def test_the_index_pattern_lists_every_field_of_the_template(
    readable: dict[str, JsonObject], template: JsonObject, fields: dict[str, str]
) -> None:
    [pattern] = [item for item in readable.values() if item["type"] == "index-pattern"]
    listed = json.loads(saved_objects.build(pattern, template)["attributes"]["fields"])
    by_name = {field["name"]: field for field in listed}
    assert set(fields) <= set(by_name)
    for name, kind in fields.items():
        assert by_name[name]["aggregatable"] == (kind != "text")


def test_a_visualization_is_of_a_kind_that_both_engines_draw(
    visualizations: list[JsonObject],
) -> None:
    for item in visualizations:
        state = item["attributes"]["visState"]
        assert state["type"] in CLASSIC
        assert state["title"] == item["attributes"]["title"]


def test_sentiments_have_one_colour_everywhere_and_are_named_beside_it(
    visualizations: list[JsonObject],
) -> None:
    split = [
        item
        for item in visualizations
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
def test_a_dashboard_opens_with_a_range_and_refreshes_itself(
    by_id: dict[str, JsonObject], name: str
) -> None:
    dashboard = by_id[name]
    assert (dashboard["timeRestore"], dashboard["timeFrom"]) == (True, "now-7d")
    assert dashboard["refreshInterval"] == {"pause": False, "value": 30_000}


@pytest.mark.parametrize("name", DASHBOARD_IDS)
def test_panels_fill_their_rows_and_do_not_overlap(by_id: dict[str, JsonObject], name: str) -> None:
    rows: dict[int, list[JsonObject]] = {}
    for panel in by_id[name]["panelsJSON"]:
        rows.setdefault(panel["gridData"]["y"], []).append(panel["gridData"])
    for row in rows.values():
        assert row[0]["x"] == 0
        assert row[-1]["x"] + row[-1]["w"] <= 48
        assert all(a["x"] + a["w"] == b["x"] and a["h"] == b["h"] for a, b in pairwise(row))
    tops = sorted(rows)
    assert all(a + rows[a][0]["h"] == b for a, b in pairwise(tops))


def test_a_post_leads_to_x(by_id: dict[str, JsonObject]) -> None:
    assert "url" in by_id["latest-posts"]["columns"]
    assert by_id["tweets"]["fieldFormatMap"]["url"]["id"] == "url"


def test_delivery_writes_to_a_name_whose_template_carries_the_pipeline(
    template: JsonObject,
) -> None:
    write = json.loads((DASHBOARDS / "write-template.json").read_text("utf-8"))
    assert write["index_patterns"] == ["tweets"]
    assert write["template"]["settings"]["index"]["default_pipeline"] == "tweets"
    assert template["index_patterns"] == ["tweets-*"]

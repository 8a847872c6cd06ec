"""The import file in Kibana's own form, line by line, and the way back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bootstrap import saved_objects
from tests.unit.bootstrap.conftest import DASHBOARDS, JsonObject

# The newest that Kibana 7.10 and OpenSearch Dashboards both know; a newer one is refused.
MIGRATIONS = {
    "index-pattern": "7.6.0",
    "search": "7.9.3",
    "visualization": "7.10.0",
    "dashboard": "7.9.3",
}
INDEX = {
    "name": "kibanaSavedObjectMeta.searchSourceJSON.index",
    "type": "index-pattern",
    "id": "tweet-sentiment-tweets",
}


@pytest.fixture(scope="module")
def by_id() -> dict[str, JsonObject]:
    """The objects of the import file by id, in their order."""
    lines = saved_objects.ndjson(DASHBOARDS).splitlines()
    return {item["id"]: item for item in map(json.loads, lines)}


def test_what_is_referred_to_comes_before_what_refers_to_it(by_id: dict[str, JsonObject]) -> None:
    kinds = [item["type"] for item in by_id.values()]
    assert kinds == sorted(kinds, key=list(MIGRATIONS).index)
    assert [kinds.count(kind) for kind in MIGRATIONS] == [1, 1, 17, 2]
    seen = set[str]()
    for item in by_id.values():
        assert {reference["id"] for reference in item["references"]} <= seen
        seen.add(item["id"])


def test_each_object_has_what_the_import_asks_for(by_id: dict[str, JsonObject]) -> None:
    for item in by_id.values():
        assert set(item) == {"type", "id", "attributes", "references", "migrationVersion"}
        assert item["migrationVersion"] == {item["type"]: MIGRATIONS[item["type"]]}


def test_ids_are_ours_and_those_of_dashboards_stand_in_links(by_id: dict[str, JsonObject]) -> None:
    """Kibana's import would overwrite somebody's `totals`."""
    assert {i for i, item in by_id.items() if item["type"] == "dashboard"} == {
        "tweet-sentiment",
        "tweet-sentiment-pipeline",
    }
    others = [i for i, item in by_id.items() if item["type"] != "dashboard"]
    assert all(i.startswith("tweet-sentiment-") for i in others)
    assert "tweet-sentiment-totals" in others


def test_a_search_names_its_index_by_reference(by_id: dict[str, JsonObject]) -> None:
    for name in ("tweet-sentiment-totals", "tweet-sentiment-latest-posts"):
        item = by_id[name]
        source = json.loads(item["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])
        assert source["indexRefName"] == INDEX["name"]
        assert "index" not in source
        assert item["references"] == [INDEX]


def test_controls_name_their_index_by_a_numbered_reference(by_id: dict[str, JsonObject]) -> None:
    item = by_id["tweet-sentiment-controls"]
    controls = json.loads(item["attributes"]["visState"])["params"]["controls"]
    names = ["control_0_index_pattern", "control_1_index_pattern"]
    assert [control["indexPatternRefName"] for control in controls] == names
    assert not [control for control in controls if "indexPattern" in control]
    assert item["references"] == [{**INDEX, "name": name} for name in names]


def test_a_dashboard_names_its_panels_by_numbered_references(by_id: dict[str, JsonObject]) -> None:
    item = by_id["tweet-sentiment-pipeline"]
    panels = json.loads(item["attributes"]["panelsJSON"])
    names = [f"panel_{number}" for number in range(7)]
    assert [panel["panelRefName"] for panel in panels] == names
    assert not [panel for panel in panels if {"id", "type"} & set(panel)]
    assert [reference["name"] for reference in item["references"]] == names
    assert item["references"][0] == {
        "name": "panel_0",
        "type": "visualization",
        "id": "tweet-sentiment-delivery",
    }


def test_the_index_pattern_knows_every_field_before_the_first_post(
    by_id: dict[str, JsonObject],
) -> None:
    """Kibana reads the list once more only when somebody asks it to."""
    fields = {
        f["name"]: f for f in json.loads(by_id["tweet-sentiment-tweets"]["attributes"]["fields"])
    }
    plain = {"count": 0, "scripted": False}
    yes = {**plain, "searchable": True, "aggregatable": True}
    stored = {**yes, "readFromDocValues": True}
    assert fields["_id"] == {
        "name": "_id", "type": "string", "esTypes": ["_id"], **yes, "readFromDocValues": False
    }  # fmt: skip
    assert fields["_index"]["esTypes"] == ["_index"]
    assert fields["_source"] == {
        **{"name": "_source", "type": "_source", "esTypes": ["_source"], **plain},
        **{"searchable": False, "aggregatable": False, "readFromDocValues": False},
    }
    assert fields["created_at"] == {
        "name": "created_at",
        "type": "date",
        "esTypes": ["date"],
        **stored,
    }
    kinds = {
        "lang": ("string", "keyword"),
        "possibly_sensitive": ("boolean", "boolean"),
        "attempts": ("number", "integer"),
        "author.followers": ("number", "long"),
        "sentiment_score.mixed": ("number", "float"),
    }
    for name, (kind, of_engine) in kinds.items():
        assert fields[name] == {"name": name, "type": kind, "esTypes": [of_engine], **stored}
    # Words can be searched and not counted; the whole can be counted.
    assert fields["text"] == {
        **{"name": "text", "type": "string", "esTypes": ["text"], **plain},
        **{"searchable": True, "aggregatable": False, "readFromDocValues": False},
    }
    assert fields["author.name.keyword"] == {
        **{"name": "author.name.keyword", "type": "string", "esTypes": ["keyword"], **stored},
        "subType": {"multi": {"parent": "author.name"}},
    }
    assert [name for name, field in fields.items() if "subType" in field] == ["author.name.keyword"]


def test_only_the_index_pattern_lists_fields(by_id: dict[str, JsonObject]) -> None:
    listing = [name for name, item in by_id.items() if "fields" in item["attributes"]]
    assert listing == ["tweet-sentiment-tweets"]


def test_what_refers_to_nothing_is_read_back_as_it_is() -> None:
    """Kibana lets people add panels that are no objects, and controls without an index."""
    state = json.dumps({"params": {"controls": [{"label": "Any"}]}})
    panels = json.dumps([{"panelIndex": "1", "embeddableConfig": {}}])
    exported = {"type": "dashboard", "id": "a"}
    readable = saved_objects.normalise(
        {**exported, "attributes": {"visState": state, "panelsJSON": panels}}
    )
    opened = {"visState": json.loads(state), "panelsJSON": json.loads(panels)}
    assert readable == {**exported, "attributes": opened}


def test_the_command_writes_the_import_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert saved_objects.main([str(DASHBOARDS)]) == 0
    assert capsys.readouterr().out == saved_objects.ndjson(DASHBOARDS)


@pytest.mark.parametrize(
    ("before", "after", "order"),
    [
        ([{"y": 0, "x": 0}], [{"x": 1, "y": 2}, {"y": 3, "x": 4}], '[{"y": 2, "x": 1}, {"y'),
        ({"y": 0, "x": 0}, [1], "[1]"),
        ([1], {"y": 1, "x": 2}, '{"y": 1, "x": 2}'),
        ({"y": 0}, "text", '"text"'),
        ([1], "text", '"text"'),
        ("text", [1], "[1]"),
        (1, {"y": 1, "x": 2}, '{"y": 1, "x": 2}'),
    ],
)
def test_what_was_edited_into_something_else_is_read_back_too(
    tmp_path: Path, before: Any, after: Any, order: str
) -> None:
    folder = tmp_path / "saved-objects"
    folder.mkdir()
    path = folder / "a.json"
    path.write_text(json.dumps({"type": "dashboard", "id": "a", "attributes": {"it": before}}))
    exported = {"type": "dashboard", "id": "a", "attributes": {"it": after}}
    saved_objects.write_folder([exported], tmp_path)
    kept = json.loads(path.read_text("utf-8"))
    assert kept["attributes"] == {"it": after}
    assert json.dumps(kept["attributes"]["it"]).startswith(order)


def test_an_export_is_read_without_its_summary_and_empty_lines() -> None:
    item = {"type": "search", "id": "a", "attributes": {}}
    text = f"\n{json.dumps(item)}\n\n" + '{"exportedCount": 1}\n{"type": "x"}\n{"attributes": {}}\n'
    assert saved_objects.parse_ndjson(text) == [item]


def test_reading_back_leaves_other_objects_and_takes_new_ones(tmp_path: Path) -> None:
    folder = tmp_path / "saved-objects"
    folder.mkdir()
    (folder / "kept.json").write_text("{}")
    (folder / "mine.json").write_text('{"id": "mine", "attributes": {"b": [1], "a": 0}, "gone": 1}')
    exported = {
        "type": "search",
        "id": "tweet-sentiment-mine",
        "attributes": {"a": 1, "new": "é", "b": [{"z": 1, "y": 2}, 3]},
    }
    new = {"type": "dashboard", "id": "tweet-sentiment-own", "attributes": {"title": "Own"}}
    written = saved_objects.write_folder([exported, new], tmp_path)
    assert written == [folder / "mine.json", folder / "tweet-sentiment-own.json"]
    assert (folder / "kept.json").read_text() == "{}"
    # Keys that were there keep their order, new ones follow by name; every file ends with a line.
    assert written[0].read_text("utf-8") == (
        '{\n  "id": "mine",\n  "attributes": {\n    "b": [\n      {\n        "z": 1,\n'
        '        "y": 2\n      },\n      3\n    ],\n    "a": 1,\n    "new": "é"\n  },\n'
        '  "type": "search"\n}\n'
    )


@pytest.mark.parametrize(
    "arguments",
    [[], ["nowhere"], ["x", "y"], ["FOLDER", "--write", "EXPORT"], ["FOLDER", "--read"]],
)
def test_words_that_are_no_command_are_told_with_the_usage(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = tmp_path / "export.ndjson"
    export.write_text("")
    places = {"FOLDER": str(DASHBOARDS), "EXPORT": str(export)}
    assert saved_objects.main([places.get(word, word) for word in arguments]) == 2
    told = capsys.readouterr()
    usage = "usage: saved_objects.py FOLDER [--read EXPORT.ndjson]; FOLDER holds saved-objects/\n"
    assert (told.out, told.err) == ("", usage)


def test_reading_back_tells_each_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "saved-objects").mkdir()
    export = tmp_path / "export.ndjson"
    item: dict[str, Any] = {"type": "search", "id": "tweet-sentiment-a", "attributes": {}}
    export.write_text(json.dumps(item))
    assert saved_objects.main([str(tmp_path), "--read", str(export)]) == 0
    assert capsys.readouterr().out == f"Wrote {tmp_path / 'saved-objects/a.json'}\n"
    assert saved_objects.main([str(tmp_path), "--read", str(tmp_path / "none")]) == 2

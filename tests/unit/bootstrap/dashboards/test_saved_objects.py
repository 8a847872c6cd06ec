"""Readable dashboards and Kibana's import file say the same."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bootstrap import saved_objects
from bootstrap.contents.comparison import holds
from tests.unit.bootstrap.conftest import DASHBOARDS, JsonObject

SCRIPT = Path(saved_objects.__file__)

# Kibana 7.10's mappings of saved objects: text and objects.
STRINGS = (
    *("visState", "uiStateJSON", "panelsJSON", "optionsJSON", "fields", "fieldFormatMap"),
    "searchSourceJSON",
)
PLAIN = ("columns", "sort", "refreshInterval", "kibanaSavedObjectMeta")

texts = st.text(st.characters(codec="utf-8"), max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
)


def test_a_round_trip_through_kibana_gives_the_same_object(
    readable: dict[str, JsonObject], template: JsonObject
) -> None:
    for item in readable.values():
        built = saved_objects.build(item, template)
        exported = {**built, "updated_at": "2026-11-23T10:00:00Z", "version": "WzEsMV0="}
        assert saved_objects.normalise(exported) == item


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(st.sampled_from(["search", "visualization"]), texts), max_size=5),
    json_values,
    texts,
)
def test_any_dashboard_survives_the_round_trip(
    template: JsonObject, targets: list[tuple[str, str]], options: Any, title: str
) -> None:
    panels = [{"type": kind, "id": name, "panelIndex": "1"} for kind, name in targets]
    attributes = {"title": title, "panelsJSON": panels, "optionsJSON": options}
    item = {"type": "dashboard", "id": "any", "attributes": attributes}
    assert saved_objects.normalise(saved_objects.build(item, template)) == item


def test_what_kibana_keeps_as_strings_is_a_string_of_json(
    readable: dict[str, JsonObject], template: JsonObject
) -> None:
    for item in readable.values():
        attributes = saved_objects.build(item, template)["attributes"]
        meta = attributes.get("kibanaSavedObjectMeta", {})
        kept = [value for name, value in [*attributes.items(), *meta.items()] if name in STRINGS]
        assert all(isinstance(json.loads(value), dict | list) for value in kept), item["id"]
        others = [v for n, v in attributes.items() if n not in (*STRINGS, *PLAIN)]
        assert not [value for value in others if isinstance(value, dict | list)], item["id"]


def test_every_reference_leads_to_an_object_of_the_file() -> None:
    items = saved_objects.parse_ndjson(saved_objects.ndjson(DASHBOARDS))
    known = {(item["type"], item["id"]) for item in items}
    references = [(r["type"], r["id"]) for item in items for r in item["references"]]
    assert references
    assert set(references) <= known
    used = {
        *references,
        ("dashboard", "tweet-sentiment"),
        ("dashboard", "tweet-sentiment-pipeline"),
    }
    assert known == used


def test_an_object_of_somebody_else_is_not_met_by_its_id() -> None:
    for item in saved_objects.parse_ndjson(saved_objects.ndjson(DASHBOARDS)):
        assert item["id"].startswith("tweet-sentiment")


def test_the_build_step_is_one_command() -> None:
    command = [sys.executable, "-I", str(SCRIPT), str(DASHBOARDS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == saved_objects.ndjson(DASHBOARDS)


def test_reading_back_an_unedited_export_changes_no_byte(tmp_path: Path) -> None:
    folder = tmp_path / "dashboards"
    shutil.copytree(DASHBOARDS, folder)
    export = tmp_path / "export.ndjson"
    export.write_text(saved_objects.ndjson(DASHBOARDS) + '{"exportedCount":21}\n', "utf-8")
    command = [sys.executable, "-I", str(SCRIPT), str(folder), "--read", str(export)]
    subprocess.run(command, capture_output=True, check=True)
    for path in sorted((DASHBOARDS / saved_objects.FOLDER).iterdir()):
        assert (folder / saved_objects.FOLDER / path.name).read_bytes() == path.read_bytes()


def test_reading_back_an_edit_changes_its_lines_alone(tmp_path: Path) -> None:
    folder = tmp_path / "dashboards"
    shutil.copytree(DASHBOARDS, folder)
    lines = saved_objects.ndjson(DASHBOARDS).split("\n")
    [line] = [one for one in lines if '"id": "tweet-sentiment-totals", "attributes"' in one]
    [edited] = saved_objects.parse_ndjson(line.replace("People", "Authors"))
    saved_objects.write_folder([edited], folder)
    before = (DASHBOARDS / "saved-objects" / "totals.json").read_text("utf-8")
    after = (folder / "saved-objects" / "totals.json").read_text("utf-8")
    assert after == before.replace("People", "Authors") != before


def test_a_wrong_folder_is_told_with_the_usage(tmp_path: Path) -> None:
    command = [sys.executable, "-I", str(SCRIPT), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "usage" in done.stderr


@settings(deadline=None, max_examples=25)
@given(json_values)
def test_everything_holds_itself(value: Any) -> None:
    assert holds(value, value)


@settings(deadline=None, max_examples=25)
@given(st.dictionaries(texts, json_values, min_size=1), texts, json_values)
def test_keys_that_a_server_adds_do_not_matter_but_missing_ones_do(
    wanted: dict[str, Any], name: str, value: Any
) -> None:
    assert holds({name: value, **wanted}, wanted)
    gone = next(iter(wanted))
    if wanted[gone] is not None:
        assert not holds({k: v for k, v in wanted.items() if k != gone}, wanted)


@settings(deadline=None, max_examples=25)
@given(st.integers() | st.booleans())
def test_numbers_and_booleans_may_come_back_as_strings(value: bool | int) -> None:
    assert holds(str(value).lower(), value)
    assert not holds(f"{value}0", value)

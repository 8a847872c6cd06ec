"""Turns the readable dashboards into the lines that Kibana imports, and back.

Kibana keeps parts of a saved object as JSON inside a string, and names other objects through a list
of references. In `dashboards/saved-objects/` the same objects are kept with those strings opened up
and the ids in place, so that they can be read, reviewed and compared. Keys and values are otherwise
Kibana's own (Kibana 7.10, "Saved objects API: import objects").

    python functions/bootstrap/saved_objects.py dashboards > tweet-sentiment.ndjson
    python functions/bootstrap/saved_objects.py dashboards --read export.ndjson
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

JsonObject = dict[str, Any]

FOLDER = "saved-objects"
# Before every id but a dashboard's, which is in links: Kibana's import would overwrite another's
# object of the same id.
PREFIX = "tweet-sentiment-"
OPENED = ("visState", "uiStateJSON", "panelsJSON", "optionsJSON", "fields", "fieldFormatMap")
SEARCH_SOURCE = "searchSourceJSON"
INDEX_REFERENCE = f"kibanaSavedObjectMeta.{SEARCH_SOURCE}.index"

# The last migration of each type that both Kibana 7.10 and OpenSearch Dashboards know: an object
# that claims a newer one is refused.
MIGRATION_VERSIONS = {
    "index-pattern": "7.6.0",
    "search": "7.9.3",
    "visualization": "7.10.0",
    "dashboard": "7.9.3",
}

KIBANA_TYPES = {
    "keyword": "string",
    "text": "string",
    "date": "date",
    "boolean": "boolean",
    "integer": "number",
    "long": "number",
    "float": "number",
}


def read_folder(dashboards: Path) -> list[JsonObject]:
    """Return the readable objects `{type, id, attributes}`, in the order in which they refer."""
    order = list(MIGRATION_VERSIONS)
    found = [json.loads(path.read_text("utf-8")) for path in (dashboards / FOLDER).glob("*.json")]
    return sorted(found, key=lambda item: (order.index(item["type"]), item["id"]))


def template_fields(template: JsonObject) -> dict[str, str]:
    """Return the type of each field of an index template, by its full name."""

    def walk(properties: JsonObject, prefix: str) -> Iterator[tuple[str, str]]:
        for name, mapping in properties.items():
            if "type" in mapping:
                yield prefix + name, mapping["type"]
            for parts in ("properties", "fields"):
                yield from walk(mapping.get(parts, {}), f"{prefix}{name}.")

    return dict(walk(template["template"]["mappings"]["properties"], ""))


def build(readable: JsonObject, template: JsonObject) -> JsonObject:
    """Return the object as Kibana imports it: strings closed, ids moved to `references`."""
    attributes = json.loads(json.dumps(readable["attributes"]))
    references: list[JsonObject] = []

    def refer(name: str, kind: str, identifier: str) -> str:
        references.append({"name": name, "type": kind, "id": kibana_id(kind, identifier)})
        return name

    source = attributes.get("kibanaSavedObjectMeta", {}).get(SEARCH_SOURCE, {})
    if "index" in source:
        source["indexRefName"] = refer(INDEX_REFERENCE, "index-pattern", source.pop("index"))
    for number, control in enumerate(_controls(attributes)):
        control["indexPatternRefName"] = refer(
            f"control_{number}_index_pattern", "index-pattern", control.pop("indexPattern")
        )
    for number, panel in enumerate(attributes.get("panelsJSON", [])):
        panel["panelRefName"] = refer(f"panel_{number}", panel.pop("type"), panel.pop("id"))
    if readable["type"] == "index-pattern":
        attributes["fields"] = _index_pattern_fields(template)
    _close(attributes)
    return {
        "type": readable["type"],
        "id": kibana_id(readable["type"], readable["id"]),
        "attributes": attributes,
        "references": references,
        "migrationVersion": {readable["type"]: MIGRATION_VERSIONS[readable["type"]]},
    }


def normalise(exported: JsonObject) -> JsonObject:
    """Return an exported object in the readable form: what `build` made of it, undone."""
    attributes = json.loads(json.dumps(exported["attributes"]))
    _open(attributes)
    attributes.pop("fields", None)
    names = {
        entry["name"]: (entry["type"], _readable_id(entry["type"], entry["id"]))
        for entry in exported.get("references", [])
    }
    source = attributes.get("kibanaSavedObjectMeta", {}).get(SEARCH_SOURCE, {})
    if "indexRefName" in source:
        source["index"] = names[source.pop("indexRefName")][1]
    for control in _controls(attributes):
        if "indexPatternRefName" in control:
            control["indexPattern"] = names[control.pop("indexPatternRefName")][1]
    for panel in attributes.get("panelsJSON", []):
        if "panelRefName" in panel:
            panel["type"], panel["id"] = names[panel.pop("panelRefName")]
    identifier = _readable_id(exported["type"], exported["id"])
    return {"type": exported["type"], "id": identifier, "attributes": attributes}


def kibana_id(kind: str, identifier: str) -> str:
    """Return the id under which Kibana keeps an object of the folder."""
    return identifier if kind == "dashboard" else PREFIX + identifier


def _readable_id(kind: str, identifier: str) -> str:
    return identifier if kind == "dashboard" else identifier.removeprefix(PREFIX)


def ndjson(dashboards: Path) -> str:
    """Return all objects of the folder as Kibana's import file: one JSON object a line."""
    template = json.loads((dashboards / "index-template.json").read_text("utf-8"))
    built = (build(readable, template) for readable in read_folder(dashboards))
    return "".join(json.dumps(item) + "\n" for item in built)


def parse_ndjson(text: str) -> list[JsonObject]:
    """Return the saved objects of an export, without the summary that may end it."""
    items = [json.loads(line) for line in text.split("\n") if line.strip()]
    return [item for item in items if "type" in item and "attributes" in item]


def write_folder(exported: Iterable[JsonObject], dashboards: Path) -> list[Path]:
    """Write each exported object as a readable file, keeping the key order of the file it replaces.

    So that the difference under version control shows what was edited and nothing else.
    """
    written = []
    for item in exported:
        after = normalise(item)
        path = dashboards / FOLDER / f"{after['id']}.json"
        before = json.loads(path.read_text("utf-8")) if path.exists() else {}
        readable = _in_order_of(before, after)
        path.write_text(json.dumps(readable, indent=2, ensure_ascii=False) + "\n", "utf-8")
        written.append(path)
    return written


def _in_order_of(before: Any, after: Any) -> Any:
    if isinstance(before, dict) and isinstance(after, dict):
        # A name that comes twice keeps its first place.
        names = [*(name for name in before if name in after), *sorted(after)]
        return {name: _in_order_of(before.get(name), after[name]) for name in names}
    if isinstance(before, list) and isinstance(after, list):
        padded = before + [None] * len(after)
        return [_in_order_of(old, new) for old, new in zip(padded, after, strict=False)]
    return after


def _controls(attributes: JsonObject) -> list[JsonObject]:
    controls: list[JsonObject] = (
        attributes.get("visState", {}).get("params", {}).get("controls", [])
    )
    return controls


def _close(attributes: JsonObject) -> None:
    for holder, name in _string_places(attributes):
        holder[name] = json.dumps(holder[name])


def _open(attributes: JsonObject) -> None:
    for holder, name in _string_places(attributes):
        holder[name] = json.loads(holder[name])


def _string_places(attributes: JsonObject) -> Iterator[tuple[JsonObject, str]]:
    for name in OPENED:
        if name in attributes:
            yield attributes, name
    meta = attributes.get("kibanaSavedObjectMeta", {})
    if SEARCH_SOURCE in meta:
        yield meta, SEARCH_SOURCE


def _index_pattern_fields(template: JsonObject) -> list[JsonObject]:
    """Return the field list, so that Kibana can open the dashboard before the first post is in."""
    fields: list[JsonObject] = [
        {
            "name": name,
            "type": "string",
            "esTypes": [name],
            "searchable": True,
            "aggregatable": True,
        }
        for name in ("_id", "_index")
    ]
    fields.append({"name": "_source", "type": "_source", "esTypes": ["_source"]})
    for name, kind in sorted(template_fields(template).items()):
        doc_values = kind != "text"
        field = {
            "name": name,
            "type": KIBANA_TYPES[kind],
            "esTypes": [kind],
            "searchable": True,
            "aggregatable": doc_values,
            "readFromDocValues": doc_values,
        }
        if name.endswith(".keyword"):
            field["subType"] = {"multi": {"parent": name.removesuffix(".keyword")}}
        fields.append(field)
    defaults = {"count": 0, "scripted": False, "readFromDocValues": False}
    return [{**defaults, "searchable": False, "aggregatable": False, **field} for field in fields]


def main(arguments: list[str]) -> int:
    """Write the import file to standard output, or read an export back into the folder."""
    if len(arguments) == 1 and (Path(arguments[0]) / FOLDER).is_dir():
        sys.stdout.write(ndjson(Path(arguments[0])))
        return 0
    if len(arguments) == 3 and arguments[1] == "--read" and Path(arguments[2]).is_file():
        exported = parse_ndjson(Path(arguments[2]).read_text("utf-8"))
        for path in write_folder(exported, Path(arguments[0])):
            print(f"Wrote {path}")
        return 0
    usage = f"usage: saved_objects.py FOLDER [--read EXPORT.ndjson]; FOLDER holds {FOLDER}/"
    print(usage, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

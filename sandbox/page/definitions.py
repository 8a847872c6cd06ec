"""Reads Kibana's saved objects in `dashboards/saved-objects/` into plain dashboards and panels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]


class NotDrawableError(Exception):
    """A panel uses something of Kibana that the local page cannot draw; the text says what."""


@dataclass(frozen=True)
class Aggregation:
    """One entry of `aggs` in a Kibana visualization: a metric, or a bucket that splits."""

    id: str
    type: str
    schema: str
    params: Mapping[str, Any]

    @property
    def is_metric(self) -> bool:
        """Say whether it yields a number for each bucket (Kibana's schema name tells)."""
        return self.schema in ("metric", "radius")


@dataclass(frozen=True)
class Place:
    """Where a panel stands, in Kibana's grid of 48 columns; a row is 20 pixels high there."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class IndexPattern:
    """Which indices are read, which field is a document's time, and how fields are written.

    `date_fields` come from the index template; `number_patterns` (field -> "+0.00") and
    `link_labels` (field -> text of the link) from the formats saved with the pattern.
    """

    title: str
    time_field: str
    date_fields: frozenset[str] = frozenset()
    number_patterns: Mapping[str, str] = field(default_factory=dict)
    link_labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """What a dashboard panel asks and how it is drawn.

    `kind` is Kibana's type: pie, line, area, histogram, horizontal_bar, metric, tagcloud, table,
    markdown, input_control_vis, or search for a saved search. `query` and `filters` are what the
    person who made it saved (Kibana's own notation); `colours` maps a label to a CSS colour.
    """

    id: str
    title: str
    kind: str
    place: Place
    index_pattern: IndexPattern
    description: str = ""
    aggregations: tuple[Aggregation, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    filters: tuple[Mapping[str, Any], ...] = ()
    colours: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    sort: tuple[tuple[str, str], ...] = ()

    @property
    def metrics(self) -> list[Aggregation]:
        """Return the numbers it shows, in order."""
        return [each for each in self.aggregations if each.is_metric]

    @property
    def buckets(self) -> list[Aggregation]:
        """Return what it splits by, outermost first."""
        return [each for each in self.aggregations if not each.is_metric]


@dataclass(frozen=True)
class Dashboard:
    """A dashboard with its panels from top to bottom, left to right."""

    id: str
    title: str
    description: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Definitions:
    """All that is drawn."""

    index_pattern: IndexPattern
    dashboards: tuple[Dashboard, ...]


def read_definitions(folder: Path) -> Definitions:
    """Read the saved objects below `folder` (the project's `dashboards/`).

    Raises ValueError when the folder holds no dashboard or a dashboard names a missing object.
    """
    objects = [json.loads(path.read_text("utf-8")) for path in sorted(_object_files(folder))]
    by_name = {(each["type"], each["id"]): each for each in objects}
    patterns = [each for each in objects if each["type"] == "index-pattern"]
    dashboards = [each for each in objects if each["type"] == "dashboard"]
    if len(patterns) != 1 or not dashboards:
        raise ValueError(
            f"{folder}/saved-objects should hold one index pattern and at least one dashboard; "
            f"it holds {len(patterns)} and {len(dashboards)}."
        )
    template = json.loads((folder / "index-template.json").read_text("utf-8"))
    fields = template["template"]["mappings"]["properties"]
    pattern = _index_pattern(patterns[0]["attributes"], fields)
    dashboards.sort(key=lambda saved: len(saved["id"]))  # the main one bears the project's name
    return Definitions(pattern, tuple(_dashboard(each, by_name, pattern) for each in dashboards))


def _index_pattern(attributes: Json, fields: Json) -> IndexPattern:
    formats = attributes.get("fieldFormatMap", {})
    return IndexPattern(
        title=attributes["title"],
        time_field=attributes["timeFieldName"],
        date_fields=frozenset(name for name, each in fields.items() if each.get("type") == "date"),
        number_patterns={
            name: each["params"]["pattern"]
            for name, each in formats.items()
            if each["id"] == "number"
        },
        link_labels={
            name: each["params"].get("labelTemplate", "")
            for name, each in formats.items()
            if each["id"] == "url"
        },
    )


def _object_files(folder: Path) -> list[Path]:
    return list((folder / "saved-objects").rglob("*.json"))


def _dashboard(
    saved: Json, by_name: Mapping[tuple[str, str], Json], pattern: IndexPattern
) -> Dashboard:
    attributes = saved["attributes"]
    panels = []
    for entry in attributes["panelsJSON"]:
        kind, name = entry["type"], entry["id"]
        if (kind, name) not in by_name:
            raise ValueError(f"Dashboard {saved['id']} shows {kind} {name!r}: no file holds it.")
        panels.append(_panel(by_name[kind, name], entry, pattern))
    panels.sort(key=lambda panel: (panel.place.y, panel.place.x))
    return Dashboard(
        saved["id"], attributes["title"], attributes.get("description", ""), tuple(panels)
    )


def _panel(saved: Json, entry: Json, pattern: IndexPattern) -> Panel:
    attributes = saved["attributes"]
    source = attributes["kibanaSavedObjectMeta"]["searchSourceJSON"]
    state = attributes.get("visState", {})
    grid = entry["gridData"]
    return Panel(
        id=saved["id"],
        title=entry["embeddableConfig"].get("title") or attributes["title"],
        kind=state.get("type", saved["type"]),
        place=Place(grid["x"], grid["y"], grid["w"], grid["h"]),
        index_pattern=pattern,
        description=attributes.get("description", ""),
        aggregations=tuple(
            _aggregation(each) for each in state.get("aggs", []) if each.get("enabled", True)
        ),
        params=state.get("params", {}),
        query=source.get("query", {}),
        filters=tuple(source.get("filter", [])),
        colours=attributes.get("uiStateJSON", {}).get("vis", {}).get("colors", {}),
        columns=tuple(attributes.get("columns", [])),
        sort=tuple((each[0], each[1]) for each in attributes.get("sort", [])),
    )


def _aggregation(saved: Json) -> Aggregation:
    return Aggregation(saved["id"], saved["type"], saved["schema"], saved.get("params", {}))

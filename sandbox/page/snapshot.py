"""Asks the index for every panel at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.page.aggregations import search_body
from sandbox.page.answers import drawing
from sandbox.page.definitions import Definitions, IndexPattern, NotDrawableError, Panel
from sandbox.page.index import Index, SearchRefusedError
from sandbox.page.labels import filter_field, iso
from sandbox.page.periods import Period
from sandbox.page.rows import field_value

Json = dict[str, Any]


@dataclass(frozen=True)
class Extent:
    """How many documents the index holds, and the period that they span."""

    period: Period
    documents: int


def filter_fields(definitions: Definitions) -> list[str]:
    """Return the fields that can be filtered by: those of the controls and of what is clicked."""
    panels = [panel for dashboard in definitions.dashboards for panel in dashboard.panels]
    controlled = [
        control["fieldName"]
        for panel in panels
        if panel.kind == "input_control_vis"
        for control in panel.params["controls"]
    ]
    clicked = [filter_field(split) for panel in panels for split in panel.buckets]
    return list(dict.fromkeys([*controlled, *(name for name in clicked if name)]))


def take_snapshot(
    index: Index,
    definitions: Definitions,
    chosen: Mapping[str, str],
    now: datetime,
    extent: Extent | None = None,
) -> Json:
    """Return what the page draws: {"taken_at", "documents", "period", "dashboards": [...]}.

    `chosen` is field -> value, of `filter_fields`; `extent` saves asking for it again. A panel that
    can't be drawn holds "error" with the reason instead of "drawing". Raises
    IndexDoesNotAnswerError.
    """
    extent = extent or find_extent(index, definitions.index_pattern, now)
    period = extent.period
    panels = {panel.id: panel for board in definitions.dashboards for panel in board.panels}
    drawings = _drawings(index, period, chosen, panels)
    return {
        "taken_at": iso(_milliseconds(now)),
        "documents": extent.documents,
        "period": {"start": iso(period.start_ms), "end": iso(period.end_ms)},
        "chosen": dict(chosen),
        "dashboards": [
            {
                "id": board.id,
                "title": board.title,
                "description": board.description,
                "panels": [{**_frame(each), **drawings[each.id]} for each in board.panels],
            }
            for board in definitions.dashboards
        ],
    }


def _drawings(
    index: Index,
    period: Period,
    chosen: Mapping[str, str],
    panels: Mapping[str, Panel],
) -> dict[str, Json]:
    drawings: dict[str, Json] = {}
    bodies: dict[str, Json] = {}
    for name, panel in panels.items():
        try:
            body = search_body(panel, period, chosen)
            if body is None:
                drawings[name] = {"drawing": drawing(panel, {}, period)}
            else:
                bodies[name] = body
        except NotDrawableError as error:
            drawings[name] = {"error": str(error)}
    for name, answer in zip(bodies, index.search(list(bodies.values())), strict=True):
        drawings[name] = _drawn(panels[name], answer, period)
    return drawings


def _drawn(panel: Panel, answer: Json | SearchRefusedError, period: Period) -> Json:
    if isinstance(answer, SearchRefusedError):
        return {"error": f"The index refused the search: {answer}"}
    try:
        return {"drawing": drawing(panel, answer, period)}
    except NotDrawableError as error:
        return {"error": str(error)}


def _frame(panel: Panel) -> Json:
    place = panel.place
    return {
        "id": panel.id,
        "title": panel.title,
        "description": panel.description,
        "place": {"x": place.x, "y": place.y, "width": place.width, "height": place.height},
    }


def find_extent(index: Index, pattern: IndexPattern, now: datetime) -> Extent:
    """Count the documents and find the times of the oldest and the newest one.

    By sorting, as the sandbox's index answers min and max of a time with null.
    """
    name = pattern.time_field
    bodies = [
        {
            "size": 1,
            "track_total_hits": True,
            "query": {"exists": {"field": name}},
            "sort": [{name: {"order": order, "unmapped_type": "date"}}],
            "_source": [name],
        }
        for order in ("asc", "desc")
    ]
    times, documents = [], 0
    for answer in index.search(bodies):
        if isinstance(answer, SearchRefusedError):
            raise answer
        documents = answer["hits"]["total"]["value"]
        times += [
            _milliseconds(datetime.fromisoformat(field_value(hit["_source"], name)))
            for hit in answer["hits"]["hits"]
        ]
    times = times or [_milliseconds(now)]
    return Extent(Period(min(times), max(times)), documents)


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)

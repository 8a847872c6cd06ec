"""Turns the answer of the index into what the browser draws: plain series, numbers and tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt

from sandbox.page import charts
from sandbox.page.definitions import NotDrawableError, Panel
from sandbox.page.periods import Period
from sandbox.page.rows import field_value, flatten

Json = dict[str, Any]

# This preset escapes HTML, and its link check refuses javascript: and data: addresses.
_MARKDOWN = MarkdownIt("js-default", {"html": False})


def drawing(panel: Panel, response: Json, period: Period) -> Json:
    """Return {"form": how to draw, ...}; all but text and controls hold a "table" of the numbers.

    `response` is the answer to `search_body(panel, ...)`, {} for a panel that asks for nothing.
    Raises NotDrawableError.
    """
    if panel.kind not in _FORMS:
        raise NotDrawableError(
            f"Panels of type {panel.kind!r} are not drawn; drawn are {', '.join(_FORMS)}."
        )
    return _FORMS[panel.kind](panel, response, period)


def _data_table(panel: Panel, response: Json, _: Period) -> Json:
    return charts.with_table(panel, flatten(panel, response), "table")


def _documents(panel: Panel, response: Json, _: Period) -> Json:
    pattern = panel.index_pattern
    columns = [pattern.time_field, *panel.columns]  # Kibana shows the time first, unasked
    sources = [hit["_source"] for hit in response["hits"]["hits"]]
    return {
        "form": "documents",
        "table": {
            "columns": columns,
            "patterns": [pattern.number_patterns.get(name) for name in columns],
            "links": [pattern.link_labels.get(name) for name in columns],
            "times": [name in pattern.date_fields for name in columns],
            "rows": [[field_value(source, name) for name in columns] for source in sources],
        },
    }


def _controls(panel: Panel, response: Json, _: Period) -> Json:
    answers = response.get("aggregations", {})
    controls = []
    for control in panel.params["controls"]:
        buckets = answers.get(control["id"], {}).get("buckets", [])
        options = sorted(str(bucket["key"]) for bucket in buckets)
        name = control["fieldName"]
        controls.append({"field": name, "label": control.get("label") or name, "options": options})
    return {"form": "controls", "controls": controls}


def _text(panel: Panel, _: Json, __: Period) -> Json:
    return {"form": "text", "html": _MARKDOWN.render(panel.params["markdown"])}


_FORMS: dict[str, Callable[[Panel, Json, Period], Json]] = {
    "pie": charts.pie,
    "line": charts.axes,
    "area": charts.axes,
    "histogram": charts.axes,
    "horizontal_bar": charts.axes,
    "metric": charts.numbers,
    "tagcloud": charts.words,
    "table": _data_table,
    "search": _documents,
    "input_control_vis": _controls,
    "markdown": _text,
}

"""The drawings with numbers in them: pie, axes, single numbers and word clouds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.page.definitions import Aggregation, NotDrawableError, Panel
from sandbox.page.labels import filter_field, label, number_pattern, shown, table
from sandbox.page.periods import Period, interval
from sandbox.page.rows import Key, Row, flatten

Json = dict[str, Any]

_MARKS = {"line": "line", "area": "area", "histogram": "bar"}


def with_table(panel: Panel, rows: Sequence[Row], form: str, **rest: Any) -> Json:
    """Return a drawing beside the table of the same numbers."""
    return {"form": form, **rest, "colours": dict(panel.colours), "table": table(panel, rows)}


def pie(panel: Panel, response: Json, _: Period) -> Json:
    """Draw {"labels", "values", "donut"}."""
    if len(panel.buckets) != 1 or len(panel.metrics) != 1:
        raise NotDrawableError("A pie is drawn with one split and one metric.")
    rows = flatten(panel, response)
    return with_table(
        panel,
        rows,
        "pie",
        labels=[str(row.keys[0]) for row in rows],
        values=[row.values[0] for row in rows],
        donut=bool(panel.params.get("isDonut")),
        field=filter_field(panel.buckets[0]),
    )


def axes(panel: Panel, response: Json, period: Period) -> Json:
    """Draw {"places": along the x axis, "series": [{"name", "values", "mark", "stacked"}], ...}."""
    schemas = [each.schema for each in panel.buckets]
    if sorted(schemas) not in (["segment"], ["group", "segment"]):
        raise NotDrawableError("An axis chart is drawn with one x axis and at most one series.")
    across = schemas.index("segment")
    split = schemas.index("group") if "group" in schemas else None
    rows = flatten(panel, response)
    places = _places(panel.buckets[across], [row.keys[across] for row in rows], period)
    series = []
    for number, metric in enumerate(panel.metrics):
        lines: dict[str, dict[Key, Any]] = {}
        for row in rows:
            name = label(metric) if split is None else str(row.keys[split])
            lines.setdefault(name, {})[row.keys[across]] = row.values[number]
        nothing = 0 if metric.type == "count" else None
        for name, line in lines.items():
            values = [line.get(place, nothing) for place in places]
            series.append({"name": name, "values": values, **_style(panel, metric)})
    is_time = panel.buckets[across].type == "date_histogram"
    return with_table(
        panel,
        rows,
        "axes",
        field=filter_field(panel.buckets[across]),
        time=is_time,
        horizontal=panel.kind == "horizontal_bar",
        places=[shown(place, is_time) for place in places],
        series=series,
        title=label(panel.metrics[0]) if len(panel.metrics) == 1 else "",
        pattern=number_pattern(panel, panel.metrics[0]),
        legend=split is not None or len(panel.metrics) > 1,
    )


def _places(across: Aggregation, keys: Sequence[Key], period: Period) -> list[Key]:
    found = list(dict.fromkeys(keys))
    if across.type != "date_histogram" or not found:
        return found
    width = interval(across.params.get("interval", "auto"), period).milliseconds
    times = sorted(int(key) for key in found)
    # Every step, so that a pause in the posts shows as a pause.
    return list(times if width is None else range(times[0], times[-1] + 1, width))


def _style(panel: Panel, metric: Aggregation) -> Json:
    styles: list[Json] = panel.params.get("seriesParams", [])
    own = next((each for each in styles if each["data"]["id"] == metric.id), {})
    kind = own.get("type", "histogram" if panel.kind == "horizontal_bar" else panel.kind)
    if kind not in _MARKS:
        raise NotDrawableError(f"A series drawn as {kind!r}; drawn are {', '.join(_MARKS)}.")
    return {"mark": _MARKS[kind], "stacked": own.get("mode", "normal") == "stacked"}


def numbers(panel: Panel, response: Json, _: Period) -> Json:
    """Draw {"numbers": [{"label", "value", "pattern"}]}."""
    rows = flatten(panel, response)
    found = [
        {
            "label": " ".join([*(str(key) for key in row.keys), label(metric)]),
            "value": value,
            "pattern": number_pattern(panel, metric),
        }
        for row in rows
        for metric, value in zip(panel.metrics, row.values, strict=True)
    ]
    return with_table(panel, rows, "numbers", numbers=found)


def words(panel: Panel, response: Json, _: Period) -> Json:
    """Draw {"words": [{"word", "count"}], "smallest" and "largest": letters in pixels}."""
    rows = flatten(panel, response)
    found = [{"word": str(row.keys[0]), "count": row.values[0]} for row in rows]
    smallest, largest = panel.params["minFontSize"], panel.params["maxFontSize"]
    return with_table(
        panel,
        rows,
        "words",
        field=filter_field(panel.buckets[0]),
        words=found,
        smallest=smallest,
        largest=largest,
    )

"""The names and tables that stand beside the drawings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sandbox.page.definitions import Aggregation, Panel
from sandbox.page.rows import Key, Row

Json = dict[str, Any]

_METRIC_NAMES = {
    "count": "Count",
    "avg": "Average {}",
    "sum": "Sum of {}",
    "min": "Min {}",
    "max": "Max {}",
    "cardinality": "Unique count of {}",
    "value_count": "Number of {}",
}


def label(aggregation: Aggregation) -> str:
    """Return the name that Kibana would give to an axis, a column or a number."""
    params = aggregation.params
    if params.get("customLabel"):
        return str(params["customLabel"])
    name = params.get("field", "")
    return _METRIC_NAMES.get(aggregation.type, "{}").format(name) or aggregation.type


def table(panel: Panel, rows: Sequence[Row]) -> Json:
    """Return {"columns", "patterns": of numbers or None, "times": which are, "rows": of values}."""
    columns = [label(each) for each in (*panel.buckets, *panel.metrics)]
    times = [each.type == "date_histogram" for each in panel.buckets]
    patterns = [*(None for _ in panel.buckets), *(number_pattern(panel, m) for m in panel.metrics)]
    return {
        "columns": columns,
        "patterns": patterns,
        "times": [*times, *(False for _ in panel.metrics)],
        "rows": [
            [*(shown(key, time) for key, time in zip(row.keys, times, strict=True)), *row.values]
            for row in rows
        ],
    }


def filter_field(split: Aggregation) -> str | None:
    """Return the field that a click on a value filters by, None where a click does nothing."""
    return split.params["field"] if split.type == "terms" else None


def number_pattern(panel: Panel, metric: Aggregation) -> str | None:
    """Return how the field's numbers are written (Kibana's "+0.00"), None for counts."""
    if metric.type in ("count", "value_count", "cardinality"):
        return None
    return panel.index_pattern.number_patterns.get(metric.params["field"])


def shown(key: Key, is_time: bool) -> Key:
    """Return a bucket's key as it is written: times in ISO 8601, the others as they are."""
    return iso(int(key)) if is_time else key


def iso(milliseconds: int) -> str:
    """Return a time such as 2026-11-23T20:15:04.000Z."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

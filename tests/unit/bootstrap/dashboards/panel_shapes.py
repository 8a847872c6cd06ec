"""What a panel of each kind looks like, whatever it shows: charts of one kind are alike.

The names are Kibana 7.10's; both it and OpenSearch Dashboards draw these.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]

COLOURS = {
    "sentiment": {
        "POSITIVE": "#2E8B57",  # green
        "NEGATIVE": "#C0392B",  # red
        "NEUTRAL": "#8A8F98",  # grey
        "MIXED": "#E0A526",  # amber
    },
    "source": {"stream": "#3B6FB6", "search": "#B07AA1"},
}
"""By the field whose values they stand for."""
EVERYTHING: JsonObject = {"query": {"query": "", "language": "kuery"}, "filter": []}
"""A search that leaves nothing out: what a person filters is up to them."""


@dataclass(frozen=True)
class Metric:
    """A number: `count`, or `avg`, `max`, `cardinality` of a field."""

    kind: str
    label: str
    of: str = ""


@dataclass(frozen=True)
class Split:
    """One part for each value of a field, the largest first; the rest is left out."""

    by: str
    label: str
    most: int
    by_count: bool = False
    """Whether posts are counted for the order, where the metric is another."""


@dataclass(frozen=True)
class OverTime:
    """One part for each piece of time, as long as fits the range on the screen."""

    by: str = "created_at"
    label: str = "Posted"


@dataclass(frozen=True)
class Panel:
    """One visualization: what it counts, and by what."""

    title: str
    description: str
    kind: str
    metrics: tuple[Metric, ...]
    splits: tuple[Split | OverTime, ...] = ()
    axis: str = ""
    stacked: bool = True
    rows: int = 0
    colours: JsonObject = field(default_factory=dict)


def visualization(panel: Panel) -> JsonObject:
    """Return the attributes of the saved object."""
    return {
        "title": panel.title,
        "description": panel.description,
        "version": 1,
        "visState": {
            "title": panel.title,
            "type": panel.kind,
            "params": _PARAMETERS[panel.kind](panel),
            "aggs": _aggregations(panel),
        },
        "uiStateJSON": {"vis": {"colors": panel.colours}} if panel.colours else {},
        "kibanaSavedObjectMeta": {"searchSourceJSON": {"index": "tweets", **EVERYTHING}},
    }


def _aggregations(panel: Panel) -> list[JsonObject]:
    schemas = ("bucket",) if panel.kind == "table" else ("segment", "group")
    found: list[tuple[str, str, JsonObject]] = []
    for metric in panel.metrics:
        of = {"field": metric.of} if metric.of else {}
        found.append((metric.kind, "metric", {**of, "customLabel": metric.label}))
    for split, schema in zip(panel.splits, schemas, strict=False):
        kind = "date_histogram" if isinstance(split, OverTime) else "terms"
        found.append((kind, schema, _split(split, number=len(found) + 1)))
    return [
        {"id": str(number), "enabled": True, "type": kind, "schema": schema, "params": params}
        for number, (kind, schema, params) in enumerate(found, start=1)
    ]


def _split(split: Split | OverTime, *, number: int) -> JsonObject:
    if isinstance(split, OverTime):
        return {
            "field": split.by,
            "useNormalizedEsInterval": True,
            "scaleMetricValues": False,
            "interval": "auto",
            "drop_partials": False,  # the newest piece is what people look at
            "min_doc_count": 1,
            "extended_bounds": {},
            "customLabel": split.label,
        }
    by_count = {
        "id": f"{number}-orderAgg",
        "enabled": True,
        "type": "count",
        "schema": "orderAgg",
        "params": {},
    }
    return {
        "field": split.by,
        "orderBy": "custom" if split.by_count else "1",
        "order": "desc",
        "size": split.most,
        "otherBucket": False,
        "otherBucketLabel": "Other",
        "missingBucket": False,
        "missingBucketLabel": "Missing",
        "customLabel": split.label,
        **({"orderAgg": by_count} if split.by_count else {}),
    }


def _pie(_panel: Panel) -> JsonObject:
    return {
        "type": "pie",
        "addTooltip": True,
        "addLegend": True,
        "legendPosition": "right",
        "isDonut": False,
        "labels": {"show": True, "values": True, "last_level": True, "truncate": 100},
    }


def _numbers(_panel: Panel) -> JsonObject:
    style = {"bgFill": "#000", "bgColor": False, "labelColor": False, "subText": "", "fontSize": 36}
    return {
        "addTooltip": True,
        "addLegend": False,
        "type": "metric",
        "metric": {
            "percentageMode": False,
            "useRanges": False,
            "colorSchema": "Green to Red",
            "metricColorMode": "None",  # a number is no judgement
            "colorsRange": [{"from": 0, "to": 10_000}],
            "labels": {"show": True},
            "invertColors": False,
            "style": style,
        },
    }


def _cloud(_panel: Panel) -> JsonObject:
    return {
        "scale": "linear",
        "orientation": "single",
        "minFontSize": 14,
        "maxFontSize": 48,
        "showLabel": False,
    }


def _table(panel: Panel) -> JsonObject:
    return {
        "perPage": panel.rows,
        "showPartialRows": False,
        "showMetricsAtAllLevels": False,
        "sort": {"columnIndex": None, "direction": None},
        "showTotal": False,
        "totalFunc": "sum",
        "percentageCol": "",
    }


def _chart(panel: Panel) -> JsonObject:
    lying = panel.kind == "horizontal_bar"
    drawn = "histogram" if lying else panel.kind
    # Labels of times may be left out where they are too close; names of bars never.
    long_names = {"filter": False, "truncate": 30}
    names = long_names if lying else {"filter": True, "truncate": 100}
    grouped = len(panel.splits) > 1
    return {
        "type": drawn,
        "grid": {"categoryLines": False},
        "categoryAxes": [
            {
                "id": "CategoryAxis-1",
                "type": "category",
                "position": "left" if lying else "bottom",
                "show": True,
                "style": {},
                "scale": {"type": "linear"},
                "labels": {"show": True, "rotate": 0, **names},
                "title": {},
            }
        ],
        "valueAxes": [
            {
                "id": "ValueAxis-1",
                "name": "BottomAxis-1" if lying else "LeftAxis-1",
                "type": "value",
                "position": "bottom" if lying else "left",
                "show": True,
                "style": {},
                "scale": {"type": "linear", "mode": "normal"},
                "labels": {"show": True, "rotate": 0, "filter": lying, "truncate": 100},
                "title": {"text": panel.axis},
            }
        ],
        "seriesParams": [
            {
                "show": True,
                "type": drawn,
                # Counts add up to all posts; averages do not add up to anything.
                "mode": "stacked" if panel.stacked else "normal",
                "data": {"id": "1", "label": panel.metrics[0].label},
                "valueAxis": "ValueAxis-1",
                "drawLinesBetweenPoints": True,
                "lineWidth": 2,
                "interpolate": "linear",
                "showCircles": True,
            }
        ],
        "addTooltip": True,
        "addLegend": grouped,
        "legendPosition": "right",
        "times": [],
        "addTimeMarker": False,
        "labels": {"show": lying},
        "thresholdLine": {
            "show": False,
            "value": 10,
            "width": 1,
            "style": "full",
            "color": "#E7664C",
        },
    }


_PARAMETERS = {
    "pie": _pie,
    "metric": _numbers,
    "tagcloud": _cloud,
    "table": _table,
    **dict.fromkeys(("area", "line", "histogram", "horizontal_bar"), _chart),
}

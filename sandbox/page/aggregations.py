"""Turns what a panel asks (`aggs` of Kibana's visState) into the body of one search request.

Only requests that the small index of the sandbox answers correctly are made; what it gets wrong
(an order by a metric, terms for what is missing, the largest time) is asked for in another way and
finished by `sandbox.page.rows`. A real Elasticsearch gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sandbox.page.definitions import Aggregation, IndexPattern, NotDrawableError, Panel
from sandbox.page.periods import Period, interval
from sandbox.page.queries import saved_conditions

Json = dict[str, Any]

NUMBER_AGGREGATIONS = ("avg", "sum", "min", "max", "cardinality", "value_count")
MOST_TERMS = 10_000  # search.max_buckets of Elasticsearch 7 is 10,000 by default
MOST_CONTROL_OPTIONS = 100
MOST_DOCUMENTS = 50  # a page of Discover in the default settings is longer than anyone reads here


def search_body(panel: Panel, period: Period, chosen: Mapping[str, str]) -> Json | None:
    """Return the search that answers `panel`, or None when it asks the index for nothing.

    `chosen` holds field -> value, as picked in the controls. Raises NotDrawableError.
    """
    if panel.kind == "markdown":
        return None
    if panel.kind == "input_control_vis":
        return {"size": 0, "aggs": _control_options(panel)}
    query = _query(panel, chosen)
    if panel.kind == "search":
        order = [{name: {"order": way, "unmapped_type": "date"}} for name, way in panel.sort]
        columns = [panel.index_pattern.time_field, *panel.columns]
        return {"size": MOST_DOCUMENTS, "query": query, "sort": order, "_source": columns}
    body: Json = {"size": 0, "track_total_hits": True, "query": query}
    aggregations = _nested(panel.buckets, panel.metrics, panel.index_pattern, period)
    return {**body, "aggs": aggregations} if aggregations else body


def _query(panel: Panel, chosen: Mapping[str, str]) -> Json:
    wanted, unwanted = saved_conditions(panel.query, panel.filters)
    wanted += [{"term": {name: value}} for name, value in chosen.items()]
    return {"bool": {"filter": wanted, "must_not": unwanted}}


def _control_options(panel: Panel) -> Json:
    controls: Iterable[Json] = panel.params["controls"]
    options: Json = {}
    for control in controls:
        if control["type"] != "list":
            raise NotDrawableError(f"A control of type {control['type']!r}; only lists are drawn.")
        terms = {"field": control["fieldName"], "size": MOST_CONTROL_OPTIONS}
        options[control["id"]] = {"terms": terms}
    return options


def _nested(
    buckets: Sequence[Aggregation],
    metrics: Sequence[Aggregation],
    pattern: IndexPattern,
    period: Period,
) -> Json:
    if not buckets:
        return {each.id: _number(each, pattern) for each in metrics if each.type != "count"}
    outermost, inner = buckets[0], _nested(buckets[1:], metrics, pattern, period)
    bodies = {outermost.id: _bucket(outermost, metrics, period)}
    if outermost.params.get("missingBucket"):
        bodies[missing_name(outermost)] = {"missing": {"field": outermost.params["field"]}}
    return {name: {**body, "aggs": inner} if inner else body for name, body in bodies.items()}


def missing_name(aggregation: Aggregation) -> str:
    """Return the name under which documents without the field are counted."""
    return f"{aggregation.id}-missing"


def _number(aggregation: Aggregation, pattern: IndexPattern) -> Json:
    kind = aggregation.type
    if kind not in NUMBER_AGGREGATIONS:
        raise NotDrawableError(
            f"The metric {kind!r}; drawn are count, {', '.join(NUMBER_AGGREGATIONS)}."
        )
    field = aggregation.params["field"]
    if kind in ("min", "max") and field in pattern.date_fields:
        order = "asc" if kind == "min" else "desc"
        sort = [{field: {"order": order, "unmapped_type": "date", "missing": "_last"}}]
        return {"top_hits": {"size": 1, "sort": sort, "_source": [field]}}
    return {kind: {"field": field}}


def _bucket(aggregation: Aggregation, metrics: Sequence[Aggregation], period: Period) -> Json:
    params = aggregation.params
    match aggregation.type:
        case "terms":
            size = _terms_size(aggregation, metrics)
            return {"terms": {"field": params["field"], "size": size}}
        case "date_histogram":
            width = interval(params.get("interval", "auto"), period)
            return {"date_histogram": {"field": params["field"], **width.request}}
        case "histogram":
            histogram = {"field": params["field"], "interval": params["interval"]}
            return {"histogram": {**histogram, "min_doc_count": 1}}
        case "range":
            return {"range": {"field": params["field"], "ranges": params["ranges"]}}
        case "filters":
            return {"filters": {"filters": _named_filters(params["filters"])}}
        case other:
            raise NotDrawableError(f"The split {other!r} is not drawn here.")


def _terms_size(aggregation: Aggregation, metrics: Sequence[Aggregation]) -> int:
    params = aggregation.params
    for name in ("include", "exclude"):
        if params.get(name):
            raise NotDrawableError(f"Terms with {name!r}: the sandbox's index would ignore it.")
    size: int = params.get("size", 5)
    return size if orders_by_count(aggregation, metrics) else MOST_TERMS


def orders_by_count(aggregation: Aggregation, metrics: Sequence[Aggregation]) -> bool:
    """Say whether terms come with the most frequent first, which needs no more than `size`."""
    params = aggregation.params
    counts = [each.id for each in metrics if each.type == "count"]
    own_count = (
        params.get("orderBy") == "custom" and params.get("orderAgg", {}).get("type") == "count"
    )
    by_count = own_count or params.get("orderBy") in counts
    return by_count and params.get("order", "desc") == "desc"


def _named_filters(filters: Sequence[Json]) -> Json:
    named: Json = {}
    for each in filters:
        wanted, unwanted = saved_conditions(each["input"], ())
        label = each.get("label") or str(each["input"]["query"]) or "*"
        named[label] = {"bool": {"filter": wanted, "must_not": unwanted}}
    return named

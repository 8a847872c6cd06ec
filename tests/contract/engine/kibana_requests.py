"""The aggregations that Kibana 7.10 makes of a classic visualization, and what they should give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

JsonObject = dict[str, Any]

BUCKETS = {"segment", "group", "bucket", "split"}
HOUR = "1h"  # what the interval "auto" comes to for a range of half a day or so


def request(state: JsonObject) -> JsonObject:
    """Return the body of the search for one panel."""
    splits = [each for each in state["aggs"] if each["schema"] in BUCKETS]
    numbers = [each for each in state["aggs"] if each["schema"] == "metric"]
    return {"size": 0, "track_total_hits": True, "aggs": _nested(splits, numbers)}


def _nested(splits: Sequence[JsonObject], numbers: Sequence[JsonObject]) -> JsonObject:
    metrics = {
        each["id"]: {each["type"]: {"field": each["params"]["field"]}}
        for each in numbers
        if each["type"] != "count"
    }
    if not splits:
        return metrics
    first, *rest = splits
    return {first["id"]: {**_split(first, numbers), "aggs": {**metrics, **_nested(rest, numbers)}}}


def _split(split: JsonObject, numbers: Sequence[JsonObject]) -> JsonObject:
    params = split["params"]
    if split["type"] == "date_histogram":
        body = {"field": params["field"], "fixed_interval": HOUR, "time_zone": "UTC"}
        return {"date_histogram": {**body, "min_doc_count": params["min_doc_count"]}}
    assert split["type"] == "terms"
    counted = {each["id"] for each in numbers if each["type"] == "count"}
    by_count = params["orderBy"] in counted or params.get("orderAgg", {}).get("type") == "count"
    order = {"_count" if by_count else params["orderBy"]: params["order"]}
    return {"terms": {"field": params["field"], "size": params["size"], "order": order}}


def expected(aggregations: JsonObject, documents: Sequence[JsonObject]) -> JsonObject:
    """Return what the aggregations give over these documents, computed plainly."""
    answer: JsonObject = {}
    for name, body in aggregations.items():
        [kind] = set(body) - {"aggs"}
        if kind in {"terms", "date_histogram"}:
            groups: dict[str, list[JsonObject]] = defaultdict(list)
            for document in documents:
                for value in _values(document, body[kind]["field"]):
                    groups[value[:13] if kind == "date_histogram" else str(value)].append(document)
            answer[name] = {
                key: {"count": len(group), **expected(body["aggs"], group)}
                for key, group in groups.items()
            }
        else:
            answer[name] = _number(kind, body[kind]["field"], documents)
    return answer


def found(aggregations: JsonObject, answer: JsonObject) -> JsonObject:
    """Return an engine's answer in the same form."""
    plain: JsonObject = {}
    for name, body in aggregations.items():
        if "buckets" not in answer[name]:
            plain[name] = answer[name]["value"]
            continue
        plain[name] = {
            _key(bucket): {"count": bucket["doc_count"], **found(body["aggs"], bucket)}
            for bucket in answer[name]["buckets"]
        }
    return plain


def _key(bucket: JsonObject) -> str:
    if "key_as_string" in bucket and "T" in bucket["key_as_string"]:
        return str(bucket["key_as_string"])[:13]
    return str(bucket["key"])


def _values(document: JsonObject, field: str) -> Iterable[Any]:
    value: Any = document
    for part in field.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _number(kind: str, field: str, documents: Sequence[JsonObject]) -> float | None:
    values = [value for document in documents for value in _values(document, field)]
    if kind == "cardinality":
        return len(set(values))
    if not values:
        return None
    if field.endswith("_at"):
        values = [_milliseconds(value) for value in values]
    result: float = (
        sum(values) / len(values) if kind == "avg" else {"max": max, "min": min}[kind](values)
    )
    return result


def _milliseconds(text: str) -> float:

    return round(datetime.fromisoformat(text).timestamp() * 1000)

"""Flattens the buckets of an Elasticsearch answer into rows: the keys that lead to a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.page.aggregations import missing_name, orders_by_count
from sandbox.page.definitions import Aggregation, NotDrawableError, Panel

Json = dict[str, Any]
Key = str | int | float
Entry = tuple[Key, Json]
Value = float | int | str | None

OTHER = "Other"
MISSING = "Missing"


@dataclass(frozen=True)
class Row:
    """One number, or several, at the end of a path of buckets.

    `keys` follow `panel.buckets` (milliseconds since 1970 for a time), `values` its metrics
    (a text such as 2026-11-23T20:15:04.000Z for the newest or oldest time).
    """

    keys: tuple[Key, ...]
    values: tuple[Value, ...]


def flatten(panel: Panel, response: Json) -> list[Row]:
    """Return the rows of `panel` in the order in which Kibana shows them."""
    whole = {**response.get("aggregations", {}), "doc_count": response["hits"]["total"]["value"]}
    return list(_walk(panel.buckets, panel.metrics, whole, ()))


def _walk(
    buckets: Sequence[Aggregation],
    metrics: Sequence[Aggregation],
    answer: Json,
    path: tuple[Key, ...],
) -> Iterator[Row]:
    if not buckets:
        yield Row(path, tuple(_value(each, answer) for each in metrics))
        return
    for key, bucket in _entries(buckets[0], metrics, answer):
        yield from _walk(buckets[1:], metrics, bucket, (*path, key))


def _value(metric: Aggregation, answer: Json) -> Value:
    if metric.type == "count":
        count: int = answer["doc_count"]
        return count
    found = answer.get(metric.id, {})
    if "hits" in found:
        hits = found["hits"]["hits"]
        newest: Value = field_value(hits[0]["_source"], metric.params["field"]) if hits else None
        return newest
    value: Value = found.get("value")
    return value


def field_value(source: Mapping[str, Any], path: str) -> Any:
    """Return a field of a document by its dotted name, None where it is absent."""
    value: Any = source
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _entries(split: Aggregation, metrics: Sequence[Aggregation], answer: Json) -> list[Entry]:
    found: Any = answer.get(split.id, {}).get("buckets", [])
    if split.type == "filters":
        return list(found.items())
    if split.type == "date_histogram":
        return [(int(each["key"]), each) for each in found if each["doc_count"]]
    if split.type == "range":
        return [(_range_name(each), each) for each in found]
    entries: list[Entry] = [(_name(each), each) for each in found]
    return _ordered_terms(split, metrics, answer, entries) if split.type == "terms" else entries


def _name(bucket: Json) -> Key:
    name: Key = bucket["key_as_string"] if "key_as_string" in bucket else bucket["key"]
    return name


def _range_name(bucket: Json) -> str:
    return f"{bucket.get('from', '…')} to {bucket.get('to', '…')}"


def _ordered_terms(
    split: Aggregation,
    metrics: Sequence[Aggregation],
    answer: Json,
    entries: list[Entry],
) -> list[Entry]:
    params = split.params
    if params.get("missingBucket"):
        missing = answer[missing_name(split)]
        if missing["doc_count"]:
            entries.append((params.get("missingBucketLabel", MISSING), missing))
    order = _order(split, metrics)
    entries.sort(key=order, reverse=params.get("order", "desc") == "desc")
    size = int(params.get("size", 5))
    shown, hidden = entries[:size], entries[size:]
    not_returned = answer.get(split.id, {}).get("sum_other_doc_count", 0)
    rest = not_returned + sum(bucket["doc_count"] for _, bucket in hidden)
    if params.get("otherBucket") and rest:
        if [each.type for each in metrics] != ["count"]:
            raise NotDrawableError(f"{OTHER!r} beside a metric that is not a plain count.")
        shown.append((params.get("otherBucketLabel", OTHER), {"doc_count": rest}))
    return shown


def _order(split: Aggregation, metrics: Sequence[Aggregation]) -> Callable[[Entry], Any]:
    wanted = split.params.get("orderBy")
    if orders_by_count(split, metrics):
        return lambda entry: entry[1]["doc_count"]
    if wanted == "_key":
        return lambda entry: str(entry[0])
    metric = next((each for each in metrics if each.id == wanted), None)
    if metric is None:
        raise NotDrawableError(f"Terms in the order of {wanted!r}: no metric of the panel is that.")
    return lambda entry: _value(metric, entry[1]) or 0

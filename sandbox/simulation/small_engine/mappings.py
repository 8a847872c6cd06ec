"""Mappings: the types of fields, what may be changed of them, and which values they take.

"Field data types" and "Mapping parameters" of Elasticsearch 7.10. A type that is not in the table
is refused like one that no engine has.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.simulation.small_engine.refusals import RefusedError

JsonObject = dict[str, Any]

_MEMBERS = ("properties", "dynamic", "_meta")


def _is_scalar(value: Any) -> bool:
    return not isinstance(value, dict)


def _is_whole(value: Any) -> bool:
    return _is_scalar(value) and _parses(int, value)


def _is_number(value: Any) -> bool:
    return _is_scalar(value) and _parses(float, value)


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and _parses(datetime.fromisoformat, value)


def _is_boolean(value: Any) -> bool:
    return value in (True, False, "true", "false", "")


_TYPES: dict[str, tuple[Callable[[Any], bool], tuple[str, ...]]] = {
    "keyword": (_is_scalar, ("ignore_above", "fields")),
    "text": (_is_scalar, ("fields",)),
    "date": (_is_date, ()),
    "boolean": (_is_boolean, ()),
    "integer": (_is_whole, ()),
    "long": (_is_whole, ()),
    "float": (_is_number, ()),
}
"""Which values a type takes, and its parameters."""


def check_mapping(mapping: JsonObject) -> None:
    """Look whether a mapping means something; raises RefusedError."""
    unknown = sorted(set(mapping) - set(_MEMBERS))
    if unknown:
        raise _refused(f"Root mapping definition has unsupported parameters: {unknown}")
    if str(mapping.get("dynamic", True)).lower() not in ("true", "false", "strict"):
        raise _refused(f"Could not convert [{mapping['dynamic']}] to boolean")
    _check_fields(mapping.get("properties", {}))


def as_index(mapping: JsonObject) -> JsonObject:
    """Return a mapping as an index tells it."""
    told = copy.deepcopy(mapping)
    if "dynamic" in told:
        told["dynamic"] = str(told["dynamic"]).lower()
    return told


def merged(properties: JsonObject, more: JsonObject) -> JsonObject:
    """Return fields with more fields; raises RefusedError where a field would change its type."""
    after = dict(properties)
    for name, field in more.items():
        before = after.get(name, {})
        if before and before.get("type") != field.get("type"):
            words = f"mapper [{name}] cannot be changed from type [{before.get('type')}]"
            raise RefusedError("illegal_argument_exception", words)
        after[name] = {**before, **field}
        if "properties" in before:
            after[name]["properties"] = merged(before["properties"], field["properties"])
    return after


def check_document(properties: JsonObject, document: JsonObject) -> None:
    """Look whether each value fits the type of its field, if it has one; raises RefusedError."""
    for name, value in document.items():
        field = properties.get(name)
        for one in value if isinstance(value, list) else [value]:
            if field is not None and one is not None:
                _check_value(name, field, one)


def _check_value(name: str, field: JsonObject, value: Any) -> None:
    if "properties" in field:
        if not isinstance(value, dict):
            raise _refused(f"object mapping for [{name}] tried to parse field [{name}] as object")
        check_document(field["properties"], value)
    elif not _TYPES[field["type"]][0](value):
        raise _refused(f"failed to parse field [{name}] of type [{field['type']}]: {value!r}")


def _check_fields(fields: JsonObject) -> None:
    for name, field in fields.items():
        if "properties" in field:
            _check_fields(field["properties"])
            continue
        kind = field.get("type")
        if kind not in _TYPES:
            raise _refused(f"No handler for type [{kind}] declared on field [{name}]")
        for parameter, value in field.items():
            if parameter not in ("type", *_TYPES[kind][1]):
                words = f"unknown parameter [{parameter}] on mapper [{name}] of type [{kind}]"
                raise _refused(words)
            if parameter == "ignore_above" and not _is_whole(value):
                raise _refused(f"Failed to parse mapping: [{value}] is not a number")
        _check_fields(field.get("fields", {}))


def _parses(parse: Callable[[Any], object], value: Any) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True


def _refused(reason: str) -> RefusedError:
    return RefusedError("mapper_parsing_exception", reason)

"""Ingest pipelines of the processors `set`, `convert` and `remove`.

"Ingest processor reference" of Elasticsearch 7.10: `{{name}}` in a value stands for that field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sandbox.simulation.small_engine.refusals import RefusedError

JsonObject = dict[str, Any]

_MEMBERS = {"description", "version", "processors"}
_OPTIONS = {"set": ("field", "value"), "convert": ("field", "type"), "remove": ("field",)}
_MORE_OPTIONS = {"convert": {"target_field"}}
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]+")
_LONG = range(-(2**63), 2**63)


@dataclass(frozen=True)
class Placed:
    """A document, and where it goes; `version` if its pipeline gives it an external one."""

    index: str
    document_id: str
    source: JsonObject
    version: int | None = None


class Pipelines:
    """They are kept as they were put."""

    def __init__(self) -> None:
        self._stored: dict[str, JsonObject] = {}

    def put(self, name: str, content: JsonObject) -> None:
        """Keep a pipeline; raises RefusedError."""
        unknown = sorted(set(content) - _MEMBERS)
        processors = content.get("processors")
        if not isinstance(processors, list):
            is_missing = "required property is missing" if processors is None else "isn't a list"
            raise _refused(f"[processors] {is_missing}")
        for processor in processors:
            ((kind, options),) = processor.items()
            _check_processor(kind, options)
        if unknown:
            raise _refused(f"pipeline [{name}] {_UNSUPPORTED} {unknown}")
        self._stored[name] = content

    def get(self, name: str) -> JsonObject | None:
        """Return a pipeline, None when there is none."""
        return self._stored.get(name)

    def run(self, name: str, placed: Placed) -> Placed:
        """Return the document after the pipeline, where that puts it; raises RefusedError."""
        if name not in self._stored:
            words = f"pipeline with id [{name}] does not exist"
            raise RefusedError("illegal_argument_exception", words)
        after = {**placed.source, "_index": placed.index, "_id": placed.document_id}
        for processor in self._stored[name]["processors"]:
            ((kind, options),) = processor.items()
            if kind == "set":
                after[options["field"]] = _filled(options["value"], after)
            elif kind == "convert":
                after[options.get("target_field", options["field"])] = _long(options, after)
            elif after.pop(options["field"], None) is None:
                words = f"field [{options['field']}] not present as part of path"
                raise RefusedError("illegal_argument_exception", words)
        version = after.pop("_version", None)
        if after.pop("_version_type", "external_gte") != "external_gte":
            raise NotImplementedError("The small engine knows no other type of versions")
        return Placed(after.pop("_index"), after.pop("_id"), after, version)


_UNSUPPORTED = "doesn't support one or more provided configuration parameters"


def _check_processor(kind: str, options: JsonObject) -> None:
    if kind not in _OPTIONS:
        raise _refused(f"No processor type exists with name [{kind}]")
    missing = [name for name in _OPTIONS[kind] if name not in options]
    if missing:
        raise _refused(f"[{missing[0]}] required property is missing")
    unknown = sorted(set(options) - set(_OPTIONS[kind]) - _MORE_OPTIONS.get(kind, set()))
    if unknown:
        raise _refused(f"processor [{kind}] {_UNSUPPORTED} {unknown}")


def _filled(value: str, document: JsonObject) -> str:
    return re.sub(r"{{(\w+)}}", lambda name: str(document.get(name[1], "")), value)


def _long(options: JsonObject, document: JsonObject) -> int:
    """Return a field as the number that a `convert` makes of it."""
    if options["type"] != "long":
        raise NotImplementedError(f"The small engine does not convert to {options['type']!r}")
    value = str(document.get(options["field"]))
    if not _WHOLE_NUMBER.fullmatch(value) or int(value) not in _LONG:
        words = f"unable to convert [{value}] to long"
        raise RefusedError("illegal_argument_exception", words)
    return int(value)


def _refused(reason: str) -> RefusedError:
    return RefusedError("parse_exception", reason)

"""External versions that an ingest pipeline sets, for an index that takes them from requests alone.

A pipeline of Elasticsearch 7.10 and of OpenSearch may set `_version` and `_version_type` of the
document that goes through it ("Access metadata fields", "Index API: version types"). noida-db lets
go of both without a word, but honours them in the line of a `_bulk`'s operation.
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_LARGEST = 2**63 - 1
# Returns what a GET of a path of the index answers, None when that is refused.
Ask = Callable[[str], Any]


@dataclass(frozen=True)
class _Versioning:
    """The field that a pipeline makes the version of, and the type that it gives it."""

    field: str
    kind: str


def with_versions(path: str, body: bytes, ask: Ask) -> bytes:
    """Return the body of a `_bulk` with the versions that the pipelines of its documents set.

    What is no operation `index` with its document, and what has no such pipeline or no version that
    fits, stays as it is: the index says what is wrong with it.
    """
    versioning = lru_cache(lambda index: _versioning(index, ask))
    named = path.strip("/").split("/")
    lines = body.split(b"\n")
    place = 0
    while place < len(lines):
        operation = _object(lines[place]) if lines[place].strip() else {}
        target = operation.get("index")
        if isinstance(target, dict) and place + 1 < len(lines):
            found = versioning(str(target.get("_index") or named[0]))
            version = found and _version(_object(lines[place + 1]).get(found.field))
            if found and version is not None:
                versioned = {**target, "version": version, "version_type": found.kind}
                lines[place] = json.dumps({"index": versioned}).encode()
        place += 2 if operation.keys() & {"index", "create", "update"} else 1
    return b"\n".join(lines)


def _versioning(index: str, ask: Ask) -> _Versioning | None:
    name = _default_pipeline(index, ask)
    pipelines = ask(f"/_ingest/pipeline/{name}") if name else None
    if not pipelines:
        return None
    field = kind = ""
    for processor in pipelines[name]["processors"]:
        ((what, options),) = processor.items()
        if what == "convert" and options.get("target_field") == "_version":
            field = options["field"]
        if what == "set" and options["field"] == "_version_type":
            kind = options["value"]
    return _Versioning(field, kind) if field and kind else None


def _default_pipeline(index: str, ask: Ask) -> str | None:
    """Return the pipeline that the index template of the highest priority gives to an index."""
    answer = ask("/_index_template") or {"index_templates": []}
    templates = [each["index_template"] for each in answer["index_templates"]]
    matching = [
        template
        for template in templates
        if any(fnmatch.fnmatchcase(index, pattern) for pattern in template["index_patterns"])
    ]
    if not matching:
        return None
    template = max(matching, key=lambda each: each.get("priority", 0)).get("template", {})
    settings = template.get("settings", {})
    name: str | None = settings.get("index", settings).get("default_pipeline")
    return name


def _version(value: object) -> int | None:
    try:
        number = int(value) if isinstance(value, str | int) else -1
    except ValueError:
        return None
    return number if 0 <= number <= _LARGEST else None


def _object(line: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}

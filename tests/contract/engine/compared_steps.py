"""A request that front and plugin have to answer alike, and the reasons why they may not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

EVERYBODY = ("delivery", "viewer", "unmapped", "master")
STRANGERS = ("nobody", "wrong password", "unknown")
MASTER = ("master",)
BY_HAND = ("crud-only", "writes-only", "indexes-only", "reads-only")
WEEK = "tweets-2026-w48"
BODY_LIMIT = (
    "Amazon OpenSearch Service, 'Network limits': 10 MiB a request on a small instance; the plain"
    " engine takes 100."
)
ONE_FAMILY = (
    "Stricter on purpose: the plugin still answers to the names of the other family of engines; a"
    " deployment that mixes them up shall be found."
)
AFTER_THE_PIPELINE = (
    "The plugin asks about the index that a pipeline chose. The front learns of that one only from"
    " the engine's answer, so it asks about the name that was sent as well."
)
NO_ALIASES = (
    "To the plugin an index is also what its aliases are called. The front looks at the name that"
    " was sent alone; no part of a deployment makes an alias."
)
NO_SYSTEM_INDEX = "The front keeps roles in memory: there is no system index to protect."


@dataclass(frozen=True)
class Step:
    """A request, who sends it one after the other, and why the front's answer differs, if so."""

    method: str
    path: str
    body: Any = None
    callers: tuple[str, ...] = EVERYBODY
    differs: str = ""


def lines(*parts: Any) -> str:
    """Return NDJSON."""
    return "".join((part if isinstance(part, str) else json.dumps(part)) + "\n" for part in parts)


def write(index: str = "tweets", name: str = "d-1", operation: str = "index") -> dict[str, Any]:
    """Return an operation of a `_bulk`."""
    return {operation: {"_index": index, "_id": name}}


def post(name: str, week: str = "2026-w48", **more: Any) -> dict[str, Any]:
    """Return as much of a post as the pipeline needs."""
    return {"bucket": week, "id": name, "revision": "1", **more}


def bulk(*parts: Any, path: str = "/_bulk", **more: Any) -> Step:
    """Return a step that sends a `_bulk`."""
    return Step("POST", path, lines(*parts), **more)


def get(*paths: str) -> tuple[Step, ...]:
    """Return steps that read."""
    return tuple(Step("GET", path) for path in paths)

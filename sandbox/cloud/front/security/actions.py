"""What a request to the engine does, in the names that the security plugin's permissions have.

"Permissions" and "Default action groups" of the OpenSearch security documentation; a reasonable
part of them, with what the security plugin's static_action_groups.yml says of each.
"""

from __future__ import annotations

import fnmatch
import json
import urllib.parse
from dataclasses import dataclass

from sandbox.web import Request

_READ = (
    "indices:data/read*",
    "indices:admin/mappings/fields/get*",
    "indices:admin/resolve/index",
)
_WRITE = ("indices:data/write*", "indices:admin/mapping/put")
_COMPOSITE_READS = (
    "indices:data/read/mget",
    "indices:data/read/msearch",
    "indices:data/read/mtv",
    "indices:data/read/scroll",
    "indices:admin/aliases/exists*",
    "indices:admin/aliases/get*",
    "indices:admin/resolve/index",
)
ACTION_GROUPS: dict[str, tuple[str, ...]] = {
    "unlimited": ("*",),
    "indices_all": ("indices:*",),
    "manage": ("indices:monitor/*", "indices:admin/*"),
    "manage_aliases": ("indices:admin/aliases*",),
    "data_access": ("indices:data/*", *_READ, *_WRITE),
    "crud": (*_READ, *_WRITE),
    "read": _READ,
    "search": (
        "indices:data/read/search*",
        "indices:data/read/msearch*",
        "indices:data/read/suggest*",
        "indices:admin/resolve/index",
    ),
    "suggest": ("indices:data/read/suggest*",),
    "get": ("indices:data/read/get*", "indices:data/read/mget*"),
    "write": _WRITE,
    "index": (
        "indices:data/write/index*",
        "indices:data/write/update*",
        "indices:data/write/bulk*",
        "indices:admin/mapping/put",
    ),
    "delete": ("indices:data/write/delete*",),
    "create_index": ("indices:admin/create", "indices:admin/mapping/put"),
    "indices_monitor": ("indices:monitor/*",),
    "cluster_all": ("cluster:*",),
    "cluster_monitor": ("cluster:monitor/*",),
    "cluster_composite_ops": (
        "indices:data/write/bulk",
        "indices:data/write/reindex",
        "indices:admin/aliases*",
        *_COMPOSITE_READS,
    ),
    "cluster_composite_ops_ro": _COMPOSITE_READS,
    "cluster_manage_pipelines": ("cluster:admin/ingest/pipeline/*",),
    "cluster_manage_index_templates": (
        "indices:admin/template/*",
        "indices:admin/index_template/*",
    ),
    "kibana_all_read": ("kibana:saved_objects/*/read",),
    "kibana_all_write": ("kibana:saved_objects/*/write",),
}
_READS = ("_search", "_count", "_msearch", "_mget", "_doc", "_source", "_field_caps", "_validate")
_MONITORS = ("_settings", "_stats", "_segments", "_recovery")


@dataclass(frozen=True)
class Action:
    """One thing that must be permitted: on the cluster (`index` is None), or on an index."""

    name: str
    index: str | None = None


def actions_of(request: Request) -> list[Action]:
    """Return all that must be permitted for the request."""
    parts = [urllib.parse.unquote(part) for part in request.path.split("/") if part]
    verb = next((part for part in parts if part.startswith("_") and part != "_all"), "")
    indices = parts[0].split(",") if parts and not parts[0].startswith("_") else ["*"]
    if verb == "_bulk":
        named = {index for index in bulk_indices(request.body, parts[0]) if index}
        items = [Action("indices:data/write/bulk[s]", index) for index in sorted(named)]
        return [Action("indices:data/write/bulk"), *items]
    if not parts or verb in ("_cluster", "_nodes", "_cat", "_tasks"):
        changes = request.method not in ("GET", "HEAD") or verb == "_tasks"
        return [Action("cluster:admin/settings/update" if changes else "cluster:monitor/health")]
    if verb in ("_ingest", "_index_template", "_component_template", "_template"):
        return [Action(_administration(verb, request.method))]
    name = _index_action(verb, request.method)
    return [Action(name, index) for index in indices]


def permits(patterns: list[str], action: str) -> bool:
    """Tell whether permissions (names, patterns or action groups) hold the action."""
    expanded = [name for pattern in patterns for name in ACTION_GROUPS.get(pattern, (pattern,))]
    return any(fnmatch.fnmatchcase(action, pattern) for pattern in expanded)


def bulk_indices(body: bytes, default: str) -> list[str]:
    """Return the index of each operation of an NDJSON body, in order; raises ValueError."""
    indices = []
    lines = iter(body.split(b"\n"))
    for line in lines:
        if not line.strip():
            continue
        operation, target = next(iter(json.loads(line).items()))
        indices.append(str(target.get("_index", default)))
        if operation != "delete":
            next(lines, None)
    return indices


def _administration(verb: str, method: str) -> str:
    access = "get" if method in ("GET", "HEAD") else "delete" if method == "DELETE" else "put"
    place = {
        "_ingest": "cluster:admin/ingest/pipeline",
        "_index_template": "indices:admin/index_template",
        "_component_template": "cluster:admin/component_template",
        "_template": "indices:admin/template",
    }[verb]
    return f"{place}/{access}"


def _index_action(verb: str, method: str) -> str:
    reading = method in ("GET", "HEAD")
    if verb in ("_search", "_msearch", "_count", "_mget", "_field_caps", "_validate"):
        return "indices:data/read/search"
    if verb in _READS:
        writing = "delete" if method == "DELETE" else "index"
        return "indices:data/read/get" if reading else f"indices:data/write/{writing}"
    if verb in ("_update", "_delete_by_query", "_update_by_query", "_create"):
        return "indices:data/write/update"
    if verb in _MONITORS and reading:
        return "indices:monitor/stats"
    if verb == "_mapping":
        return "indices:admin/mappings/get" if reading else "indices:admin/mapping/put"
    if verb:
        return f"indices:admin/{verb.lstrip('_')}"
    if reading:
        return "indices:admin/get"
    return "indices:admin/delete" if method == "DELETE" else "indices:admin/create"

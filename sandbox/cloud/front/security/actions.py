"""What a request to the engine does, in the names that the security plugin's permissions have.

"Permissions" of the OpenSearch security documentation, as far as a deployment and those who look
at it send requests. The tests send them to the plugin itself as well.
"""

from __future__ import annotations

import fnmatch
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.web import Request

# Gives the names of the indices that a pattern matches.
ListIndices = Callable[[str], list[str]]

CREATE = "indices:admin/create"
BULK = "indices:data/write/bulk"
WRITE = "indices:data/write/index"
# Methods; paths, in which {index} names indices and * is any one name; what must be permitted.
_ROUTES = (
    ("GET HEAD", "/", "cluster:monitor/main"),
    ("GET", "/_cluster/health", "cluster:monitor/health"),
    ("GET", "/_cluster/stats", "cluster:monitor/stats"),
    ("PUT", "/_cluster/settings", "cluster:admin/settings/update"),
    ("GET", "/_nodes", "cluster:monitor/nodes/info"),
    ("GET", "/_nodes/stats /_nodes/*/stats", "cluster:monitor/nodes/stats"),
    (
        "GET",
        "/_cat/indices /_cat/indices/{index}",
        "indices:monitor/settings/get cluster:monitor/state cluster:monitor/health"
        " indices:monitor/stats",
    ),
    ("GET", "/_ingest/pipeline /_ingest/pipeline/*", "cluster:admin/ingest/pipeline/get"),
    ("PUT", "/_ingest/pipeline/*", "cluster:admin/ingest/pipeline/put"),
    ("DELETE", "/_ingest/pipeline/*", "cluster:admin/ingest/pipeline/delete"),
    ("GET HEAD", "/_index_template /_index_template/*", "indices:admin/index_template/get"),
    ("PUT", "/_index_template/*", "indices:admin/index_template/put"),
    ("DELETE", "/_index_template/*", "indices:admin/index_template/delete"),
    ("PUT DELETE", "/{index}/_alias/*", "indices:admin/aliases"),
    ("GET", "/_alias /{index}/_alias", "indices:admin/aliases/get"),
    ("POST PUT", "/_bulk /{index}/_bulk", BULK),
    ("GET POST", "/_search /{index}/_search", "indices:data/read/search"),
    ("GET POST", "/_count /{index}/_count", "indices:data/read/search"),
    ("GET POST", "/_field_caps /{index}/_field_caps", "indices:data/read/field_caps"),
    ("GET", "/_resolve/index/{index}", "indices:admin/resolve/index"),
    ("GET HEAD", "/{index}/_doc/*", "indices:data/read/get"),
    ("PUT POST", "/{index}/_doc /{index}/_doc/*", WRITE),
    ("DELETE", "/{index}/_doc/*", "indices:data/write/delete"),
    ("GET HEAD", "/{index}", "indices:admin/get"),
    ("PUT", "/{index}", CREATE),
    ("DELETE", "/{index}", "indices:admin/delete"),
    ("GET", "/_mapping /{index}/_mapping", "indices:admin/mappings/get"),
    ("PUT", "/{index}/_mapping", "indices:admin/mapping/put"),
    ("GET", "/_settings /{index}/_settings", "indices:monitor/settings/get"),
    ("PUT", "/{index}/_settings", "indices:admin/settings/update"),
    ("GET", "/_stats /{index}/_stats", "indices:monitor/stats"),
    ("GET POST", "/_refresh /{index}/_refresh", "indices:admin/refresh"),
)
_OF_THE_CLUSTER = ("cluster:*", "indices:admin/index_template/*", BULK)


class UnknownRequestError(Exception):
    """Nobody has found out yet what must be permitted for a request."""


@dataclass(frozen=True)
class Action:
    """One thing that must be permitted: on the cluster (`index` is None), or on an index."""

    name: str
    index: str | None = None


def actions_of(request: Request, list_indices: ListIndices) -> list[Action]:
    """Return all that must be permitted for the request, in the order in which it is asked.

    What a `_bulk` needs for each of its documents is not in it.

    Raises:
        UnknownRequestError: the request is none of those that are known here.
    """
    names, expression = _route(request)
    indices = _indices(expression, list_indices)
    actions = [
        action
        for name in names
        for action in (
            [Action(name)]
            if any(fnmatch.fnmatchcase(name, pattern) for pattern in _OF_THE_CLUSTER)
            else [Action(name, index) for index in indices]
        )
    ]
    if names == [WRITE] and not list_indices(expression):
        actions.append(Action(CREATE, expression))
    return actions


def _route(request: Request) -> tuple[list[str], str]:
    """Return the names of what must be permitted, and the expression that names the indices."""
    parts = [urllib.parse.unquote(part) for part in request.path.split("/") if part]
    for methods, paths, names in _ROUTES:
        for path in paths.split() if request.method in methods.split() else ():
            wanted = path.split("/")[1:] if path != "/" else []
            if len(wanted) == len(parts) and all(map(_fits, wanted, parts)):
                named = dict(zip(wanted, parts, strict=True))
                return names.split(), named.get("{index}", "_all")
    raise UnknownRequestError(
        f"What {request.method} {request.path} needs is not known to the local cloud; only who has"
        " all_access may send it. Add it to sandbox/cloud/front/actions.py."
    )


def _fits(wanted: str, part: str) -> bool:
    if wanted == "{index}":
        return part == "_all" or not part.startswith("_")
    return wanted in ("*", part)


def _indices(expression: str, list_indices: ListIndices) -> list[str]:
    """Return what is looked up in a role's patterns: a wildcard means the indices that are there.

    All indices together are those that no wildcard reaches too, so only `*` permits them.
    """
    if expression in ("*", "_all"):
        return ["*"]
    named: set[str] = set()
    for part in expression.split(","):
        if part.startswith("-"):
            named -= set(list_indices(part[1:]))
        else:
            named |= set(list_indices(part) if "*" in part else [part])
    return sorted(named)

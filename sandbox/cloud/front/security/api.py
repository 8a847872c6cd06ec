"""The security plugin's REST API: roles, rolesmapping, internalusers; GET, PUT, PATCH, DELETE.

"API" of the OpenSearch security documentation, whose words the answers have.
"""

from __future__ import annotations

import copy
from typing import Any

from sandbox.cloud.front.security.rights import Security, mapping, role
from sandbox.cloud.front.security.users import Users, told, user
from sandbox.web import Request, Response, json_response

_ACCEPTED = {
    "roles": (
        "description",
        "cluster_permissions",
        "index_permissions",
        "tenant_permissions",
    ),
    "rolesmapping": ("description", "hosts", "users", "backend_roles", "and_backend_roles"),
    "internalusers": ("password", "backend_roles", "attributes"),
}


def answer(security: Security, users: Users, path: str, request: Request) -> Response:
    """Answer a request; `path` is what follows `_security/api/`."""
    kind, _, name = path.strip("/").partition("/")
    if kind not in _ACCEPTED:
        return json_response(404, {"status": "NOT_FOUND", "message": f"No handler for {kind}"})
    stored = {
        "roles": security.roles,
        "rolesmapping": security.mappings,
        "internalusers": users.stored,
    }[kind]
    if request.method == "GET":
        return _get(stored, name)
    if stored.get(name, {}).get("reserved"):
        return _status(403, "FORBIDDEN", f"Resource '{name}' is read-only.")
    if request.method == "DELETE":
        if name not in stored:
            return _status(404, "NOT_FOUND", f"Resource '{name}' not found.")
        del stored[name]
        return _status(200, "OK", f"'{name}' deleted.")
    if kind == "rolesmapping" and name not in security.roles:
        return _status(400, "BAD_REQUEST", f"Role '{name}' is not available for role-mapping.")
    try:
        content = request.json()
    except ValueError:
        return json_response(400, {"status": "error", "reason": "Body is no JSON"})
    if request.method == "PATCH":
        return _patch(stored, kind, name, content)
    return _put(stored, kind, name, content)


def _get(stored: dict[str, dict[str, Any]], name: str) -> Response:
    if not name:
        return json_response(200, {key: told(content) for key, content in stored.items()})
    if name not in stored:
        return _status(404, "NOT_FOUND", f"Resource '{name}' not found.")
    return json_response(200, {name: told(stored[name])})


def _put(stored: dict[str, dict[str, Any]], kind: str, name: str, content: Any) -> Response:
    if not isinstance(content, dict):
        return json_response(400, {"status": "error", "reason": "Could not parse content"})
    unknown = [key for key in content if key not in _ACCEPTED[kind]]
    if unknown:
        # GET tells `reserved`, `hidden` and `static`; PUT does not take them back.
        reason = {"status": "error", "reason": "Invalid configuration"}
        return json_response(400, {**reason, "invalid_keys": {"keys": ",".join(unknown)}})
    existed = name in stored
    if kind == "internalusers":
        kept = user(content, stored.get(name))
        if not kept["password"]:
            words = "Please specify either 'hash' or 'password' when creating a new internal user."
            return json_response(400, {"status": "error", "reason": words})
        stored[name] = kept
    else:
        stored[name] = role(content) if kind == "roles" else mapping(content)
    if existed:
        return _status(200, "OK", f"'{name}' updated.")
    return _status(201, "CREATED", f"'{name}' created.")


def _patch(stored: dict[str, dict[str, Any]], kind: str, name: str, changes: Any) -> Response:
    if name not in stored:
        return _status(404, "NOT_FOUND", f"Resource '{name}' not found.")
    content = copy.deepcopy(
        {key: stored[name][key] for key in _ACCEPTED[kind] if key in stored[name]}
    )
    try:
        for change in changes:
            _apply(content, change)
    except (KeyError, TypeError, IndexError, ValueError) as error:
        return json_response(400, {"status": "error", "reason": f"Invalid patch: {error!r}"})
    answered = _put(stored, kind, name, content)
    return answered if answered.status >= 400 else _status(200, "OK", f"'{name}' updated.")


def _apply(content: dict[str, Any], change: dict[str, Any]) -> None:
    """Apply one operation of a JSON patch (RFC 6902): add, replace or remove."""
    keys = [key.replace("~1", "/").replace("~0", "~") for key in change["path"].split("/")[1:]]
    parent: Any = content
    for key in keys[:-1]:
        parent = parent[int(key)] if isinstance(parent, list) else parent[key]
    last = keys[-1]
    if change["op"] == "remove":
        del parent[int(last) if isinstance(parent, list) else last]
    elif isinstance(parent, list) and change["op"] == "add":
        parent.insert(len(parent) if last == "-" else int(last), change["value"])
    elif change["op"] in ("add", "replace"):
        parent[int(last) if isinstance(parent, list) else last] = change["value"]
    else:
        raise ValueError(change["op"])


def _status(status: int, name: str, message: str) -> Response:
    return json_response(status, {"status": name, "message": message})

"""The security plugin's REST API: roles, rolesmapping, internalusers; GET, PUT and DELETE.

"API" of the OpenSearch security documentation; the words are those of the plugin itself.
"""

from __future__ import annotations

from typing import Any

from sandbox.cloud.front.security.callers import Caller
from sandbox.cloud.front.security.rights import Security, mapping, role
from sandbox.cloud.front.security.users import Users, told, user
from sandbox.web import Request, Response, json_response

# What the plugin calls one thing of a kind, and which lists and other values it takes for it.
_CALLED = {"roles": "role", "rolesmapping": "rolesmapping", "internalusers": "user"}
_LISTS = {
    "roles": ("cluster_permissions", "index_permissions", "tenant_permissions"),
    "rolesmapping": ("hosts", "users", "backend_roles", "and_backend_roles"),
    "internalusers": ("backend_roles",),
}
_OTHERS = {
    "roles": ("description",),
    "rolesmapping": ("description",),
    "internalusers": ("password", "attributes"),
}
# The plugin also guesses how easily a longer one is guessed.
SHORTEST_PASSWORD = 8


class _InvalidError(Exception):
    """The body is refused with 400; its content is the error's only argument."""


def answer(
    security: Security, users: Users, caller: Caller, path: str, request: Request
) -> Response:
    """Answer a request; `path` is what follows `_security/api/`."""
    if not security.administers(caller):
        roles = ", ".join(sorted(security.roles_of(caller)))
        return _status(
            403,
            "FORBIDDEN",
            f"No permission to access REST API: User {caller.name} with Security roles [{roles}]"
            " does not have any role privileged for admin access."
            " No client TLS certificate found in request",
        )
    kind, _, name = path.strip("/").partition("/")
    if kind not in _CALLED:
        words = f"no handler found for uri [{request.path}] and method [{request.method}]"
        return json_response(400, {"error": words})
    stored = {
        "roles": security.roles,
        "rolesmapping": security.mappings,
        "internalusers": users.stored,
    }[kind]
    if request.method == "GET":
        return _get(stored, kind, name)
    if request.method == "DELETE" and name:
        return _refusal(stored, name) or _delete(stored, kind, name)
    if request.method == "PUT" and name:
        try:
            content = _content(kind, request)
        except _InvalidError as error:
            return json_response(400, error.args[0])
        if kind == "rolesmapping" and name not in security.roles:
            return _not_found("roles", name)
        return _refusal(stored, name) or _put(stored, kind, name, content)
    words = f"Incorrect HTTP method for uri [{request.path}] and method [{request.method}]"
    return json_response(405, {"error": words, "status": 405})


def _get(stored: dict[str, dict[str, Any]], kind: str, name: str) -> Response:
    if not name:
        return json_response(200, {key: told(content) for key, content in stored.items()})
    if name not in stored:
        return _not_found(kind, name)
    return json_response(200, {name: told(stored[name])})


def _delete(stored: dict[str, dict[str, Any]], kind: str, name: str) -> Response:
    if name not in stored:
        return _not_found(kind, name)
    del stored[name]
    return _status(200, "OK", f"'{name}' deleted.")


def _put(
    stored: dict[str, dict[str, Any]], kind: str, name: str, content: dict[str, Any]
) -> Response:
    existed = name in stored
    if kind == "internalusers":
        kept = user(content, stored.get(name))
        if not kept["password"]:
            words = "Please specify either 'hash' or 'password' when creating a new internal user."
            return _status(400, "BAD_REQUEST", words)
        stored[name] = kept
    else:
        stored[name] = role(content) if kind == "roles" else mapping(content)
    if existed:
        return _status(200, "OK", f"'{name}' updated.")
    return _status(201, "CREATED", f"'{name}' created.")


def _content(kind: str, request: Request) -> dict[str, Any]:
    """Return the body; raises _InvalidError."""
    try:
        content = request.json() if request.body else None
    except ValueError:
        raise _invalid("Could not parse content of request.") from None
    if not content or not isinstance(content, dict):
        raise _invalid("Request body required for this action.")
    # GET tells `reserved`, `hidden` and `static`; PUT does not take them back.
    unknown = [key for key in content if key not in (*_LISTS[kind], *_OTHERS[kind])]
    if unknown:
        raise _invalid("Invalid configuration", invalid_keys={"keys": ",".join(unknown)})
    lists = [key for key in _LISTS[kind] if not isinstance(content.get(key, []), list)]
    if lists:
        raise _invalid("Wrong datatype", **dict.fromkeys(lists, "Array expected"))
    if 0 < len(content.get("password", "")) < SHORTEST_PASSWORD:
        raise _invalid("Weak password")
    return content


def _invalid(reason: str, **more: object) -> _InvalidError:
    return _InvalidError({"status": "error", "reason": reason, **more})


def _refusal(stored: dict[str, dict[str, Any]], name: str) -> Response | None:
    known = stored.get(name, {})
    if not known.get("reserved"):
        return None
    kind = "static" if known.get("static") else "reserved"
    return _status(403, "FORBIDDEN", f"Resource '{name}' is {kind}.")


def _not_found(kind: str, name: str) -> Response:
    return _status(404, "NOT_FOUND", f"{_CALLED[kind]} '{name}' not found.")


def _status(status: int, name: str, message: str) -> Response:
    return json_response(status, {"status": name, "message": message})

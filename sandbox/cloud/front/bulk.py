"""`_bulk` through the front: permissions of each item, and refusals that a test ordered."""

from __future__ import annotations

import json
import urllib.parse
from typing import Any

from sandbox.cloud.counters import Counters
from sandbox.cloud.faults import Faults
from sandbox.cloud.front.engine import Engine
from sandbox.cloud.front.security.actions import Action
from sandbox.cloud.front.security.callers import Caller
from sandbox.cloud.front.security.rights import Security
from sandbox.web import Request, Response, json_response

_WRITE = "indices:data/write/bulk[s]"


class Bulk:
    """Passes on what may be written, and puts the refusals into the engine's answer."""

    def __init__(
        self, engine: Engine, security: Security, faults: Faults, counters: Counters
    ) -> None:
        self._engine = engine
        self._security = security
        self._faults = faults
        self._counters = counters

    def answer(self, caller: Caller, request: Request) -> Response:
        """Answer a `_bulk` whose caller may send one."""
        for fault, status in (("search.unavailable", 503), ("search.too_many_requests", 429)):
            if self._faults.happens(fault):
                self._counters.add(fault)
                return json_response(status, {"error": f"{status}: ordered by a test"})
        try:
            operations = read_operations(request.body)
        except (ValueError, StopIteration):
            return json_response(400, {"error": "Malformed action/metadata line", "status": 400})
        refused = {
            place: refusal
            for place, operation in enumerate(operations)
            if (refusal := self._refusal(operation, request, caller)) is not None
        }
        allowed = [operation for place, operation in enumerate(operations) if place not in refused]
        if not allowed:
            items = [refused[place] for place in sorted(refused)]
            return json_response(200, {"took": 0, "errors": True, "items": items})
        answer = self._engine.send(request, b"".join(line for op in allowed for line in op))
        if answer.status != 200:
            return answer
        content = json.loads(answer.body)
        written = iter([self._undo_forbidden(caller, item) for item in content["items"]])
        items = [refused.get(place) or next(written) for place in range(len(operations))]
        errors = any(next(iter(item.values()))["status"] >= 300 for item in items)
        return json_response(200, {**content, "errors": errors, "items": items})

    def _refusal(
        self, operation: list[bytes], request: Request, caller: Caller
    ) -> dict[str, Any] | None:
        name, target = next(iter(json.loads(operation[0]).items()))
        index = str(target.get("_index") or request.path.split("/")[1])
        about = {"_index": index, "_id": target.get("_id")}
        if not self._security.may(caller, Action(_WRITE, index)):
            return {name: {**about, "status": 403, "error": denial([_WRITE], caller)}}
        if self._faults.happens("search.item_too_many_requests"):
            self._counters.add("search.item_too_many_requests")
            kind = "es_rejected_execution_exception"
            return {name: {**about, "status": 429, "error": _error(kind)}}
        if self._faults.happens("search.item_rejected"):
            self._counters.add("search.item_rejected")
            return {name: {**about, "status": 400, "error": _error("mapper_parsing_exception")}}
        return None

    def _undo_forbidden(self, caller: Caller, item: dict[str, Any]) -> dict[str, Any]:
        """Refuse what the index's pipeline led into an index that the caller may not write.

        The security plugin refuses it before it is written; the front learns of it only after.
        """
        name, entry = next(iter(item.items()))
        index = entry.get("_index", "")
        if entry["status"] >= 300 or self._security.may(caller, Action(_WRITE, index)):
            return item
        path = f"/{urllib.parse.quote(index)}/_doc/{urllib.parse.quote(str(entry['_id']), safe='')}"
        self._engine.call("DELETE", path)
        error = denial([_WRITE], caller)
        return {name: {"_index": index, "_id": entry["_id"], "status": 403, "error": error}}


def read_operations(body: bytes) -> list[list[bytes]]:
    """Split NDJSON into operations: the action's line, and the document's if there is one."""
    operations = []
    lines = iter([line + b"\n" for line in body.split(b"\n") if line.strip()])
    for line in lines:
        action = next(iter(json.loads(line)))
        operations.append([line] if action == "delete" else [line, next(lines)])
    return operations


def denial(permissions: list[str], caller: Caller) -> dict[str, Any]:
    """Return the security plugin's words for a caller who lacks permissions."""
    reason = (
        f"no permissions for [{', '.join(permissions)}] and User [name={caller.name}, "
        f"backend_roles=[{', '.join(caller.backend_roles)}], requestedTenant=null]"
    )
    cause = {"type": "security_exception", "reason": reason}
    return {"root_cause": [cause], **cause}


def _error(kind: str) -> dict[str, str]:
    return {"type": kind, "reason": "refused, as a test ordered"}

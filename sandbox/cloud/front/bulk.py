"""`_bulk` through the front: permissions of each item, and refusals that a test ordered."""

from __future__ import annotations

import json
import urllib.parse
from typing import Any

from sandbox.cloud.counters import Counters
from sandbox.cloud.faults import Faults
from sandbox.cloud.front import condition
from sandbox.cloud.front.bulk_body import MalformedBulkError, Operation, read_operations
from sandbox.cloud.front.engine import Engine
from sandbox.cloud.front.security.actions import BULK, CREATE, Action
from sandbox.cloud.front.security.callers import Caller
from sandbox.cloud.front.security.rights import Security, denial
from sandbox.web import Request, Response, json_response

Item = dict[str, Any]


class Bulk:
    """Passes on what may be written, and puts the refusals into the engine's answer."""

    def __init__(
        self,
        engine: Engine,
        security: Security,
        faults: Faults,
        counters: Counters,
        volume_gib: float,
    ) -> None:
        self._engine = engine
        self._security = security
        self._faults = faults
        self._counters = counters
        self._volume_gib = volume_gib

    def answer(self, caller: Caller, request: Request) -> Response:
        """Answer a `_bulk`, whoever sends it."""
        try:
            operations = read_operations(request)
        except MalformedBulkError as error:
            return json_response(400, {"error": _error(error.kind, str(error)), "status": 400})
        if not self._security.may(caller, Action(BULK)):
            return json_response(403, {"error": denial(BULK, caller), "status": 403})
        for fault, status in (("search.unavailable", 503), ("search.too_many_requests", 429)):
            if self._faults.happens(fault):
                self._counters.add(fault)
                return json_response(status, {"error": f"{status}: ordered by a test"})
        known = self._engine.every_index()
        if known is None:
            return json_response(503, {"error": "The engine does not answer", "status": 503})
        refused = {
            place: refusal
            for place, operation in enumerate(operations)
            if (refusal := self._refusal(operation, caller, known)) is not None
        }
        allowed = [operation for place, operation in enumerate(operations) if place not in refused]
        if not allowed:
            items = [refused[place] for place in sorted(refused)]
            return json_response(200, {"took": 0, "errors": True, "items": items})
        answer = self._engine.send(request, b"".join(operation.lines for operation in allowed))
        if answer.status != 200:
            return answer
        content = json.loads(answer.body)
        written = iter([self._undo_forbidden(caller, item, known) for item in content["items"]])
        items = [refused.get(place) or next(written) for place in range(len(operations))]
        errors = any("error" in entry for item in items for entry in item.values())
        return json_response(200, {**content, "errors": errors, "items": items})

    def _refusal(self, operation: Operation, caller: Caller, known: set[str]) -> Item | None:
        about = {"_index": operation.index, "_id": operation.document_id}
        # Whether the index must be created shows only when its pipeline has run.
        missing = self._missing(caller, operation.name, operation.index)
        if missing:
            about_it = (caller, operation.name, operation.index, known)
            missing = self._missing_to_create(*about_it) or missing
            return {operation.name: {**about, "status": 403, "error": denial(missing, caller)}}
        if cannot := condition.refusal(self._faults, self._volume_gib):
            self._counters.add(cannot[1]["type"])
            return {operation.name: {**about, "status": cannot[0], "error": cannot[1]}}
        unfit = operation.is_of_share(self._faults.share("search.unfit"))
        for fault, status, kind in (
            ("search.item_too_many_requests", 429, "es_rejected_execution_exception"),
            ("search.item_rejected", 400, "mapper_parsing_exception"),
        ):
            if self._faults.happens(fault) or (unfit and status == 400):
                self._counters.add(fault)
                error = {"type": kind, "reason": "refused, as a test ordered"}
                return {operation.name: {**about, "status": status, "error": error}}
        return None

    def _missing(self, caller: Caller, operation: str, index: str) -> str | None:
        """Return what the caller lacks to do an operation on an index, None when it is nothing."""
        change = "index" if operation == "create" else operation
        needed = (f"{BULK}[s]", f"indices:data/write/{change}")
        lacks = [name for name in needed if not self._security.may(caller, Action(name, index))]
        return ", ".join(lacks) or None

    def _missing_to_create(
        self, caller: Caller, operation: str, index: str, known: set[str]
    ) -> str | None:
        if index in known or operation == "delete":
            return None
        return None if self._security.may(caller, Action(CREATE, index)) else CREATE

    def _undo_forbidden(self, caller: Caller, item: Item, known: set[str]) -> Item:
        """Refuse what went into an index that the caller may not write, or had to be created.

        The security plugin refuses it before it is written; the front learns of it only after.
        """
        name, entry = next(iter(item.items()))
        index = entry.get("_index", "")
        missing = self._missing_to_create(caller, name, index, known)
        missing = missing or self._missing(caller, name, index)
        if entry["status"] >= 300 or missing is None:
            return item
        path = f"/{urllib.parse.quote(index)}"
        if index in known:
            path += f"/_doc/{urllib.parse.quote(str(entry['_id']), safe='')}"
        self._engine.call("DELETE", path)
        about = {"_index": index, "_id": entry["_id"]}
        return {name: {**about, "status": 403, "error": denial(missing, caller)}}


def _error(kind: str, reason: str) -> dict[str, Any]:
    cause = {"type": kind, "reason": reason}
    return {"root_cause": [cause], **cause}

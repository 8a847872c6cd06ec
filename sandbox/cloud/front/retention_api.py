"""Index state management (ISM): policies with optimistic locking, and which index has which.

"ISM API" of the OpenSearch documentation; AWS serves it under `_opendistro/_ism` or
`_plugins/_ism`. Policies are kept and attached here, not carried out.
"""

from __future__ import annotations

import fnmatch
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.web import Request, Response, json_response


@dataclass
class _Policy:
    content: dict[str, Any]
    seq_no: int
    version: int


class Retention:
    """The policies; `list_indices` returns the names of the indices that match a pattern."""

    def __init__(self, list_indices: Callable[[str], list[str]]) -> None:
        self._list_indices = list_indices
        self._policies: dict[str, _Policy] = {}
        self._managed: dict[str, str] = {}
        self._known: set[str] = set()
        self._sequence = itertools.count()
        self._lock = threading.Lock()

    def answer(self, path: str, request: Request) -> Response:
        """Answer a request; `path` is what follows `_ism/`."""
        verb, _, name = path.strip("/").partition("/")
        with self._lock:
            if verb == "policies":
                return self._answer_policies(name, request)
            if verb in ("add", "change_policy") and request.method == "POST":
                return self._attach(verb, name or "*", request)
            if verb == "explain" and request.method == "GET":
                return self._explain(name or "*")
        return _error(400, "illegal_argument_exception", f"no handler found for {path}")

    def _answer_policies(self, name: str, request: Request) -> Response:
        if request.method == "GET":
            if name not in self._policies:
                return _error(404, "status_exception", "Policy not found")
            return json_response(200, self._told(name))
        if request.method != "PUT":
            return _error(404, "status_exception", "Policy not found")
        return self._put(name, request)

    def _put(self, name: str, request: Request) -> Response:
        try:
            content = request.json()["policy"]
            states = [state["name"] for state in content["states"]]
        except (ValueError, KeyError, TypeError):
            return _error(400, "parsing_exception", "A policy needs states, each with a name")
        if content.get("default_state") not in states:
            return _error(400, "illegal_argument_exception", "default_state is none of the states")
        known = self._policies.get(name)
        locks = (request.argument("if_seq_no"), request.argument("if_primary_term"))
        expected = (str(known.seq_no), "1") if known else (None, None)
        if locks != expected:
            reason = f"[{name}]: version conflict, required {locks}, current document {expected}"
            return _error(409, "version_conflict_engine_exception", reason)
        # Index templates of the policy apply to what is created from now on.
        self._known |= set(self._list_indices("*"))
        content = {**content, "policy_id": name, "last_updated_time": int(time.time() * 1000)}
        version = known.version + 1 if known else 1
        self._policies[name] = _Policy(content, next(self._sequence), version)
        return json_response(200 if known else 201, self._told(name))

    def _attach(self, verb: str, pattern: str, request: Request) -> Response:
        wanted = str(request.json().get("policy_id", ""))
        if wanted not in self._policies:
            return _error(404, "status_exception", f"Could not find policy={wanted}")
        self._attach_by_template()
        updated, failed = 0, []
        for index in self._list_indices(pattern):
            managed = index in self._managed
            if managed == (verb == "add"):
                reason = (
                    "This index already has a policy, use the update policy API to update index "
                    "policies"
                    if managed
                    else "This index is not being managed"
                )
                failed.append({"index_name": index, "index_uuid": index, "reason": reason})
                continue
            updated += 1
            self._managed[index] = wanted
        body = {"updated_indices": updated, "failures": bool(failed), "failed_indices": failed}
        return json_response(200, body)

    def _explain(self, pattern: str) -> Response:
        self._attach_by_template()
        told = {
            index: {
                "index.opendistro.index_state_management.policy_id": self._managed.get(index),
                "index": index,
                "policy_id": self._managed.get(index),
                "enabled": index in self._managed,
            }
            for index in self._list_indices(pattern)
        }
        return json_response(200, {**told, "total_managed_indices": len(self._managed)})

    def _attach_by_template(self) -> None:
        for index in self._list_indices("*"):
            if index in self._known:
                continue
            self._known.add(index)
            for name, policy in self._policies.items():
                templates = policy.content.get("ism_template") or []
                templates = [templates] if isinstance(templates, dict) else templates
                patterns = [p for template in templates for p in template["index_patterns"]]
                if any(fnmatch.fnmatchcase(index, pattern) for pattern in patterns):
                    self._managed.setdefault(index, name)

    def _told(self, name: str) -> dict[str, Any]:
        policy = self._policies[name]
        return {
            "_id": name,
            "_version": policy.version,
            "_primary_term": 1,
            "_seq_no": policy.seq_no,
            "policy": policy.content,
        }


def _error(status: int, kind: str, reason: str) -> Response:
    cause = {"type": kind, "reason": reason}
    return json_response(status, {"error": {"root_cause": [cause], **cause}, "status": status})

"""Index state management (ISM): policies with optimistic locking, and which index has which.

"ISM API" of the OpenSearch documentation; AWS serves it under `_opendistro/_ism` or
`_plugins/_ism`. Policies are kept and attached here, not carried out.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.cloud.front.domain import OPENSEARCH, EngineFamily
from sandbox.cloud.front.retention_policy import PolicyError, chosen_for, read_policy, told
from sandbox.web import Request, Response, json_response

_ALREADY = "This index already has a policy, use the update policy API to update index policies"
_UNMANAGED = "This index is not being managed"


@dataclass
class _Policy:
    content: dict[str, Any]
    put_at: int
    seq_no: int
    version: int


class Retention:
    """The policies; `list_indices` returns the names of the indices that match a pattern."""

    def __init__(self, list_indices: Callable[[str], list[str]], family: EngineFamily) -> None:
        self._list_indices = list_indices
        prefixes = ("plugins", "opendistro") if family is OPENSEARCH else ("opendistro",)
        self._settings = [f"index.{p}.index_state_management.policy_id" for p in prefixes]
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
        if request.method == "PUT":
            return self._put(name, request)
        if request.method not in ("GET", "DELETE"):
            words = f"Incorrect HTTP method for uri [{request.path}] and method [{request.method}]"
            return json_response(405, {"error": words, "status": 405})
        if name not in self._policies:
            return _error(404, "status_exception", "Policy not found")
        if request.method == "DELETE":
            del self._policies[name]
            return json_response(200, {"_id": name, "result": "deleted"})
        return json_response(200, {**self._about(name), "policy": self._told(name)})

    def _put(self, name: str, request: Request) -> Response:
        try:
            content = read_policy(request.json())
        except ValueError as error:
            return _error(400, "json_parse_exception", str(error))
        except PolicyError as error:
            return _error(400, "illegal_argument_exception", str(error))
        known = self._policies.get(name)
        locks = (request.argument("if_seq_no"), request.argument("if_primary_term"))
        expected = (str(known.seq_no), "1") if known else (None, None)
        if locks != expected:
            reason = f"[{name}]: version conflict, required {locks}, current document {expected}"
            return _error(409, "version_conflict_engine_exception", reason)
        # Index templates of the policy apply to what is created from now on.
        self._attach_by_template()
        version = known.version + 1 if known else 1
        put_at = int(time.time() * 1000)
        self._policies[name] = _Policy(content, put_at, next(self._sequence), version)
        answer = {**self._about(name), "policy": {"policy": self._told(name)}}
        return json_response(200 if known else 201, answer)

    def _attach(self, verb: str, pattern: str, request: Request) -> Response:
        wanted = str(request.json().get("policy_id", ""))
        if wanted not in self._policies:
            return _error(404, "status_exception", f"Could not find policy={wanted}")
        self._attach_by_template()
        updated, failed = 0, []
        for index in self._list_indices(pattern):
            managed = index in self._managed
            if managed == (verb == "add"):
                reason = _ALREADY if managed else _UNMANAGED
                failed.append({"index_name": index, "index_uuid": index, "reason": reason})
                continue
            updated += 1
            self._managed[index] = wanted
        body = {"updated_indices": updated, "failures": bool(failed), "failed_indices": failed}
        return json_response(200, body)

    def _explain(self, pattern: str) -> Response:
        self._attach_by_template()
        indices = self._list_indices(pattern)
        managed = [index for index in indices if index in self._managed]
        told_of = {index: self._explained(index) for index in indices}
        return json_response(200, {**told_of, "total_managed_indices": len(managed)})

    def _explained(self, index: str) -> dict[str, Any]:
        policy = self._managed.get(index)
        by_setting = dict.fromkeys(self._settings, policy)
        if policy is None:
            return {**by_setting, "enabled": None}
        about = {"index": index, "index_uuid": index, "policy_id": policy, "enabled": True}
        return {**by_setting, **about}

    def _attach_by_template(self) -> None:
        for index in self._list_indices("*"):
            if index in self._known:
                continue
            self._known.add(index)
            policies = ((name, policy.content) for name, policy in self._policies.items())
            chosen = chosen_for(index, policies)
            if chosen is not None:
                self._managed[index] = chosen

    def _about(self, name: str) -> dict[str, Any]:
        policy = self._policies[name]
        versions = {"_version": policy.version, "_primary_term": 1, "_seq_no": policy.seq_no}
        return {"_id": name, **versions}

    def _told(self, name: str) -> dict[str, Any]:
        policy = self._policies[name]
        return told(name, policy.content, policy.put_at)


def _error(status: int, kind: str, reason: str) -> Response:
    cause = {"type": kind, "reason": reason}
    return json_response(status, {"error": {"root_cause": [cause], **cause}, "status": status})

"""A domain's endpoint: who is it, which API is meant, may they, and then the answer.

One request in, one answer out, with no connection: `server` gives it one, and tests do without.
"""

from __future__ import annotations

import json

from sandbox.cloud.counters import Counters
from sandbox.cloud.faults import Faults
from sandbox.cloud.front.bulk import Bulk
from sandbox.cloud.front.condition import Answers
from sandbox.cloud.front.domain import ELASTICSEARCH, OPENSEARCH, Domain
from sandbox.cloud.front.engine import Engine
from sandbox.cloud.front.kibana.api import Kibana
from sandbox.cloud.front.retention_api import Retention
from sandbox.cloud.front.security import api as security_api
from sandbox.cloud.front.security.actions import UnknownRequestError
from sandbox.cloud.front.security.callers import Caller, RefusedError, identify
from sandbox.cloud.front.security.rights import Security, denial
from sandbox.cloud.front.security.users import Users
from sandbox.cloud.iam import denials
from sandbox.web import Request, Response, json_response


class Endpoint:
    """One domain, from its creation: it begins without roles, policies and saved objects."""

    def __init__(
        self,
        domain: Domain,
        engine: Engine,
        faults: Faults,
        counters: Counters,
        root_access_key: str = "",
    ) -> None:
        self.answers = Answers()
        self._engine = engine
        self._counters = counters
        self._root_access_key = root_access_key
        self._security = Security(domain.master_user)
        self._users = Users(domain)
        self._kibana = Kibana(self._security, self._users.sign_in)
        self._retention = Retention(engine.list_indices, domain.family)
        self._bulk = Bulk(engine, self._security, faults, counters, domain.volume_gib)

    def answer(self, domain: Domain, request: Request) -> Response:
        """Answer a request; `domain` is the one of the beginning, as it is described now."""
        response = self._answer(domain, request)
        self.answers.add(response.status)
        return response

    def _answer(self, domain: Domain, request: Request) -> Response:
        try:
            return self._route(domain, request)
        except RefusedError as refused:
            if refused.response.status == 403:
                self._counters.error(denials.CODE, str(refused))
            return refused.response

    def _route(self, domain: Domain, request: Request) -> Response:
        family = domain.family
        other = OPENSEARCH if family is ELASTICSEARCH else ELASTICSEARCH
        if _under(request.path, other.plugins) or _under(request.path, other.kibana):
            reason = f"no handler found for uri [{request.path}] and method [{request.method}]"
            return json_response(400, {"error": reason})
        if _under(request.path, family.kibana):
            path = request.path.removeprefix(family.kibana)
            return self._kibana.answer(path, domain, request)
        caller = identify(request, domain, self._users.sign_in, self._root_access_key)
        if _under(request.path, family.plugins):
            return self._answer_plugin(request.path.removeprefix(family.plugins), caller, request)
        return self._answer_engine(domain, caller, request)

    def _answer_plugin(self, path: str, caller: Caller, request: Request) -> Response:
        if path.startswith("/_security/api/"):
            inner = path.removeprefix("/_security/api/")
            return security_api.answer(self._security, self._users, caller, inner, request)
        if not self._security.administers(caller):
            return _denied("cluster:admin/opendistro/ism/*", caller)
        if path.startswith("/_ism/"):
            return self._retention.answer(path.removeprefix("/_ism/"), request)
        return json_response(400, {"error": f"no handler found for uri [{request.path}]"})

    def _answer_engine(self, domain: Domain, caller: Caller, request: Request) -> Response:
        if request.path.endswith("/_bulk"):
            return self._bulk.answer(caller, request)
        try:
            missing = self._security.missing(caller, request, self._engine.list_indices)
        except UnknownRequestError as error:
            return json_response(501, {"error": str(error), "status": 501})
        if missing:
            return _denied(missing, caller)
        answer = self._engine.send(request)
        return _renamed(answer, domain) if request.path == "/" else answer


def _under(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}/")


def _denied(permission: str, caller: Caller) -> Response:
    return json_response(403, {"error": denial(permission, caller), "status": 403})


def _renamed(answer: Response, domain: Domain) -> Response:
    """Let the engine call itself what the domain was created as."""
    if answer.status != 200 or not answer.body:
        return answer
    content = json.loads(answer.body)
    content.setdefault("version", {})["number"] = domain.engine_number
    if domain.family is OPENSEARCH:
        content["version"]["distribution"] = "opensearch"
    return json_response(200, content)

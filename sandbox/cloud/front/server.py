"""The front's flow: who is it, which API is meant, may they, and then the answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

from sandbox.cloud.context import CloudContext
from sandbox.cloud.front.bulk import Bulk
from sandbox.cloud.front.domain import ELASTICSEARCH, OPENSEARCH, Domain, current_domain
from sandbox.cloud.front.engine import Engine
from sandbox.cloud.front.kibana.api import Kibana
from sandbox.cloud.front.retention_api import Retention
from sandbox.cloud.front.security import api as security_api
from sandbox.cloud.front.security.actions import UnknownRequestError
from sandbox.cloud.front.security.callers import Caller, RefusedError, identify
from sandbox.cloud.front.security.certificates import make_certificates
from sandbox.cloud.front.security.rights import Security, denial
from sandbox.cloud.front.security.users import Users
from sandbox.cloud.iam import denials
from sandbox.cloud.settings import ACCOUNT, REGION
from sandbox.web import Request, Response, WebServer, json_response

# "Network limits" of Amazon OpenSearch Service for t3.small.search.
BODY_BYTES = 10 * 1024 * 1024


class Front:
    """The search domain's endpoint on loopback."""

    def __init__(self, port: int, certificate_authority: Path) -> None:
        tls = make_certificates(certificate_authority)
        self._server = WebServer(self._answer, port, tls=tls, body_limit=BODY_BYTES)
        self._lock = threading.Lock()
        self._domain_identity = ""

    @property
    def endpoint(self) -> str:
        """Host and port: what a domain's Endpoint is here."""
        return f"127.0.0.1:{self._server.port}"

    def start(self, engine_url: str, context: CloudContext, root_access_key: str) -> None:
        """Begin to answer, with the engine at the URL behind it."""
        self._engine = Engine(engine_url)
        self._context = context
        self._root_access_key = root_access_key
        self._server.start()

    def restart_engine(self, restart: Callable[[], None]) -> None:
        """Restart the engine between two requests; those that come meanwhile get a 503."""
        self._engine.restart(restart)

    def stop(self) -> None:
        """Answer nothing more."""
        self._server.stop()

    def _answer(self, request: Request) -> Response:
        domain = current_domain(ACCOUNT, REGION)
        if domain is None:
            return json_response(503, {"Message": "No search domain has been created yet."})
        with self._lock:
            if domain.identity != self._domain_identity:
                self._begin(domain)
        try:
            return self._route(domain, request)
        except RefusedError as refused:
            if refused.response.status == 403:
                self._context.counters.error(denials.CODE, str(refused))
            return refused.response

    def _begin(self, domain: Domain) -> None:
        """A new domain has no roles, policies or saved objects of the one before it."""
        self._security = Security(domain.master_user)
        self._users = Users(domain)
        self._kibana = Kibana(self._security, self._users.sign_in)
        self._retention = Retention(self._engine.list_indices)
        self._bulk = Bulk(
            self._engine, self._security, self._context.faults, self._context.counters
        )
        self._domain_identity = domain.identity

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

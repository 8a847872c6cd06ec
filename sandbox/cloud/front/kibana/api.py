"""Kibana (or OpenSearch Dashboards) as far as a deployment meets it: login, objects, settings.

"Fine-grained access control" (OpenSearch Service) for the login and tenants, and the Kibana 7.10
guide for its API. The dashboard itself is drawn by the sandbox's own page.
"""

from __future__ import annotations

import http.cookies
import secrets
import threading
from dataclasses import dataclass

from sandbox.cloud.front.answers import boom
from sandbox.cloud.front.domain import Domain
from sandbox.cloud.front.kibana.advanced_settings import AdvancedSettings
from sandbox.cloud.front.kibana.saved_objects import SavedObjects
from sandbox.cloud.front.security.callers import Caller, SignIn
from sandbox.cloud.front.security.rights import Security
from sandbox.web import Request, Response, json_response

_COOKIE = "security_authentication"
_PRIVATE = "__user__"
_PAGE = (
    b"<!doctype html><html lang=en><title>Sign in</title><h1>Kibana</h1><p>The local cloud has "
    b"Kibana's programming interface, not its pages. The dashboard is drawn by the sandbox's page."
)


@dataclass
class _Session:
    caller: Caller
    tenant: str


class Kibana:
    """Sessions, and each tenant's saved objects and advanced settings."""

    def __init__(self, security: Security, sign_in: SignIn) -> None:
        self._security = security
        self._sign_in = sign_in
        self._settings = AdvancedSettings()
        self._objects = SavedObjects()
        self._sessions: dict[str, _Session] = {}
        self._lock = threading.Lock()

    def answer(self, path: str, domain: Domain, request: Request) -> Response:
        """Answer a request; `path` is what follows `/_plugin/kibana` or `/_dashboards`."""
        writes = request.method not in ("GET", "HEAD")
        header = domain.family.xsrf_header
        if writes and header not in request.headers:
            return boom(400, "Bad Request", f"Request must contain a {header} header.")
        if path == "/auth/login" and writes:
            return self._log_in(domain, request)
        if path in ("/app/login", "/login"):
            return Response(200, _PAGE, {"Content-Type": "text/html; charset=utf-8"})
        session = self._session(request)
        if session is None:
            if path.startswith("/api/") or writes:
                return boom(401, "Unauthorized", "Authentication Exception")
            return Response(302, b"", {"Location": f"{domain.family.kibana}/app/login"})
        if path == "/api/status":
            version = {"number": domain.engine_number}
            return json_response(
                200, {"version": version, "status": {"overall": {"state": "green"}}}
            )
        if path.startswith("/api/saved_objects/") or path == domain.family.advanced_settings:
            return self._answer_tenant(path, session, request)
        if path.startswith("/app/") or path in ("", "/"):
            return Response(200, _PAGE, {"Content-Type": "text/html; charset=utf-8"})
        return boom(404, "Not Found", "Not Found")

    def _answer_tenant(self, path: str, session: _Session, request: Request) -> Response:
        tenant = _tenant(request, session)
        writes = request.method not in ("GET", "HEAD") and not path.endswith("/_export")
        if tenant != _private(session):
            name = "global_tenant" if tenant == "global" else tenant
            if not self._security.may_use_tenant(session.caller, name, writes):
                action = "indices:data/write/bulk" if writes else "indices:data/read/search"
                words = f"no permissions for [{action}] and User [name={session.caller.name}]"
                return boom(403, "Forbidden", words)
        if not path.startswith("/api/saved_objects/"):
            return self._settings.answer(tenant, request)
        return self._objects.answer(path.removeprefix("/api/saved_objects/"), tenant, request)

    def _log_in(self, domain: Domain, request: Request) -> Response:
        try:
            given = request.json()
            user, password = str(given["username"]), str(given["password"])
        except (ValueError, KeyError, TypeError):
            return boom(400, "Bad Request", "[request body.username]: expected value of type")
        caller = self._sign_in(user, password)
        if caller is None or not self._security.roles_of(caller):
            return boom(401, "Unauthorized", "Invalid username or password")
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[token] = _Session(
                caller, request.argument("security_tenant") or _PRIVATE
            )
        cookie = f"{_COOKIE}={token}; Path={domain.family.kibana}; HttpOnly; Secure"
        return json_response(200, {"username": user, "roles": []}, {"Set-Cookie": cookie})

    def _session(self, request: Request) -> _Session | None:
        cookies = http.cookies.SimpleCookie(request.headers.get("cookie", ""))
        token = cookies[_COOKIE].value if _COOKIE in cookies else ""
        return self._sessions.get(token)


def _tenant(request: Request, session: _Session) -> str:
    tenant = request.headers.get("securitytenant", session.tenant)
    return _private(session) if tenant in ("", _PRIVATE, "private") else tenant.lower()


def _private(session: _Session) -> str:
    return f"{_PRIVATE}{session.caller.name}"

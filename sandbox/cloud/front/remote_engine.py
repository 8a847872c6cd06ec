"""An engine at a URL: requests are passed on as they are, answers as they come."""

from __future__ import annotations

import threading
import urllib.parse
from collections.abc import Callable

import requests

from sandbox.cloud.front.engine import Engine
from sandbox.web import Request, Response, json_response

_PASSED_ON = ("content-type", "content-encoding", "accept")
_TIMEOUT_SECONDS = 60.0


class RemoteEngine(Engine):
    """It has a process of its own, which may be restarted."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._sessions = threading.local()
        self._changed = threading.Condition()
        self._under_way = 0
        self._restarting = False

    def send(self, request: Request, body: bytes | None = None) -> Response:
        """Pass a request on (with another body, if one is given)."""
        with self._changed:
            if self._restarting:
                return json_response(503, {"error": "The engine restarts", "status": 503})
            self._under_way += 1
        try:
            return self._pass_on(request, body)
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def restart(self, restart: Callable[[], None]) -> None:
        """Restart between two requests: an engine that ends may forget what it just answered."""
        with self._changed:
            self._changed.wait_for(lambda: not self._restarting)
            self._restarting = True
            self._changed.wait_for(lambda: not self._under_way)
        try:
            restart()
        finally:
            with self._changed:
                self._restarting = False
                self._changed.notify_all()

    def _pass_on(self, request: Request, body: bytes | None) -> Response:
        query = urllib.parse.urlencode(request.query, doseq=True)
        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        try:
            answer = self._session().request(
                request.method,
                f"{self._url}{request.path}{'?' if query else ''}{query}",
                data=request.body if body is None else body,
                headers=headers,
                timeout=_TIMEOUT_SECONDS,
            )
        except requests.RequestException as error:
            # Not the address, which may hold a secret.
            reason = f"The engine does not answer: {type(error).__name__}"
            return json_response(503, {"error": reason, "status": 503})
        kind = answer.headers.get("Content-Type", "application/json")
        return Response(answer.status_code, answer.content, {"Content-Type": kind})

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._sessions, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False
            self._sessions.session = session
        return session

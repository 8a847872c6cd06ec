"""The front on loopback: HTTPS, and the domain that is there now."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from sandbox.cloud.context import CloudContext
from sandbox.cloud.front import condition
from sandbox.cloud.front.domain import Domain, current_domain
from sandbox.cloud.front.endpoint import Endpoint
from sandbox.cloud.front.remote_engine import RemoteEngine
from sandbox.cloud.front.security.certificates import make_certificates
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
        self._engine = RemoteEngine(engine_url)
        self._context = context
        self._root_access_key = root_access_key
        self._server.start()
        context.clock.thread(self._measure, "domain metrics").start()

    def restart_engine(self, restart: Callable[[], None]) -> None:
        """Restart the engine between two requests; those that come meanwhile get a 503."""
        self._engine.restart(restart)

    def stop(self) -> None:
        """Answer nothing more."""
        self._server.stop()

    def _measure(self) -> None:
        while True:
            self._context.clock.sleep(60)
            if domain := current_domain(ACCOUNT, REGION):
                answers = self._endpoint_of(domain).answers
                condition.measure(self._context, domain.name, ACCOUNT, domain.volume_gib, answers)

    def _answer(self, request: Request) -> Response:
        domain = current_domain(ACCOUNT, REGION)
        if domain is None:
            return json_response(503, {"Message": "No search domain has been created yet."})
        return self._endpoint_of(domain).answer(domain, request)

    def _endpoint_of(self, domain: Domain) -> Endpoint:
        with self._lock:
            if domain.identity != self._domain_identity:
                context, key = self._context, self._root_access_key
                self._endpoint = Endpoint(
                    domain, self._engine, context.faults, context.counters, key
                )
                self._domain_identity = domain.identity
            return self._endpoint

"""Connects an HTTPS client of this process to a search domain, with no port and no encryption."""

from __future__ import annotations

import ssl
from http.client import HTTPResponse as ReceivedResponse
from io import BytesIO
from typing import Any

from urllib3 import HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NewConnectionError, ReadTimeoutError

from sandbox.simulation.search_domain import (
    HOST,
    Asked,
    SearchDomain,
    SilentError,
    UnreachableError,
)
from sandbox.web import Response


def pool_class(domain: SearchDomain) -> type[HTTPSConnectionPool]:
    """Return a class for `pool_classes_by_scheme["https"]` of urllib3's pool manager.

    The domain answers for its host alone, shows a certificate of its authority, and is not reached
    through a proxy.
    """

    class Pool(HTTPSConnectionPool):
        def _prepare_proxy(self, conn: HTTPSConnection) -> None:  # type: ignore[override]
            raise NewConnectionError(conn, f"proxy {self.proxy} asked for {self.host}")

        def _make_request(  # type: ignore[override]
            self,
            conn: HTTPSConnection,
            method: str,
            url: str,
            body: Any = None,
            headers: Any = None,
            timeout: Any = None,
            **others: Any,  # noqa: ARG002
        ) -> HTTPResponse:
            if self.host != HOST:
                raise NewConnectionError(conn, "connection refused")
            if self.cert_reqs != "CERT_NONE" and str(self.ca_certs) != domain.authority:
                raise ssl.SSLCertVerificationError("certificate verify failed")
            asked = Asked(
                method,
                url,
                {str(name): _text(value) for name, value in headers.items()},
                body.encode() if isinstance(body, str) else body or b"",
                (timeout.connect_timeout, timeout.read_timeout),
            )
            try:
                response = domain.receive(asked)
            except UnreachableError:
                raise NewConnectionError(conn, "connection refused") from None
            except SilentError:
                words = f"Read timed out. (read timeout={timeout.read_timeout})"
                raise ReadTimeoutError(self, url, words) from None
            return _received(response, method)

    return Pool


class _Wire:
    """As much of a socket as a response is read from."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def makefile(self, *_: object) -> BytesIO:
        return BytesIO(self._content)


def _received(response: Response, method: str) -> HTTPResponse:
    """Return an answer as a client has it that read it from a connection."""
    headers = {**response.headers, "Content-Length": str(len(response.body))}
    lines = [f"HTTP/1.1 {response.status} -", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
    wire: Any = _Wire("\r\n".join(lines).encode() + response.body)
    received = ReceivedResponse(wire, method=method)
    received.begin()
    return HTTPResponse(
        body=received,
        headers=dict(received.msg.items()),
        status=received.status,
        preload_content=False,
        original_response=received,
        request_method=method,
    )


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value

"""A small HTTP/1.1 server on loopback: one function answers all requests, one thread each.

Strangers are refused before: see `sandbox.guard`.
"""

from __future__ import annotations

import contextlib
import errno
import json
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sandbox.guard import BODY_BYTES, TOKEN_HEADER, Refusal, drain, is_secret, refusal

_IDLE_SECONDS = 75.0


@dataclass(frozen=True)
class Request:
    """A request: `path` as sent (still quoted), `query` decoded, header names in lower case."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Parse the body; raises ValueError when it is no JSON."""
        return json.loads(self.body)

    def argument(self, name: str) -> str | None:
        """Return the first value of a query argument."""
        return self.query.get(name, [None])[0]


@dataclass(frozen=True)
class Response:
    """An answer: status, body and headers (Content-Length is added)."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def json_response(status: int, content: object, headers: dict[str, str] | None = None) -> Response:
    """Return an answer that holds the content as JSON."""
    body = json.dumps(content).encode()
    return Response(status, body, {"Content-Type": "application/json", **(headers or {})})


class WebServer:
    """Serves `answer` on 127.0.0.1, with TLS if a context is given.

    `token` is what each request must carry in its header, `secret_path` what its path must begin
    with (and is taken off before `answer` sees it); without either `answer` has to ask for a
    secret itself. A body over `body_limit` bytes is answered with 413 and never held in memory.
    """

    def __init__(
        self,
        answer: Callable[[Request], Response],
        port: int = 0,
        *,
        tls: ssl.SSLContext | None = None,
        body_limit: int = BODY_BYTES,
        token: str | None = None,
        secret_path: str | None = None,
        own_page: bool = False,
    ) -> None:
        with naming_the_port(port):
            self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.answer = answer
        self._server.tls = tls
        self._server.token = token
        self._server.secret_path = secret_path
        self._server.refusal = partial(
            refusal, port=self.port, body_limit=body_limit, own_page=own_page
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def port(self) -> int:
        """The port in use."""
        return self._server.server_address[1]

    def start(self) -> None:
        """Begin to serve in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End; requests under way are cut off with the process."""
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    answer: Callable[[Request], Response]
    refusal: Callable[..., Refusal | None]
    tls: ssl.SSLContext | None = None
    token: str | None = None
    secret_path: str | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.tls is None:
            super().finish_request(request, client_address)
            return
        # The handshake happens in the request's own thread, so a slow client delays no other.
        request.settimeout(_IDLE_SECONDS)
        try:
            with self.tls.wrap_socket(request, server_side=True) as encrypted:
                super().finish_request(encrypted, client_address)
        except (ssl.SSLError, OSError):
            return  # the client went away, or does not trust the certificate

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up is no fault of this server."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one write for headers and body
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS
    server: _Server

    def _serve(self) -> None:
        target = urllib.parse.urlsplit(self.path)
        path, refused = self._admit(target.path)
        if refused is not None:
            self.close_connection = True
            self._send(json_response(refused.status, {"message": refused.sentence}))
            self.wfile.flush()
            drain(self.connection, self.rfile, self.headers)
            return
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            self._send(json_response(400, {"message": "The body ended before its time."}))
            return
        self._send(
            self.server.answer(
                Request(
                    method=self.command,
                    path=path,
                    query=urllib.parse.parse_qs(target.query, keep_blank_values=True),
                    headers={name.lower(): value for name, value in self.headers.items()},
                    body=body,
                )
            )
        )

    def _admit(self, path: str) -> tuple[str, Refusal | None]:
        """Return the path without its secret, and why the request is refused, if it is."""
        refused = self.server.refusal(self.headers.items())
        if refused is not None:
            return path, refused
        if self.server.token is not None and not is_secret(
            self.headers.get(TOKEN_HEADER), self.server.token
        ):
            return path, Refusal(401, f"The header {TOKEN_HEADER} must hold the token of this run.")
        if self.server.secret_path is None:
            return path, None
        secret, slash, rest = path.removeprefix("/").partition("/")
        if not is_secret(secret, self.server.secret_path):
            return path, Refusal(403, "The address lacks the secret of this run.")
        return f"{slash}{rest}", None

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _serve

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: paths and users are nobody's business."""


@contextlib.contextmanager
def naming_the_port(port: int) -> Iterator[None]:
    """Say which port it was when an address is in use."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise OSError(f"Port {port} on 127.0.0.1 is in use; choose another one") from error


def listening_socket(port: int = 0) -> socket.socket:
    """Return a socket bound to loopback; raise OSError with the port when it is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        with naming_the_port(port):
            listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(True)
    return listener

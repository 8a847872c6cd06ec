"""The HTTP side of the stand-in: HTTP/1.1 on loopback, one thread a connection."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.clock import Thread
from sandbox.guard import TOKEN_HEADER, drain, is_secret, refusal
from sandbox.x_api.answers import REFUSALS, Answer, not_found, rate_limited, unauthorized
from sandbox.x_api.api import XApp
from sandbox.x_api.control import control
from sandbox.x_api.faults import Fault
from sandbox.x_api.stream.writer import StreamWriter, reset_when_closed

_CONTENT_TYPE = "application/json; charset=utf-8"
# Small, so that a reader that stopped reading is noticed soon.
_SEND_BUFFER_BYTES = 262_144
_NO_PORT = 1
_STREAM = "/2/tweets/search/stream"
ROUTES = {
    ("GET", _STREAM): "connect",
    ("GET", f"{_STREAM}/rules"): "GET rules",
    ("POST", f"{_STREAM}/rules"): "POST rules",
    ("GET", f"{_STREAM}/rules/counts"): "GET rules/counts",
    ("GET", "/2/tweets/search/recent"): "GET search",
    ("GET", "/2/usage/tweets"): "GET usage",
    ("GET", "/2/connections"): "GET connections",
    ("DELETE", "/2/connections"): "DELETE connections",
    ("DELETE", "/2/connections/all"): "DELETE connections",
    ("DELETE", "/2/connections/filtered_stream"): "DELETE connections",
}


class Server:
    """Serves clients, each in a thread of its own; `stop` ends every thread."""

    def __init__(self, api: XApp, port: int, control_token: str) -> None:
        self.control_token = control_token
        self._port = port
        self._clients = _Clients(api, control_token)
        self._listener: _Listener | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address; before it listens, what clients inside this process call it."""
        return f"http://127.0.0.1:{self._clients.port}"

    def start(self) -> None:
        """Listen; OSError when the port is taken."""
        self._listener = _Listener(("127.0.0.1", self._port), self._clients)
        self._clients.port = self._listener.server_address[1]
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(0.05,), name="x-api", daemon=True
        )
        self._thread.start()

    def serve(self, client: socket.socket) -> None:
        """Serve a client that is connected already."""
        self._clients.serve(client, client.getpeername())

    def stop(self) -> None:
        """Stop listening, close every connection and wait for its thread."""
        if self._listener is not None and self._thread is not None:
            self._listener.shutdown()
            self._thread.join()
            self._thread = None
        self._clients.end()
        if self._listener is not None:
            self._listener.server_close()


class _Clients:
    def __init__(self, api: XApp, control_token: str) -> None:
        self.api = api
        self.control_token = control_token
        self.port = _NO_PORT
        self._lock = threading.Lock()
        self._serving: dict[Thread, socket.socket] = {}

    def serve(self, client: socket.socket, address: Any) -> None:
        thread = self.api.clock.thread(lambda: self._serve(client, address), "x-api-client")
        thread.start()
        with self._lock:
            alive = {t: client for t, client in self._serving.items() if t.is_alive()}
            self._serving = {**alive, thread: client}

    def end(self) -> None:
        with self._lock:
            serving = dict(self._serving)
        for client in serving.values():
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        for thread in serving:
            thread.join()

    def _serve(self, client: socket.socket, address: Any) -> None:
        try:
            with suppress(OSError):  # the client went away
                _Handler(client, address, self)  # type: ignore[arg-type]
        finally:
            with suppress(OSError):
                client.shutdown(socket.SHUT_WR)
            client.close()


class _Listener(socketserver.TCPServer):
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], clients: _Clients) -> None:
        self._clients = clients
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._clients.serve(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "x-api-stand-in"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Clients  # type: ignore[assignment]

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def do_OPTIONS(self) -> None:
        self._handle()

    def log_message(self, *_: object) -> None:
        """Stay silent: what a client sends may hold posts and tokens."""

    def _handle(self) -> None:
        api = self.server.api
        address = urlsplit(self.path)
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        is_control = address.path.startswith("/_sandbox/")
        refused = refusal(self.headers.items(), self.server.port)
        if refused is not None:
            self._turn_away(refused.status, refused.sentence)
            return
        if is_control and not is_secret(self.headers.get(TOKEN_HEADER), self.server.control_token):
            self._turn_away(401, f"The header {TOKEN_HEADER} must hold the token of this run.")
            return
        given = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if len(given) < int(self.headers.get("Content-Length") or 0):
            self._turn_away(400, "The body ended before its time.")
            return
        body = _parsed(given)
        if is_control:
            self._send(control(api, self.command, address.path, body))
            return
        name = ROUTES.get((self.command, address.path))
        if name is None:
            self._send(not_found(address.path))
            return
        api.count_request(name)
        if not is_secret(self.headers.get("Authorization"), f"Bearer {api.token}"):
            self._send(unauthorized())
            return
        where = "rules" if "rules" in name else name.split()[-1]
        fault = api.faults.at_request(where)
        within, headers = api.limited(name)
        if fault:
            self._refuse(fault, headers, name)
        elif not within:
            self._reject(rate_limited(), headers, name)
        elif name == "connect":
            self._stream(query, headers)
        else:
            self._send(api.answer(name, query, body, address.path), headers)

    def _turn_away(self, status: int, sentence: str) -> None:
        """Answer a stranger, of whom the stand-in takes no notice."""
        self.close_connection = True
        self._send(Answer(status, {"error": sentence}))
        drain(self.connection, self.rfile, self.headers)

    def _refuse(self, fault: Fault, headers: Mapping[str, str], name: str) -> None:
        api = self.server.api
        if fault.kind in REFUSALS:
            if fault.kind == "rate_limited":
                reset = int(api.now() + fault.seconds * api.time_scale) + 1
                headers = {
                    **headers,
                    "x-rate-limit-remaining": "0",
                    "x-rate-limit-reset": f"{reset}",
                }
            self._reject(REFUSALS[fault.kind](), headers if fault.headers else {}, name)
            return
        if fault.kind == "answer":
            if name == "connect":
                api.refused(f"{fault.status}")
            self._send_content(fault.status, bytes.fromhex(fault.line), headers)
            return
        if fault.kind == "endless":
            self._repeat(bytes.fromhex(fault.line), fault.seconds * api.time_scale)
        if fault.kind == "hang":
            self._await_leaving(fault.seconds * api.time_scale)
        if name == "connect":
            api.refused(fault.kind)
        reset_when_closed(self.connection)
        self.close_connection = True

    def _reject(self, answer: Answer, headers: Mapping[str, str], name: str) -> None:
        if name == "connect":
            reason = answer.body.get("connection_issue") or answer.body.get("title")
            self.server.api.refused(f"{answer.status} {reason}")
        self._send(answer, headers)

    def _repeat(self, part: bytes, pause_real_seconds: float) -> None:
        self.send_response(200)
        for header, value in _common_headers().items():
            self.send_header(header, value)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        self.wfile.flush()
        with suppress(OSError):
            while not self._await_leaving(pause_real_seconds):
                self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
                self.wfile.flush()

    def _await_leaving(self, real_seconds: float) -> bool:
        clock = self.server.api.clock
        return clock.wait_for_sockets([self.connection], seconds=real_seconds)

    def _send(self, answer: Answer, headers: Mapping[str, str] | None = None) -> None:
        content = json.dumps(answer.body, ensure_ascii=False).encode(errors="surrogatepass")
        self._send_content(answer.status, content, {**(headers or {}), **answer.headers})

    def _send_content(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for header, value in {**_common_headers(), **headers}.items():
            self.send_header(header, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def _stream(self, query: Mapping[str, str], headers: Mapping[str, str]) -> None:
        api = self.server.api
        connection = api.connect(self.connection, query)
        if isinstance(connection, Answer):
            self._reject(connection, headers, "connect")
            return
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        reason = "client disconnected"
        try:
            gzip = api.settings.gzip and "gzip" in self.headers.get("Accept-Encoding", "")
            self.send_response(200)
            for header, value in {**_common_headers(), **headers}.items():
                self.send_header(header, value)
            self.send_header("transfer-encoding", "chunked")
            if gzip:
                self.send_header("content-encoding", "gzip")
            self.end_headers()
            self.wfile.flush()
            reason = StreamWriter(self.connection, connection, api, gzip=gzip).run()
        finally:
            api.disconnected(connection, reason)


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):
        return None


def _common_headers() -> dict[str, str]:
    return {
        "content-type": _CONTENT_TYPE,
        "api-version": "2.169",
        "x-access-level": "read",
        "x-transaction-id": f"{time.time_ns():016x}",
    }

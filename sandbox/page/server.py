"""Serves the page on loopback: the page, its parts, and the numbers as JSON for polling."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.page.definitions import Definitions, read_definitions
from sandbox.page.index import Index, IndexDoesNotAnswerError, SearchRefusedError
from sandbox.page.markup import LIBRARY, SCRIPTS, STYLES, asset, live_page
from sandbox.page.snapshot import filter_fields, take_snapshot

HOST = "127.0.0.1"
SCRIPT_TYPE = "text/javascript; charset=utf-8"
TYPES = {STYLES: "text/css; charset=utf-8", **dict.fromkeys((LIBRARY, *SCRIPTS), SCRIPT_TYPE)}


class Page:
    """The dashboards of `dashboards_folder` over the index at `index_url`, live.

    `port` 0 takes a free one. Raises OSError for an occupied port and ValueError for a folder
    without dashboards.
    """

    def __init__(self, index_url: str, dashboards_folder: Path, port: int = 0) -> None:
        definitions = read_definitions(dashboards_folder)
        self._server = _Server((HOST, port), definitions, index_url)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
        )

    @property
    def url(self) -> str:
        """Return the address to open, such as http://127.0.0.1:8123."""
        return f"http://{HOST}:{self._server.server_port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and free the port; also right for a page that was never started."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], definitions: Definitions, index_url: str) -> None:
        super().__init__(address, _Handler)
        self.definitions = definitions
        self.index = Index(index_url, definitions.index_pattern.title)
        self.fields = filter_fields(definitions)
        self.hosts = {f"{name}:{self.server_port}" for name in (HOST, "localhost")}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away in the middle of an answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        """Answer one request."""
        address = urlsplit(self.path)
        name = address.path.removeprefix("/")
        if self.headers.get("Host") not in self.server.hosts:
            # A website that points its own name at this machine must not read the posts.
            self._answer(403, "text/plain", "This page is for this machine alone.")
        elif name == "":
            self._answer(200, "text/html; charset=utf-8", live_page())
        elif name == "data":
            self._answer_numbers(dict(parse_qsl(address.query)))
        elif name in TYPES:
            self._answer(200, TYPES[name], asset(name))
        else:
            self._answer(404, "text/plain", "There is nothing at this address.")

    def _answer_numbers(self, chosen: Mapping[str, str]) -> None:
        unknown = sorted(set(chosen) - set(self.server.fields))
        if unknown:
            fields = ", ".join(self.server.fields)
            self._answer_json(400, {"error": f"No filter is named {unknown}; known: {fields}."})
            return
        try:
            now = datetime.now(UTC)
            snapshot = take_snapshot(self.server.index, self.server.definitions, chosen, now)
        except (IndexDoesNotAnswerError, SearchRefusedError) as error:
            self._answer_json(503, {"error": str(error)})
        else:
            self._answer_json(200, snapshot)

    def _answer_json(self, status: int, value: Mapping[str, Any]) -> None:
        self._answer(status, "application/json", json.dumps(value))

    def _answer(self, status: int, content_type: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the terminal for the demo."""

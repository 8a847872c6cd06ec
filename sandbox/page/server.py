"""Serves the page on loopback: the page, its parts, and the numbers as JSON for polling."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from sandbox.guard import new_secret
from sandbox.page.definitions import read_definitions
from sandbox.page.index import Index, IndexDoesNotAnswerError, SearchRefusedError
from sandbox.page.markup import LIBRARY, SCRIPTS, STYLES, asset, live_page
from sandbox.page.snapshot import filter_fields, take_snapshot
from sandbox.web import Request, Response, WebServer

SCRIPT_TYPE = "text/javascript; charset=utf-8"
TYPES = {STYLES: "text/css; charset=utf-8", **dict.fromkeys((LIBRARY, *SCRIPTS), SCRIPT_TYPE)}
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Page:
    """The dashboards of `dashboards_folder` over the index at `index_url`, live.

    Its address holds a secret, so that nobody reads the posts who was not given it. `port` 0 takes
    a free one. Raises OSError for an occupied port and ValueError for a folder without dashboards.
    """

    def __init__(self, index_url: str, dashboards_folder: Path, port: int = 0) -> None:
        self._definitions = read_definitions(dashboards_folder)
        self._index = Index(index_url, self._definitions.index_pattern.title)
        self._fields = filter_fields(self._definitions)
        self._secret = new_secret()
        self._server = WebServer(
            self._answer, port, body_limit=0, secret_path=self._secret, own_page=True
        )

    @property
    def url(self) -> str:
        """Return the address to open, such as http://127.0.0.1:8123/<secret>."""
        return f"http://127.0.0.1:{self._server.port}/{self._secret}"

    def start(self) -> None:
        """Begin to answer."""
        self._server.start()

    def stop(self) -> None:
        """Stop answering and free the port; also right for a page that was never started."""
        self._server.stop()

    def _answer(self, request: Request) -> Response:
        name = request.path.removeprefix("/")
        if request.method not in ("GET", "HEAD"):
            return _answer(405, "text/plain", "This page is only read.")
        if request.path == "":  # the page's parts lie beside it, so its address ends with a slash
            return Response(302, b"", {"Location": f"/{self._secret}/", **HEADERS})
        if name == "":
            return _answer(200, "text/html; charset=utf-8", live_page())
        if name == "data":
            return self._answer_numbers({key: values[0] for key, values in request.query.items()})
        if name in TYPES:
            return _answer(200, TYPES[name], asset(name))
        return _answer(404, "text/plain", "There is nothing at this address.")

    def _answer_numbers(self, chosen: Mapping[str, str]) -> Response:
        unknown = sorted(set(chosen) - set(self._fields))
        if unknown:
            fields = ", ".join(self._fields)
            return _answer_json(400, {"error": f"No filter is named {unknown}; known: {fields}."})
        try:
            snapshot = take_snapshot(self._index, self._definitions, chosen, datetime.now(UTC))
        except (IndexDoesNotAnswerError, SearchRefusedError) as error:
            return _answer_json(503, {"error": str(error)})
        return _answer_json(200, snapshot)


def _answer_json(status: int, value: Mapping[str, object]) -> Response:
    return _answer(status, "application/json", json.dumps(value))


def _answer(status: int, content_type: str, text: str) -> Response:
    return Response(status, text.encode(), {"Content-Type": content_type, **HEADERS})

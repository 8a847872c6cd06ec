"""A website that attacks, and a browser that visits it."""

from __future__ import annotations

import json
import queue
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.contract.page.browser import CHROMIUM

PAGE = Path(__file__).with_name("attack.html")
VISIT_SECONDS = 90
# No guard of the browser's own may take the place of ours.
OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    "--ignore-certificate-errors",
    "--host-resolver-rules=MAP evil.example 127.0.0.1",
    "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
)


class Website:
    """Serves the attacking page, gives it its targets, and takes what it found."""

    def __init__(self, targets: Sequence[dict[str, Any]]) -> None:
        self.targets = targets
        self.found: queue.Queue[list[dict[str, str]]] = queue.Queue()
        handler = type("Handler", (_Handler,), {"website": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it answers, under every name."""
        return self._server.server_address[1]

    def stop(self) -> None:
        """Answer nothing more."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    website: Website

    def do_GET(self) -> None:
        if self.path == "/targets":
            self._answer(json.dumps(self.website.targets).encode(), "application/json")
        elif self.path == "/":
            self._answer(PAGE.read_bytes(), "text/html; charset=utf-8")
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(b"{}", "application/json")
        self.website.found.put(json.loads(body))

    def _answer(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


class Unguarded:
    """A server as careless as a local service may be; `writes` counts what was done to it."""

    def __init__(self) -> None:
        self.writes = 0
        handler = type("Handler", (_Careless,), {"owner": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        """Answer nothing more."""
        self._server.shutdown()
        self._server.server_close()


class _Careless(BaseHTTPRequestHandler):
    owner: Unguarded

    def _serve(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.command == "POST":
            self.owner.writes += 1
        self.send_response(200)
        for name in ("Origin", "Methods", "Headers"):
            self.send_header(f"Access-Control-Allow-{name}", "*")
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b'"open"')

    do_GET = do_POST = do_OPTIONS = _serve

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


def visit(website: Website, name: str, folder: Path) -> dict[str, dict[str, str]]:
    """Open the website under a host name; return what it found, by target."""
    with browser(f"http://{name}:{website.port}/", folder):
        found = website.found.get(timeout=VISIT_SECONDS)
    return {each["name"]: each for each in found}


def shown_at(url: str, folder: Path) -> str:
    """Return what a person's browser shows at an address, opened as a bookmark is."""
    assert CHROMIUM is not None
    command = [CHROMIUM, *OPTIONS, "--virtual-time-budget=2000", "--dump-dom"]
    command += [f"--user-data-dir={folder / 'profile'}", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


@contextmanager
def browser(url: str, folder: Path) -> Iterator[None]:
    """Run a browser with an empty profile below the folder."""
    assert CHROMIUM is not None
    quiet = subprocess.DEVNULL
    command = [CHROMIUM, *OPTIONS, f"--user-data-dir={folder / 'profile'}", url]
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as process:
        try:
            yield
        finally:
            process.terminate()

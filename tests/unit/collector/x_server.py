"""A small stand-in for X on loopback: each test says what its endpoints answer."""

from __future__ import annotations

import contextlib
import json
import select
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, Any]
CRLF = b"\r\n"


class StreamWriter:
    """What a test's stream script writes to; a write returns False once the client is gone."""

    def __init__(self, handler: BaseHTTPRequestHandler, stopping: threading.Event) -> None:
        self._handler = handler
        self._stopping = stopping

    def accept(self) -> None:
        self._handler.send_response(200)
        self._handler.send_header("content-type", "application/json; charset=utf-8")
        self._handler.send_header("transfer-encoding", "chunked")
        self._handler.end_headers()

    def refuse(self, status: int, body: Any, **headers: str) -> None:
        data = json.dumps(body).encode()
        self._handler.send_response(status)
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.send_header("content-length", str(len(data)))
        self._handler.end_headers()
        self._handler.wfile.write(data)

    def send(self, data: bytes) -> bool:
        try:
            self._handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self._handler.wfile.flush()
        except OSError:
            return False
        return not self._stopping.is_set()

    def post(self, message: Any) -> bool:
        return self.send(json.dumps(message).encode() + CRLF)

    def end(self) -> None:
        with contextlib.suppress(OSError):
            self._handler.wfile.write(b"0\r\n\r\n")

    def hold(self, seconds: float = 60) -> None:
        """Stay silent until the client leaves, the server stops or the time is over."""
        self._handler.connection.settimeout(seconds)
        with contextlib.suppress(OSError):
            self._handler.connection.recv(1)

    def keep_alive_until_gone(self, every: float) -> None:
        while self.send(CRLF) and not self._stopping.is_set():
            gone, _, _ = select.select([self._handler.connection], [], [], every)
            if gone:
                return


class XServer:
    """Answers tweepy; `requests` lists (method, path, query, body) of all but the stream."""

    def __init__(self) -> None:
        self.rules: list[dict[str, str]] = []
        self.cap = "1000"
        self.on_stream: Callable[[StreamWriter], None] = lambda stream: stream.accept()
        self.on_search: Callable[[dict[str, str]], Answer] = lambda _: (
            200,
            {"meta": {"result_count": 0}},
        )
        self.on_add: Callable[[dict[str, str]], dict[str, Any] | None] = lambda _: None
        self.requests: list[tuple[str, str, dict[str, str], Any]] = []
        self.connections = 0
        self.open_now = 0
        self.most_open = 0
        self.killed = 0
        self.lock = threading.Condition()
        self.stopping = threading.Event()
        self._next_id = 2_120_000_000_000_000_100
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler_class())
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()

    def all_closed(self, within: float = 2.0) -> bool:
        """Wait for the server's side of every stream to notice that the client left."""
        with self.lock:
            return self.lock.wait_for(lambda: self.open_now == 0, timeout=within)

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        self.requests.append((method, path, query, body))
        if path == "/2/tweets/search/stream/rules/counts":
            return 200, {"data": {"cap_per_client_app": self.cap, "cap_per_project": "1000"}}
        if path == "/2/tweets/search/recent":
            return self.on_search(query)
        if path == "/2/connections/filtered_stream" and method == "DELETE":
            self.killed += 1
            return 200, {"data": {"successful_kills": 1, "failed_kills": 0, "results": []}}
        if path == "/2/tweets/search/stream/rules" and method == "GET":
            return 200, {"data": self.rules, "meta": {}} if self.rules else {"meta": {}}
        if path == "/2/tweets/search/stream/rules" and method == "POST":
            return self._change_rules(body)
        return 404, {"title": "Not Found"}

    def _change_rules(self, body: Any) -> Answer:
        if "delete" in body:
            gone = set(body["delete"]["ids"])
            self.rules = [rule for rule in self.rules if rule["id"] not in gone]
            return 200, {"meta": {"summary": {"deleted": len(gone), "not_deleted": 0}}}
        made, errors = [], []
        for item in body["add"]:
            same = [rule for rule in self.rules if rule["value"] == item["value"]]
            problem = self.on_add(item)
            if same:
                problem = {"value": item["value"], "id": same[0]["id"], "title": "DuplicateRule"}
            if problem:
                errors.append(problem)
                continue
            self._next_id += 1
            made.append({"id": str(self._next_id), **item})
        self.rules.extend(made)
        answer = {"meta": {}, **({"data": made} if made else {})}
        return 201, {**answer, **({"errors": errors} if errors else {})}

    def _handler_class(server) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._serve()

            do_POST = do_DELETE = do_GET

            def log_message(self, *args: object) -> None:
                pass

            def _serve(self) -> None:
                url = urlsplit(self.path)
                if url.path == "/2/tweets/search/stream":
                    self._stream()
                    return
                length = int(self.headers.get("content-length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                status, answer = server.answer(
                    self.command, url.path, dict(parse_qsl(url.query)), body
                )
                data = json.dumps(answer).encode()
                with contextlib.suppress(OSError):
                    self.send_response(status)
                    self.send_header("content-length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)

            def _stream(self) -> None:
                self.close_connection = True
                with server.lock:
                    server.connections += 1
                    server.open_now += 1
                    server.most_open = max(server.most_open, server.open_now)
                try:
                    with contextlib.suppress(OSError):
                        server.on_stream(StreamWriter(self, server.stopping))
                finally:
                    with server.lock:
                        server.open_now -= 1
                        server.lock.notify_all()

        return Handler

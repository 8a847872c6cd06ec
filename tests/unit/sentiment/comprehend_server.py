"""A stand-in for Comprehend on loopback: BatchDetectSentiment of its JSON 1.1 protocol."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Reply = tuple[int, dict[str, Any]]
Behaviour = Callable[[str, list[str]], Reply]

LABELS = ("POSITIVE", "NEGATIVE", "NEUTRAL", "MIXED")


def scores_of(language: str, text: str) -> tuple[str, dict[str, float]]:
    """A sentiment that depends on nothing but the text and its language."""
    digest = hashlib.sha256(f"{language}|{text}".encode()).digest()
    total = sum(digest[:4]) or 1
    names = ("Positive", "Negative", "Neutral", "Mixed")
    scores = {name: digest[place] / total for place, name in enumerate(names)}
    return LABELS[digest[4] % 4], scores


def result(index: int, language: str, text: str) -> dict[str, Any]:
    label, scores = scores_of(language, text)
    return {"Index": index, "Sentiment": label, "SentimentScore": scores}


def answer(language: str, texts: list[str]) -> Reply:
    """What a healthy service says."""
    results = [result(index, language, text) for index, text in enumerate(texts)]
    return 200, {"ResultList": results, "ErrorList": []}


def error(status: int, code: str, message: str = "") -> Reply:
    return status, {"__type": code, "message": message}


def item_error(index: int, code: str) -> dict[str, Any]:
    return {"Index": index, "ErrorCode": code, "ErrorMessage": "the text itself could be here"}


class ComprehendServer:
    """Answers by `behaviour`; `calls` lists what was asked: (language, texts)."""

    def __init__(self) -> None:
        self.behaviour: Behaviour = answer
        self.calls: list[tuple[str, list[str]]] = []
        self.held = threading.Event()
        self.held.set()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert self.headers["X-Amz-Target"].endswith(".BatchDetectSentiment")
                server.calls.append((body["LanguageCode"], body["TextList"]))
                server.held.wait()
                status, reply = server.behaviour(body["LanguageCode"], body["TextList"])
                payload = json.dumps(reply).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.1")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, format: str, *args: object) -> None:
                """Keep the tests' output free of requests."""

        class QuietServer(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that gave up is part of the tests."""

        self._http = QuietServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def texts(self) -> list[str]:
        """Every text that was sent, in no promised order."""
        return [text for _, texts in self.calls for text in texts]

    def __enter__(self) -> ComprehendServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.held.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

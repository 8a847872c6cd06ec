"""tweepy as it comes, sent to the stand-in instead of X."""

from __future__ import annotations

import json
import queue
import threading
from contextlib import suppress
from typing import Any

import requests
import tweepy  # type: ignore[import-untyped]
from requests.adapters import HTTPAdapter

from sandbox.x_api import XApi

TOKEN = "made-up-token"
TWEEPY_HOST = "https://api.twitter.com"
PATIENCE_SECONDS = 10.0


class ToStandIn(HTTPAdapter):
    """tweepy names its host in its code; this sends what is meant for it elsewhere."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.last: requests.Response | None = None
        super().__init__()

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        assert request.url is not None
        request.url = request.url.replace(TWEEPY_HOST, self._url, 1)
        self.last = super().send(request, *args, **kwargs)
        return self.last


class Reader(tweepy.StreamingClient):  # type: ignore[misc]
    """One connection to the stream, in a thread; what tweepy called back is kept."""

    def __init__(self, api: XApi, token: str = TOKEN, **options: Any) -> None:
        super().__init__(token, **options)
        self.transport = ToStandIn(api.url)
        self.session.mount(TWEEPY_HOST, self.transport)
        self.lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self.kept_alive = threading.Event()
        self.happened: list[str] = []
        self.status: int | None = None
        self.refusal: dict[str, Any] = {}
        self._thread: threading.Thread | None = None

    def on_data(self, raw_data: bytes) -> None:
        self.lines.put(json.loads(raw_data))

    def on_keep_alive(self) -> None:
        self.kept_alive.set()

    def on_closed(self, response: requests.Response) -> None:
        self.happened.append("closed")
        self.disconnect()

    def on_connection_error(self) -> None:
        self.happened.append("connection error")
        self.disconnect()

    def on_request_error(self, status_code: int) -> None:
        self.happened.append("refused")
        self.status = status_code
        assert self.transport.last is not None
        self.refusal = self.transport.last.json()
        self.disconnect()

    def on_exception(self, exception: Exception) -> None:
        self.happened.append(type(exception).__name__)

    def begin(self, **parameters: Any) -> Reader:
        self._thread = self.filter(threaded=True, **parameters)
        return self

    def next(self) -> dict[str, Any]:
        """Return the next line, waiting for it."""
        return self.lines.get(timeout=PATIENCE_SECONDS)

    def ended(self) -> list[str]:
        """Wait for the end of the connection and say how tweepy saw it."""
        assert self._thread is not None
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive()
        return self.happened

    def hang_up(self) -> None:
        self.disconnect()
        if self.transport.last is not None:
            with suppress(RuntimeError, ValueError, AttributeError, OSError):  # it ended by itself
                self.transport.last.raw.shutdown()
        self.ended()


def client_of(api: XApi, token: str = TOKEN, **options: Any) -> tweepy.Client:
    client = tweepy.Client(token, **options)
    client.session.mount(TWEEPY_HOST, ToStandIn(api.url))
    return client


def call(api: XApi, method: str, path: str, body: object = None) -> requests.Response:
    """Make a request that tweepy has no method for."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return requests.request(method, api.url + path, json=body, headers=headers, timeout=10)

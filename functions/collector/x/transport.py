"""Carries tweepy's requests: to the configured address, bounded in time, and open to be cut."""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import Iterator
from functools import partial
from typing import Any

import requests
import tweepy  # type: ignore[import-untyped]
from requests.adapters import HTTPAdapter
from urllib3.response import HTTPResponse

from collector.timing import Timing
from collector.x.lines import LineSplitter
from shared.clock import WaitingClock

TWEEPY_HOST = "https://api.twitter.com"
LARGEST_BODY_BYTES = 32 * 1024 * 1024
CHUNK_BYTES = 64 * 1024

# At DEBUG tweepy logs headers with the token, and bodies with posts.
logging.getLogger("tweepy").setLevel(logging.WARNING)


class BodyTooLargeError(requests.RequestException):
    """An answer was larger than any that X gives."""


class Transport(HTTPAdapter):
    """Sends what tweepy addresses to its fixed host to `base_url` instead.

    Every request that is not a stream ends within `request_timeout`, headers and body together.
    `cut` ends whatever is under way at once, from any thread, even while headers are awaited. It
    opens one stream at most: once cut, none.
    """

    def __init__(self, base_url: str, clock: WaitingClock, timing: Timing) -> None:
        self._base_url = base_url
        self.clock = clock
        self._timing = timing
        self._connection: Any = None
        self._is_cut = False
        self.response: requests.Response | None = None
        super().__init__(max_retries=0)

    def carry(self, client: tweepy.client.BaseClient) -> None:
        """Take over all requests of a tweepy client, whatever the environment says of proxies.

        requests would also look at every variable anew with each request, and send the password
        that a file .netrc has for X's host in place of the token.
        """
        client.session.trust_env = False
        client.session.mount(TWEEPY_HOST, self)

    def send(self, request: Any, *args: Any, **options: Any) -> requests.Response:
        """Send a request as requests asks for it."""
        request.url = request.url.replace(TWEEPY_HOST, self._base_url, 1)
        self.response = None
        if options.get("stream"):
            response = super().send(request, *args, **options)
            response.iter_lines = partial(_lines_of, response)  # type: ignore[method-assign]
        else:
            response = self._send_briefly(request, *args, **options)
        self.response = response
        return response

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        """Return requests' pool of connections, made to remember the one in use."""
        pool: Any = super().get_connection_with_tls_context(*args, **options)
        connection_class = type(pool).ConnectionCls

        def remember(*connection_args: Any, **connection_options: Any) -> Any:
            self._connection = connection_class(*connection_args, **connection_options)
            self._connection.connect = self._connect
            return self._connection

        pool.ConnectionCls = remember
        return pool

    def close(self) -> None:
        """End the connection, which urllib3 would keep until the garbage collector comes."""
        super().close()
        if self._connection is not None:
            self._connection.close()

    def cut(self) -> None:
        """Shut the connection in use, so that whoever waits for it wakes up."""
        self._is_cut = True
        with contextlib.suppress(Exception):  # it may be gone already, in any way
            if self.response is not None and isinstance(self.response.raw, HTTPResponse):
                self.response.raw.shutdown()
        with contextlib.suppress(Exception):
            self._connection.sock.shutdown(socket.SHUT_RDWR)

    def _connect(self) -> None:
        """Connect, unless cut meanwhile: there was no socket yet that `cut` could have shut."""
        del self._connection.connect  # urllib3's own from here, and no circle of references
        self._connection.connect()
        if self._is_cut:
            raise ConnectionAbortedError("cut while it connected")

    def _send_briefly(self, request: Any, *args: Any, **options: Any) -> requests.Response:
        self._is_cut = False
        options["timeout"] = self.clock.real(self._timing.request_timeout)
        timer = self.clock.timer(self._timing.request_timeout, self.cut)
        timer.start()
        try:
            self.response = response = super().send(request, *args, **options)
            body = bytearray()
            for chunk in response.iter_content(CHUNK_BYTES):
                body += chunk
                if len(body) > LARGEST_BODY_BYTES:
                    raise BodyTooLargeError(f"X's answer is over {LARGEST_BODY_BYTES} bytes.")
            response._content = bytes(body)
            return response
        finally:
            timer.cancel()


def _lines_of(response: requests.Response, **_: object) -> Iterator[bytes]:
    """Stand in for requests' own `iter_lines`, which holds a line of any length."""
    splitter = LineSplitter()
    for chunk in response.iter_content(CHUNK_BYTES):
        yield from splitter.feed(chunk)
    yield from splitter.rest()

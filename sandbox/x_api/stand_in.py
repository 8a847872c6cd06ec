"""The stand-in as one object: the app at X, and the server in front of it."""

from __future__ import annotations

import socket

from sandbox.clock import Clock
from sandbox.guard import new_secret
from sandbox.x_api.api import XApp
from sandbox.x_api.server import Server
from sandbox.x_api.settings import XSettings


class XApi(XApp):
    """X API v2 on 127.0.0.1, or inside this process.

    control_token: what requests under /_sandbox/ must carry (made up if it is not given); port: 0
    for a free one; the others as for `XApp`.
    """

    def __init__(
        self,
        token: str,
        *,
        control_token: str | None = None,
        port: int = 0,
        time_scale: float = 1.0,
        clock: Clock | None = None,
        seed: int | None = None,
        settings: XSettings | None = None,
    ) -> None:
        super().__init__(token, time_scale=time_scale, clock=clock, seed=seed, settings=settings)
        self._server = Server(self, port, control_token or new_secret())

    @property
    def url(self) -> str:
        """Its address, without a slash at the end; before `start`, for `serve` alone."""
        return self._server.url

    @property
    def control_token(self) -> str:
        """What control requests must carry."""
        return self._server.control_token

    def start(self) -> XApi:
        """Begin to answer; OSError when the port is taken."""
        self._server.start()
        return self

    def serve(self, client: socket.socket) -> None:
        """Serve one more client, on a connection that was opened inside this process."""
        self._server.serve(client)

    def stop(self) -> None:
        """Close every connection and end every thread; may be called twice."""
        self.end_streams("the stand-in stopped")
        self._server.stop()

    def __enter__(self) -> XApi:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

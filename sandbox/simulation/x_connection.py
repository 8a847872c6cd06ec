"""Connects an HTTP client of this process to the X stand-in, with no port and no real waiting."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass, field

from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from sandbox.simulation.clock import JumpingClock
from sandbox.simulation.sockets import JumpingSocket, connected_pair
from sandbox.x_api.stand_in import XApi


@dataclass
class Road:
    """The way to X: how many seconds connecting takes, and whether connections are refused."""

    seconds_to_connect: float = 0.0
    is_closed: bool = False
    taken: list[JumpingSocket] = field(default_factory=list)

    def break_all(self) -> None:
        """End every connection that was made, as when the process that made them is killed."""
        for client in self.taken:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        self.taken.clear()


def pool_class(api: XApi, clock: JumpingClock, road: Road) -> type[HTTPConnectionPool]:
    """Return a class for `pool_classes_by_scheme["http"]` of urllib3's pool manager.

    Whatever host is asked for, the stand-in answers.
    """

    class Connection(HTTPConnection):
        def _new_conn(self) -> JumpingSocket:
            patience = self.timeout if isinstance(self.timeout, int | float) else None
            if patience is not None and patience < road.seconds_to_connect:
                clock.sleep(patience)
                raise ConnectTimeoutError(self, f"not connected within {patience} s")
            clock.sleep(road.seconds_to_connect)
            if road.is_closed:
                raise NewConnectionError(self, "connection refused")
            client, server = connected_pair(clock)
            road.taken.append(client)
            api.serve(server)
            return client

    class Pool(HTTPConnectionPool):
        ConnectionCls = Connection

    return Pool

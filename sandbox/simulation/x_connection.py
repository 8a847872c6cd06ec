"""Connects an HTTP client of this process to the X stand-in, with no port and no real waiting."""

from __future__ import annotations

from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool

from sandbox.simulation.clock import JumpingClock
from sandbox.simulation.sockets import JumpingSocket, connected_pair
from sandbox.x_api.stand_in import XApi


def pool_class(api: XApi, clock: JumpingClock) -> type[HTTPConnectionPool]:
    """Return a class for `pool_classes_by_scheme["http"]` of urllib3's pool manager.

    Whatever host is asked for, the stand-in answers.
    """

    class Connection(HTTPConnection):
        def _new_conn(self) -> JumpingSocket:
            client, server = connected_pair(clock)
            api.serve(server)
            return client

    class Pool(HTTPConnectionPool):
        ConnectionCls = Connection

    return Pool

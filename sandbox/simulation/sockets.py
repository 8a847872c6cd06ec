"""A connection inside one process, whose two ends wait by a jumping clock."""

from __future__ import annotations

import contextlib
import socket
from typing import Any

from sandbox.simulation.clock import JumpingClock


def connected_pair(clock: JumpingClock) -> tuple[JumpingSocket, JumpingSocket]:
    """Return the client's and the server's end."""
    client, server = socket.socketpair()
    return JumpingSocket(clock, client), JumpingSocket(clock, server)


class JumpingSocket(socket.socket):
    """Behaves as one end of a TCP connection on loopback, but for its time-outs."""

    def __init__(self, clock: JumpingClock, end: socket.socket) -> None:
        super().__init__(end.family, end.type, fileno=end.detach())
        super().setblocking(False)
        self._clock = clock
        self._patience: float | None = None

    def settimeout(self, value: float | None) -> None:
        """Let reads and writes wait for so many seconds of the clock; None for ever."""
        self._patience = value

    def gettimeout(self) -> float | None:
        """Return how long reads and writes wait."""
        return self._patience

    def setsockopt(self, *options: Any) -> None:
        """Set what a connection inside the process has; TCP's own options mean nothing here."""
        with contextlib.suppress(OSError):
            super().setsockopt(*options)

    def getpeername(self) -> Any:
        """Return the address of loopback."""
        return ("127.0.0.1", 0)

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Read once there is something to read."""
        if not flags & socket.MSG_DONTWAIT:
            self._await_reading()
        return super().recv(size, flags)

    def recv_into(self, buffer: Any, size: int = 0, flags: int = 0) -> int:
        """Read once there is something to read."""
        self._await_reading()
        return super().recv_into(buffer, size, flags)

    def send(self, data: Any, flags: int = 0) -> int:
        """Write once there is room."""
        if not self._clock.wait_for_sockets([], [self], self._patience):
            raise TimeoutError("timed out")
        return super().send(data, flags)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Write all of it."""
        rest = memoryview(data)
        while rest:
            rest = rest[self.send(rest, flags) :]

    def _await_reading(self) -> None:
        if not self._clock.wait_for_sockets([self], [], self._patience):
            raise TimeoutError("timed out")

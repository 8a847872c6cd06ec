"""One open stream: what waits to be written, and whether its client is still there."""

from __future__ import annotations

import socket
import threading
import uuid
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.posts.post import Post
from sandbox.x_api.posts.fields import Fields
from sandbox.x_api.rules.book import AppRule


@dataclass(frozen=True, slots=True)
class Delivery:
    """A post on its way, with the rules that it matched."""

    post: Post
    rules: tuple[AppRule, ...]


@dataclass(slots=True)
class Record:
    """What the connections API tells about a connection; times are milliseconds since 1970."""

    connected_at_ms: int
    client_ip: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    disconnected_at_ms: int | None = None
    disconnect_reason: str | None = None


class Connection:
    """Filled by the thread that publishes, emptied by the one that writes."""

    def __init__(
        self, client: socket.socket, fields: Fields, record: Record, most: int, clock: Clock
    ) -> None:
        self.fields = fields
        self.record = record
        self.end_reason: str | None = None
        self.is_over = False
        """Whether X ended it, which its client may know before its slot is free."""
        self._client = client
        self._most_waiting = most
        self._clock = clock
        self._waiting: deque[Delivery] = deque()
        self._lock = threading.Lock()
        self._bell, self._ringer = socket.socketpair()
        self._bell.setblocking(False)
        self._ringer.setblocking(False)

    def put(self, delivery: Delivery) -> None:
        """Let a post wait for its turn; a reader that is too far behind is cut off, as X does."""
        with self._lock:
            self._waiting.append(delivery)
            too_many = len(self._waiting) > self._most_waiting
        if too_many:
            self.end("slow reader")
            with suppress(OSError):
                self._client.shutdown(socket.SHUT_RDWR)
        self.ring()

    def take(self) -> list[Delivery]:
        """Return what waits, and empty it."""
        with self._lock:
            taken = list(self._waiting)
            self._waiting.clear()
        return taken

    def end(self, reason: str) -> None:
        """Ask the writing thread to close; the first reason given counts."""
        self.end_reason = self.end_reason or reason
        self.ring()

    def ring(self) -> None:
        """Wake the writing thread."""
        with suppress(OSError):
            self._ringer.send(b"!")

    def wait(self, seconds: float) -> bool:
        """Wait until rung or so many real seconds; return False when the client has gone."""
        if self._clock.wait_for_sockets([self._client, self._bell], seconds=max(0.0, seconds)):
            with suppress(BlockingIOError):
                self._bell.recv(65_536)
        return not self.client_has_gone()

    def is_live(self) -> bool:
        """Look whether neither side has ended it."""
        return not self.is_over and not self.client_has_gone()

    def client_has_gone(self) -> bool:
        """Look whether the client closed its side."""
        try:
            return self._client.recv(4096, socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        """Give the bell back."""
        self._bell.close()
        self._ringer.close()

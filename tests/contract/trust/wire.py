"""Sends a request byte by byte as a test wants it, which no client library would."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.contract.trust.targets import Prepared, Target

PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 when the connection was closed without an answer."""

    status: int
    head: str
    text: str


def send(
    target: Target,
    prepared: Prepared,
    *,
    host: Sequence[str] | None = None,
    extra: Iterable[tuple[str, str]] = (),
    length: Sequence[str] | None = None,
    body: Iterable[bytes] | None = None,
    hang_up: bool = False,
) -> Answer:
    """Send the request and read the answer.

    `host` and `length` are the values of all Host and Content-Length headers (by default the right
    ones), `extra` more headers, `body` its pieces; `hang_up` ends the sending side early.
    """
    right = target.body()
    pieces = [right] if body is None else body
    lengths = [str(len(right))] if length is None else length
    lines = [f"{target.method} {prepared.path} HTTP/1.1"]
    lines += [f"Host: {name}" for name in ([target.host] if host is None else host)]
    kept = {n: v for n, v in prepared.headers.items() if n.lower() not in ("host", "connection")}
    lines += [f"{name}: {value}" for name, value in (*kept.items(), *extra)]
    lines += [f"Content-Length: {value}" for value in lengths]
    lines += ["Connection: close", "", ""]
    with _connected(target) as connection:
        with contextlib.suppress(OSError):  # refused and closed while it was written
            connection.sendall("\r\n".join(lines).encode())
            for piece in pieces:
                connection.sendall(piece)
            if hang_up:
                # The socket's own: that of TLS would end the reading as well.
                socket.socket.shutdown(connection, socket.SHUT_WR)
        return _read(connection)


@contextlib.contextmanager
def _connected(target: Target) -> Iterator[socket.socket]:
    plain = socket.create_connection(("127.0.0.1", target.port), timeout=PATIENCE_SECONDS)
    if not target.url.startswith("https:"):
        with plain:
            yield plain
        return
    tls = ssl.create_default_context()
    tls.check_hostname = False
    tls.verify_mode = ssl.CERT_NONE
    with plain, tls.wrap_socket(plain) as encrypted:
        yield encrypted


def _read(connection: socket.socket) -> Answer:
    received = b""
    with contextlib.suppress(OSError):
        while piece := connection.recv(65_536):
            received += piece
    head, _, text = received.decode("latin-1").partition("\r\n\r\n")
    words = head.split()
    return Answer(int(words[1]) if len(words) > 1 else 0, head, text)

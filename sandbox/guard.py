"""Who may speak to a server on loopback: the sandbox's own programs, no website and no stranger.

Loopback is not private: every page in a browser and every user of the machine reaches it. So each
HTTP server of the sandbox asks here, by a request's headers alone and before it reads a body, and
then for a secret that was made up for this run.
"""

from __future__ import annotations

import contextlib
import hmac
import secrets
import socket
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from typing import Protocol

# The header in which a control request carries the run's token. Because it is no plain header, a
# browser asks first whether a page may send it, and is refused.
TOKEN_HEADER = "x-sandbox-token"
BODY_BYTES = 16 * 1024 * 1024
_NAMES = ("127.0.0.1", "localhost", "[::1]")
_LONGEST_NUMBER = 15
# How long a refused client may go on writing, and how long it may pause.
DRAIN_SECONDS = 5.0
SILENT_SECONDS = 1.0
_CHUNK_BYTES = 65_536


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered: the HTTP status, and a sentence for whoever sent it."""

    status: int
    sentence: str


def new_secret() -> str:
    """Make up a secret of 256 bits that fits into a header and a path."""
    return secrets.token_urlsafe(32)


def is_secret(given: str | None, secret: str) -> bool:
    """Tell whether what was given is the secret, in the same time however much of it is right."""
    return given is not None and hmac.compare_digest(given.encode(), secret.encode())


def refusal(
    headers: Iterable[tuple[str, str]],
    port: int,
    body_limit: int = BODY_BYTES,
    *,
    own_page: bool = False,
) -> Refusal | None:
    """Return why the server at `port` refuses a request with these headers, None if it does not.

    `own_page` says that the server has a page, whose scripts may ask it. `Origin` and
    `Sec-Fetch-Site` are set by browsers, and no page can change them ("Fetch Metadata Request
    Headers", W3C); a foreign `Host` is how a website reaches loopback under its own name (DNS
    rebinding).
    """
    told: dict[str, list[str]] = {}
    for name, value in headers:
        told.setdefault(name.lower(), []).append(value.strip())
    hosts = told.get("host", [])
    known = [f"{name}:{port}" for name in _NAMES]
    if len(hosts) != 1 or hosts[0].lower() not in known:
        given = ", ".join(hosts) or "none"
        return Refusal(403, f"The Host {given!r} is not this server; it is {' or '.join(known)}.")
    own_origins = [f"http://{hosts[0].lower()}"] if own_page else []
    if any(origin not in own_origins for origin in told.get("origin", [])):
        return Refusal(403, f"Pages of {', '.join(told['origin'])} may not ask this server.")
    sites = ("none", "same-origin") if own_page else ("none",)
    if any(site not in sites for site in told.get("sec-fetch-site", [])):
        return Refusal(403, "Pages of other sites may not ask this server.")
    return _body_refusal(told, body_limit)


def _body_refusal(told: dict[str, list[str]], limit: int) -> Refusal | None:
    lengths = told.get("content-length", ["0"])
    clear = all(text.isascii() and text.isdecimal() for text in lengths)
    if len(lengths) != 1 or not clear or "transfer-encoding" in told:
        return Refusal(413, "Tell the size of the body, once, as the number in Content-Length.")
    if len(lengths[0]) > _LONGEST_NUMBER or int(lengths[0]) > limit:
        return Refusal(413, f"Request size exceeded: at most {limit} bytes are taken.")
    return None


class _Stream(Protocol):
    def read1(self, size: int, /) -> bytes:
        """Return what is there, at most so many bytes."""


def drain(connection: socket.socket, stream: _Stream, headers: Message) -> None:
    """Let a refused client finish writing, for some seconds: before, it would not read the answer.

    What it writes is thrown away piece by piece.
    """
    told = headers.get("Content-Length", "0")
    left = int(told) if told.isdecimal() and len(told) <= _LONGEST_NUMBER else sys.maxsize
    if "Transfer-Encoding" in headers:
        left = sys.maxsize
    end = time.monotonic() + DRAIN_SECONDS
    with contextlib.suppress(OSError, ValueError):
        connection.settimeout(SILENT_SECONDS)
        while left > 0 and time.monotonic() < end:
            piece = stream.read1(min(left, _CHUNK_BYTES))
            left = left - len(piece) if piece else 0

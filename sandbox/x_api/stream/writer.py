"""Writes the filtered stream to one client: posts, keep-alives, and the faults that were ordered.

docs.x.com, "Consuming streaming data": one JSON object a line, CRLF after each, a bare CRLF to
keep alive.
"""

from __future__ import annotations

import json
import socket
import struct
import zlib
from typing import Any, Protocol

from sandbox.clock import Clock
from sandbox.posts.post import Post
from sandbox.x_api.answers import PROBLEMS, operational_disconnect
from sandbox.x_api.faults import BETWEEN_POSTS, Fault, Faults
from sandbox.x_api.stream.connection import Connection, Delivery

CRLF = b"\r\n"
_LATEST_OUT_OF_ORDER_SECONDS = 2.0


class Surroundings(Protocol):
    """What a writer needs of the stand-in."""

    time_scale: float
    clock: Clock
    faults: Faults

    def find(self, post_id: str) -> Post | None:
        """Return a post by its id."""

    def delivered(self, post: Post) -> None:
        """Count a post as read by the client."""

    def edit(self, post: Post) -> None:
        """Publish an edit of a post."""

    def keep_alive_seconds(self) -> float:
        """Return the real seconds between keep-alives."""


class Ended(Exception):
    """The connection is over; the message says why."""


class StreamWriter:
    """Runs in the thread of the connection until it ends."""

    def __init__(
        self, client: socket.socket, connection: Connection, around: Surroundings, *, gzip: bool
    ) -> None:
        self._client = client
        self._connection = connection
        self._around = around
        self._monotonic = around.clock.monotonic
        self._gzip = zlib.compressobj(wbits=31) if gzip else None
        self._held: list[tuple[int, float, Delivery]] = []
        self._last_write = self._monotonic()

    def run(self) -> str:
        """Write until the connection ends; return why it did."""
        try:
            while True:
                self._step()
        except Ended as ended:
            return str(ended)
        except OSError:
            return self._connection.end_reason or "client disconnected"

    def _step(self) -> None:
        if reason := self._connection.end_reason:
            self._finish(reason)
        for delivery in self._connection.take():
            if fault := self._around.faults.at_post(bool(delivery.post.references)):
                self._meet(fault, delivery)
            else:
                self._write(self._line(delivery) + CRLF)
                self._around.delivered(delivery.post)
            self._release_held(1)
        while fault := self._around.faults.between_posts():
            self._between(fault)
        self._release_held(0)
        quiet = self._monotonic() - self._last_write
        left = self._around.keep_alive_seconds() - quiet
        if left <= 0:
            self._write(CRLF)
        elif not self._connection.wait(min(left, 0.05) if self._held else left):
            raise Ended("client disconnected")

    def _meet(self, fault: Fault, delivery: Delivery) -> None:
        if fault.kind in BETWEEN_POSTS:
            self._between(fault)
            self._write(self._line(delivery) + CRLF)
            self._around.delivered(delivery.post)
            return
        if fault.kind == "out_of_order":
            latest = self._monotonic() + _LATEST_OUT_OF_ORDER_SECONDS * self._around.time_scale
            self._held.append((fault.posts + 1, latest, delivery))
            return
        line = self._line(delivery, fault)
        if fault.kind == "truncated_line":
            self._write(line[: len(line) // 2])
            self._finish("truncated line")
        if fault.kind == "reset_mid_line":
            self._write(line[: len(line) // 2])
            self._reset()
        if fault.kind == "damaged_line":
            self._write(line[: len(line) // 2] + CRLF)
        elif fault.kind == "split_crlf":
            self._write(line + b"\r")
            self._write(b"\n")
        else:
            self._write((line + CRLF) * (2 if fault.kind == "duplicate" else 1))
        self._around.delivered(delivery.post)
        if fault.kind == "edit":
            self._around.edit(delivery.post)

    def _between(self, fault: Fault) -> None:
        match fault.kind:
            case "operational_disconnect":
                self._message(operational_disconnect(fault.disconnect_type))
                self._finish(f"operational disconnect: {fault.disconnect_type}")
            case "slow_reader":
                self._message(operational_disconnect("SlowReader"))
                self._finish("operational disconnect: SlowReader")
            case "clean_end":
                self._finish("ended by X")
            case "reset":
                self._reset()
            case "silence":
                self._be_silent(fault.seconds * self._around.time_scale)
            case "raw":
                self._write(bytes.fromhex(fault.line) + CRLF)
            case _:
                self._message(_ODD_MESSAGES[fault.kind])

    def _be_silent(self, real_seconds: float) -> None:
        """A dead connection: nothing arrives, and what was to arrive is lost."""
        until = self._monotonic() + real_seconds
        while (left := until - self._monotonic()) > 0 and not self._connection.end_reason:
            if not self._connection.wait(left):
                raise Ended("client disconnected")
            self._connection.take()
        self._finish(self._connection.end_reason or "ended by X after silence")

    def _release_held(self, passed: int) -> None:
        if not self._held:
            return
        self._held = [(posts - passed, latest, held) for posts, latest, held in self._held]
        now = self._monotonic()
        due = [held for posts, latest, held in self._held if posts <= 0 or latest <= now]
        self._held = [item for item in self._held if item[0] > 0 and item[1] > now]
        for delivery in due:
            self._write(self._line(delivery) + CRLF)
            self._around.delivered(delivery.post)

    def _line(self, delivery: Delivery, fault: Fault | None = None) -> bytes:
        kind = fault.kind if fault else ""
        post = delivery.post
        gone = (
            frozenset(other for _, other in post.references) if kind == "deleted_referent" else ()
        )
        rendered = self._connection.fields.render([post], self._around.find, frozenset(gone))
        message: dict[str, Any] = {**rendered, "data": rendered["data"][0]}
        if kind == "errors_with_data":
            message.setdefault("errors", []).append(_PARTIAL_ERROR)
        message["matching_rules"] = [
            {"id": rule.id}
            if rule.tag is None or kind == "no_tag"
            else _id_and_tag(rule.id, rule.tag)
            for rule in delivery.rules
        ]
        return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode(
            errors="surrogatepass"
        )

    def _message(self, message: dict[str, Any]) -> None:
        self._write(json.dumps(message).encode() + CRLF)

    def _write(self, data: bytes) -> None:
        if self._gzip:
            data = self._gzip.compress(data) + self._gzip.flush(zlib.Z_SYNC_FLUSH)
        self._client.sendall(b"%x\r\n%b\r\n" % (len(data), data))
        self._last_write = self._monotonic()

    def _finish(self, reason: str) -> None:
        self._connection.is_over = True
        if self._gzip:
            tail = self._gzip.flush()
            self._client.sendall(b"%x\r\n%b\r\n" % (len(tail), tail))
        self._client.sendall(b"0\r\n\r\n")
        raise Ended(reason)

    def _reset(self) -> None:
        reset_when_closed(self._client)
        raise Ended("reset by X")


def reset_when_closed(client: socket.socket) -> None:
    """Make the close of a socket a reset (RST) instead of an orderly end."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _id_and_tag(rule_id: str, tag: str) -> dict[str, str]:
    return {"id": rule_id, "tag": tag}


_PARTIAL_ERROR = {
    "value": "1700000000000000000",
    "detail": "Could not find user with author_id: [1700000000000000000].",
    "title": "Not Found Error",
    "resource_type": "user",
    "parameter": "author_id",
    "resource_id": "1700000000000000000",
    "type": PROBLEMS + "resource-not-found",
}
_ODD_MESSAGES: dict[str, dict[str, Any]] = {
    "unknown_message": {"notice": {"kind": "not-known-yet", "detail": "A message of a new kind"}},
    "bare_problem": {
        "title": "Service Unavailable",
        "detail": "Something went wrong",
        "type": "about:blank",
        "status": 503,
    },
    "errors_only": {"errors": [_PARTIAL_ERROR]},
}

"""The door to the AWS services: what is not signed with keys of this run never reaches ministack.

ministack checks signatures by itself for most that it serves, but not for its own paths (such as
`/_ministack/reset`) and some data planes, it knows the root user by several names, and it tells
every website that it may read the answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import urllib.parse
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.cloud.iam.signatures import SignatureRefusedError, check_signature, read_claim
from sandbox.guard import DRAIN_SECONDS, SILENT_SECONDS, Refusal, refusal

# "Lambda quotas": an archive of 50 MB is uploaded directly; in base64, with its request, it is 70.
BODY_BYTES = 70 * 1024 * 1024
_OWN_PATHS = ("/_ministack", "/_localstack", "/_aws", "/health")

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class AwsDoor:
    """An ASGI application around ministack's."""

    def __init__(self, inner: Any, port: int, root_access_key: str) -> None:
        self._inner = inner
        self._port = port
        self._root_access_key = root_access_key

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks over a WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        incoming = _Incoming(receive)
        headers = [(name.decode("latin-1"), _text(value)) for name, value in scope["headers"]]
        refused = refusal(headers, self._port, BODY_BYTES) or _own_path(scope["path"])
        if refused is not None:
            await _refuse(incoming, send, refused, "AccessDeniedException")
            return
        try:
            body = await self._signed_body(scope, _joined(headers), incoming)
        except SignatureRefusedError as error:
            await _refuse(incoming, send, Refusal(403, str(error)), error.code)
            return
        await self._inner(scope, _replayed(body, receive), _without_invitation(send))

    async def _signed_body(
        self, scope: Message, headers: dict[str, str], incoming: _Incoming
    ) -> bytes:
        claim = read_claim(headers, self._root_access_key)
        body = await _read(incoming)
        path = scope.get("raw_path") or urllib.parse.quote(scope["path"]).encode()
        query = urllib.parse.parse_qs(scope["query_string"].decode(), keep_blank_values=True)
        check_signature(claim, scope["method"], path.decode("latin-1"), query, headers, body)
        return body


def _own_path(path: str) -> Refusal | None:
    if any(path == own or path.startswith(f"{own}/") for own in _OWN_PATHS):
        return Refusal(403, "This address is the emulator's own; it is closed.")
    return None


def _text(value: bytes) -> str:
    """Decode a header as ministack does, for the signature covers it."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _joined(headers: list[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        joined[key] = f"{joined[key]}, {value}" if key in joined else value
    return joined


class _Incoming:
    """A request's body as it comes; `ended` when nothing of it is left to come."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.ended = False

    async def next(self) -> Message:
        message = await self._receive()
        self.ended = not message.get("more_body")
        return message


async def _read(incoming: _Incoming) -> bytes:
    body = bytearray()
    while True:
        message = await incoming.next()
        if message["type"] == "http.disconnect":
            raise SignatureRefusedError("IncompleteBody", "The body ended before its time.")
        body += message.get("body", b"")
        if len(body) > BODY_BYTES:  # a request of HTTP/2 need not tell its size
            raise SignatureRefusedError("RequestEntityTooLarge", "Request size exceeded.")
        if incoming.ended:
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def replay() -> Message:
        return next(messages, None) or await receive()

    return replay


def _without_invitation(send: Send) -> Send:
    """Take out the headers that invite websites to read the answer."""

    async def sent(message: Message) -> None:
        kept = [
            (name, value)
            for name, value in message.get("headers", [])
            if not name.lower().startswith(b"access-control-")
        ]
        await send({**message, "headers": kept} if "headers" in message else message)

    return sent


async def _refuse(incoming: _Incoming, send: Send, refused: Refusal, code: str) -> None:
    content = json.dumps({"__type": code, "message": refused.sentence}).encode()
    headers = {
        "content-type": "application/json",
        "content-length": str(len(content)),
        "x-amzn-errortype": code,
        "connection": "close",
    }
    await send(
        {
            "type": "http.response.start",
            "status": refused.status,
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": content, "more_body": True})
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while not incoming.ended:  # a client that still writes would not read the answer
                await asyncio.wait_for(incoming.next(), SILENT_SECONDS)
    await send({"type": "http.response.body", "body": b""})

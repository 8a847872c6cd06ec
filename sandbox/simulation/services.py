"""Answers requests to AWS with the services of the local cloud, with no event loop and no socket.

ministack's services exist once in a process. Authorization is not looked at.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, unquote, urlsplit

from sandbox.cloud import emulator
from sandbox.simulation.quick_dynamodb import make_quick

Answer = tuple[int, dict[str, str], bytes]
"""HTTP status, headers and body."""

_NAMES = {"cloudwatch": "monitoring"}
"""Services that ministack knows by the beginning of their address."""

with patch.dict(os.environ, LOG_LEVEL="ERROR"):  # ministack reads it only now
    _APP = emulator.module("app")
make_quick()


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request to a service, such as `s3`; names of headers are in lower case."""

    service: str
    operation: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path, which for S3 begins with the bucket, wherever the address has it."""
        address = urlsplit(self.url)
        bucket, _, rest = address.netloc.partition(".s3.")
        return f"/{bucket}{unquote(address.path)}" if rest else unquote(address.path)

    def json(self) -> dict[str, Any]:
        """Return the body if it is a JSON object, or an empty one."""
        try:
            content = json.loads(self.body)
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}


def answer(request: Request) -> Answer:
    """Let the service do what it is asked."""
    if request.service == "firehose":  # past a dispatch that goes through a thread
        handlers = emulator.module("services.firehose")._HANDLERS
        answered: Answer = handlers[request.operation](request.json())
        return answered
    handler = _APP.SERVICE_HANDLERS[_NAMES.get(request.service, request.service)]
    query = parse_qs(urlsplit(request.url).query, keep_blank_values=True)
    body = _APP._decode_aws_chunked_body(request.body, request.headers)
    status, headers, content = _result(
        handler(request.method, request.path, request.headers, body, query)
    )
    return status, headers, content.encode() if isinstance(content, str) else content


def refusal(service: str, code: str, status: int, message: str) -> Answer:
    """Return an error in the form of the service."""
    if service == "s3":
        xml = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        return status, {}, xml.encode()
    content = json.dumps({"__type": code, "message": message})
    return status, {"x-amzn-errortype": code}, content.encode()


def date_objects_by(now: Callable[[], float]) -> None:
    """Let S3 write this time, in seconds since 1970, on objects that come from now on."""

    def now_iso() -> str:
        moment = datetime.fromtimestamp(now(), UTC).replace(tzinfo=None)
        return moment.isoformat(timespec="milliseconds") + "Z"

    emulator.module("services.s3").now_iso = now_iso


def _result(coroutine: Coroutine[Any, Any, Any]) -> Any:
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("A service of the local cloud waited for something outside this process")

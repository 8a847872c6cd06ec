"""AWS in this process: boto3 clients that the local cloud's services answer with no connection.

Authorization is not looked at: a table or a bucket behaves as in the local cloud, and a test may
step in between any call and its answer.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError
from urllib3 import HTTPResponse

from sandbox.cloud import emulator

REGION = "us-east-1"
_ADDRESS = "http://aws.local"


@dataclass(frozen=True, slots=True)
class Call:
    """A request to a service: its operation, such as `PutItem`, and its body, if that is JSON."""

    service: str
    operation: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Refused:
    """The service does not do it: AWS's code of the error, and the HTTP status."""

    code: str
    status: int = 400


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The connection breaks, before the service did it or after."""

    done: bool


Intervention = Callable[[Call], Refused | NoAnswer | None]
"""Sees each call before its service does, may keep it waiting, and says what becomes of it."""


@dataclass
class InProcessAws:
    """Its services are ministack's, which exist once in a process; `calls` lists what was asked."""

    intervention: Intervention | None = None
    calls: list[Call] = field(default_factory=list)

    def client(self, service: str) -> Any:
        """Return a boto3 client that tries each call once."""
        client = boto3.client(
            service,  # type: ignore[call-overload]
            region_name=REGION,
            endpoint_url=_ADDRESS,
            aws_access_key_id="in-process",
            aws_secret_access_key="in-process",
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )
        client.meta.events.register(f"before-send.{service}", self._answer)
        return client

    def session(self) -> boto3.Session:
        """Return a session for code that makes its clients itself, whatever their address."""
        session = boto3.Session("in-process", "in-process", region_name=REGION)
        session.events.register("before-send", self._answer)
        return session

    def _answer(
        self,
        request: AWSPreparedRequest,
        event_name: str,
        **others: object,  # noqa: ARG002
    ) -> AWSResponse:
        _, service_id, operation = event_name.split(".")
        service = service_id.replace("-", "")
        body = _bytes(request.body)
        call = Call(service, operation, _json(body))
        self.calls.append(call)
        verdict = self.intervention(call) if self.intervention else None
        if isinstance(verdict, Refused):
            content = json.dumps({"__type": verdict.code, "message": "on order"}).encode()
            return _response(request, verdict.status, {"x-amzn-errortype": verdict.code}, content)
        if isinstance(verdict, NoAnswer) and not verdict.done:
            raise ConnectionClosedError(endpoint_url=_ADDRESS)
        answer = _firehose(call) if service == "firehose" else _served(service, request, body)
        response = _response(request, *answer)
        if isinstance(verdict, NoAnswer):
            raise ConnectionClosedError(endpoint_url=_ADDRESS)
        return response


def _firehose(call: Call) -> tuple[int, dict[str, str], bytes]:
    """Answer past ministack's own dispatch, which goes through a thread and an event loop."""
    answer: tuple[int, dict[str, str], bytes] = emulator.module("services.firehose")._HANDLERS[
        call.operation
    ](call.body)
    return answer


def _served(
    service: str, request: AWSPreparedRequest, body: bytes
) -> tuple[int, dict[str, str], bytes]:
    os.environ.setdefault("LOG_LEVEL", "ERROR")  # read when ministack is imported
    address = urlsplit(request.url)
    sent = {
        str(name).lower(): value.decode() if isinstance(value, bytes) else str(value)
        for name, value in request.headers.items()
    }
    query = parse_qs(address.query, keep_blank_values=True)
    handler = emulator.module("app").SERVICE_HANDLERS[service]
    status, answered, content = _result(
        handler(request.method, unquote(address.path), sent, body, query)
    )
    return status, answered, content.encode() if isinstance(content, str) else content


def _result(coroutine: Coroutine[Any, Any, Any]) -> Any:
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("A service of the local cloud waited for something outside this process")


def _response(
    request: AWSPreparedRequest, status: int, headers: dict[str, str], content: bytes
) -> AWSResponse:
    raw = HTTPResponse(BytesIO(content), headers=headers, status=status, preload_content=False)
    return AWSResponse(request.url, status, raw.headers, raw)  # type: ignore[arg-type]


def _bytes(body: Any) -> bytes:
    if hasattr(body, "read"):
        body = body.read()
    return body.encode() if isinstance(body, str) else bytes(body or b"")


def _json(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}

"""AWS in this process: boto3 clients that the local cloud's services answer with no connection.

Authorization is not looked at: a table or a bucket behaves as in the local cloud, and a test may
step in between any call and its answer.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
import botocore.session
from botocore import UNSIGNED
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError
from botocore.loaders import create_loader
from botocore.model import OperationModel

from sandbox.simulation.aws_answers import call_of, parsed_answer, request_of, response_to
from sandbox.simulation.services import Answer, Request, answer, refusal

REGION = "us-east-1"
_ADDRESS = "http://aws.local"
_MODELS = create_loader()  # shared, because reading them takes long
_IDLE: defaultdict[str, list[Any]] = defaultdict(list)
"""Clients of each service that nobody uses: making one takes ten times as long as a call."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request to a service: its operation, such as `PutItem`, and its body, if that is JSON.

    `url` is where it was sent to; `path` begins with the bucket for S3.
    """

    service: str
    operation: str
    body: dict[str, Any]
    url: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The service does not do it: AWS's code of the error, the HTTP status, and what it says."""

    code: str
    status: int = 400
    message: str = "on order"


@dataclass(frozen=True, slots=True)
class Answered:
    """This JSON is the answer, and not the service's own: also what its model does not know."""

    body: Any


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The connection breaks, before the service did it or after."""

    done: bool


Intervention = Callable[[Call], Refused | Answered | NoAnswer | None]
"""Sees each call before its service does, may keep it waiting, and says what becomes of it.

It may also raise what botocore raises when a call ran out of time.
"""


@dataclass
class InProcessAws:
    """Its services are ministack's, which exist once in a process; `calls` lists what was asked."""

    intervention: Intervention | None = None
    calls: list[Call] = field(default_factory=list)
    _clients: list[tuple[str, Any]] = field(default_factory=list, init=False, repr=False)

    def client(self, service: str) -> Any:
        """Return a boto3 client that tries each call once."""
        client = _IDLE[service].pop() if _IDLE[service] else _new_client(service)
        client.meta.events.register(*self._place(client))
        self._clients.append((service, client))
        return client

    def close(self) -> None:
        """Give its clients back; nobody may use them any more."""
        while self._clients:
            service, client = self._clients.pop()
            client.meta.events.unregister(*self._place(client))
            _IDLE[service].append(client)

    def session(self, region: str | None = REGION) -> InProcessSession:
        """Return what makes clients that are answered here, whatever address they have.

        Without a region they look for it where boto3 always does.
        """
        return InProcessSession(_session(region), self._answer)

    def _place(self, client: Any) -> tuple[str, Callable[..., Any]]:
        """Return the event at which a client's calls are answered, and what answers them.

        What is JSON both ways is answered before there is a request of HTTP: half of the work.
        """
        early = client.meta.service_model.resolved_protocol == "json"
        return ("before-call", self._answer_early) if early else ("before-send", self._answer)

    def _answer_early(
        self,
        model: OperationModel,
        params: dict[str, Any],
        event_name: str,
        **others: object,  # noqa: ARG002
    ) -> tuple[AWSResponse, dict[str, Any]]:
        asked = call_of(params, event_name)
        return parsed_answer(model, asked.url, *self._answered(asked))

    def _answer(
        self,
        request: AWSPreparedRequest,
        event_name: str,
        **others: object,  # noqa: ARG002
    ) -> AWSResponse:
        return response_to(request, *self._answered(request_of(request, event_name)))

    def _answered(self, asked: Request) -> Answer:
        call = Call(asked.service, asked.operation, asked.json(), asked.url, asked.path)
        self.calls.append(call)
        verdict = self.intervention(call) if self.intervention else None
        if isinstance(verdict, Refused):
            return refusal(call.service, verdict.code, verdict.status, verdict.message)
        if isinstance(verdict, Answered):
            return 200, {}, json.dumps(verdict.body).encode()
        if isinstance(verdict, NoAnswer) and not verdict.done:
            raise ConnectionClosedError(endpoint_url=_ADDRESS)
        answered = answer(asked)
        if isinstance(verdict, NoAnswer):
            raise ConnectionClosedError(endpoint_url=_ADDRESS)
        return answered


@dataclass(frozen=True, slots=True)
class InProcessSession:
    """In place of a session of boto3."""

    _session: boto3.Session
    _answer: Callable[..., AWSResponse]

    def client(self, *service: Any, **options: Any) -> Any:
        """Return a client of its own, as boto3 makes it."""
        client = self._session.client(*service, **options)
        client.meta.events.register("before-send", self._answer)
        return client


def _new_client(service: str) -> Any:
    return _session(REGION).client(
        service,  # type: ignore[call-overload]
        endpoint_url=_ADDRESS,
        config=Config(
            retries={"total_max_attempts": 1},
            s3={"addressing_style": "path"},
            signature_version=UNSIGNED,  # nobody looks at it, nor at who asks: time saved
            user_agent="in-process",
        ),
    )


@cache
def _session(region: str | None) -> boto3.Session:
    """Return a session; it takes long to make, so there is one a process."""
    core = botocore.session.get_session()
    core.register_component("data_loader", _MODELS)
    return boto3.Session("in-process", "in-process", region_name=region, botocore_session=core)

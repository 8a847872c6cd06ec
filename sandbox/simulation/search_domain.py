"""A search domain in this process: the local cloud's front over a small engine, with no connection.

What the front's HTTPS server adds, its certificate among it, is imitated by `domain_connection`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from sandbox.cloud.counters import Counters
from sandbox.cloud.faults import Faults
from sandbox.cloud.front.condition import Answers
from sandbox.cloud.front.domain import Domain
from sandbox.cloud.front.endpoint import Endpoint
from sandbox.simulation.small_engine.engine import JsonObject, SmallEngine
from sandbox.web import Request, Response

HOST = "search.test"
_ARN = "arn:aws:es:us-east-1:000000000000:domain/posts"
_ANYBODY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": "es:ESHttp*",
            "Resource": f"{_ARN}/*",
        }
    ],
}


@dataclass(frozen=True)
class Asked:
    """A request as its client sent it; `path` has its query.

    `timeouts` are the real seconds to connect and to wait for an answer.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    timeouts: tuple[float, float]


class SilentError(Exception):
    """No answer comes within the time that the client waits."""


class UnreachableError(Exception):
    """Nobody listens there."""


Intervention = Callable[[Asked, Callable[[], Response]], Response]
"""Sees each request before the domain does, and says what its client gets.

The second argument lets the domain do it and gives its answer. It may raise SilentError and
UnreachableError, and what ends the client itself.
"""


class SearchDomain:
    """`asked` lists what clients sent to its host, in order.

    `engine_version` is as AWS spells it; `master` is (name, password); `authority` is the file of
    the authority that vouches for its certificate.
    """

    def __init__(
        self,
        engine_version: str,
        master: tuple[str, str],
        authority: str,
        faults: Faults | None = None,
        volume_gib: float = 10.0,
    ) -> None:
        self.authority = authority
        self.asked: list[Asked] = []
        self.intervention: Intervention | None = None
        self._domain = Domain(
            identity=uuid4().hex,
            name="posts",
            arn=_ARN,
            engine_version=engine_version,
            access_policy=json.dumps(_ANYBODY),
            master_user=master[0],
            master_password=master[1],
            volume_gib=volume_gib,
        )
        self._engine = SmallEngine()
        self._endpoint = Endpoint(self._domain, self._engine, faults or Faults(), Counters())

    def receive(self, asked: Asked) -> Response:
        """Answer a client's request, or do what the intervention says."""
        self.asked.append(asked)
        if self.intervention is None:
            return self._do(asked)
        return self.intervention(asked, lambda: self._do(asked))

    def answer(self, request: Request) -> Response:
        """Answer a request that no client sent: nothing intervenes, and it is not listed."""
        return self._endpoint.answer(self._domain, request)

    @property
    def answers(self) -> Answers:
        """What it measures of its answers."""
        return self._endpoint.answers

    def documents(self, indices: str) -> dict[str, JsonObject]:
        """Return the documents of indices by their id; `indices` may be a pattern."""
        return self._engine.documents(indices)

    def _do(self, asked: Asked) -> Response:
        target = urlsplit(asked.path)
        query = parse_qs(target.query, keep_blank_values=True)
        headers = {name.lower(): value for name, value in asked.headers.items()}
        return self.answer(Request(asked.method, target.path, query, headers, asked.body))

"""What the front asks of the engine behind it, wherever that runs."""

from __future__ import annotations

import fnmatch
import json
from abc import ABC, abstractmethod
from typing import Any

from sandbox.web import Request, Response


class Engine(ABC):
    """An Elasticsearch or OpenSearch without access control, or something that speaks like it."""

    @abstractmethod
    def send(self, request: Request, body: bytes | None = None) -> Response:
        """Let it answer a request (with another body, if one is given)."""

    def call(self, method: str, path: str) -> Any:
        """Send a request of the front's own; return the parsed answer, None if it is refused."""
        answer = self.send(Request(method, path, {}, {}, b""))
        return json.loads(answer.body) if answer.status == 200 else None

    def every_index(self) -> set[str] | None:
        """Return the names of all open indices, None when the engine does not tell them."""
        indices = self.call("GET", "/_all/_settings")
        return None if indices is None else set(indices)

    def list_indices(self, pattern: str) -> list[str]:
        """Return the names of the open indices that a pattern matches (comma: several patterns).

        A name that begins with a dot is matched only by a pattern that does so too.
        """
        patterns = pattern.split(",")
        return sorted(
            name
            for name in self.every_index() or ()
            if any(
                fnmatch.fnmatchcase(name, p) and name.startswith(".") == p.startswith(".")
                for p in patterns
            )
        )

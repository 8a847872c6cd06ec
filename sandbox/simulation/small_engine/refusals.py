"""How an engine says no."""

from __future__ import annotations

from sandbox.web import Response, json_response


class RefusedError(Exception):
    """A request, or one document of a `_bulk`, is refused; `kind` is the type of the error."""

    def __init__(self, kind: str, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status
        self.cause = {"type": kind, "reason": reason}

    def response(self) -> Response:
        """Return it as an answer."""
        error = {"root_cause": [self.cause], **self.cause}
        return json_response(self.status, {"error": error, "status": self.status})


def no_such_index(name: str) -> RefusedError:
    """Return what to raise for an index that is not there."""
    return RefusedError("index_not_found_exception", f"no such index [{name}]", 404)

"""The body of a `_bulk`: operations of one or two lines each, in JSON.

"Bulk API" of the OpenSearch documentation; the engine reads it before it asks who sent it.
"""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from sandbox.web import Request

_NAMES = ("index", "create", "update", "delete")


@dataclass(frozen=True)
class Operation:
    """`lines` are its own and the document's, if there is one; None: the engine makes an id."""

    name: str
    index: str
    document_id: str | None
    lines: bytes

    def is_of_share(self, share: float) -> bool:
        """Say whether its post, if it has one, is in this share of all: always the same ones."""
        if not share:
            return False
        document = json.loads(self.lines.partition(b"\n")[2] or b"{}")
        return "id" in document and crc32(str(document["id"]).encode()) < share * 2**32


class MalformedBulkError(Exception):
    """The engine refuses the whole body; `kind` is the type of its error."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def read_operations(request: Request) -> list[Operation]:
    """Return the operations in their order; raises MalformedBulkError."""
    if not request.body:
        raise MalformedBulkError("parse_exception", "request body is required")
    if not request.body.endswith(b"\n"):
        words = "The bulk request must be terminated by a newline [\\n]"
        raise MalformedBulkError("illegal_argument_exception", words)
    first = urllib.parse.unquote(request.path.split("/")[1])
    lines = iter([line + b"\n" for line in request.body.split(b"\n") if line.strip()])
    operations = [_operation(line, lines, "" if first == "_bulk" else first) for line in lines]
    if not operations:
        raise MalformedBulkError("action_request_validation_exception", "no requests added;")
    return operations


def _operation(line: bytes, lines: Iterator[bytes], default: str) -> Operation:
    name, target = _parse(line)
    index = str(target.get("_index") or default)
    document = b"" if name == "delete" else next(lines, b"")
    if not index or not (document or name == "delete"):
        words = "index is missing;" if not index else "no requests added;"
        raise MalformedBulkError("action_request_validation_exception", words)
    return Operation(name, index, target.get("_id"), line + document)


def _parse(line: bytes) -> tuple[str, dict[str, Any]]:
    """Return an operation's name and what it is about."""
    try:
        parsed = json.loads(line)
    except ValueError as error:
        raise MalformedBulkError("json_parse_exception", str(error)) from None
    match parsed:
        case dict() if len(parsed) == 1:
            ((name, target),) = parsed.items()
            if name in _NAMES and isinstance(target, dict):
                return name, target
    words = f"Malformed action/metadata line, expected one of {', '.join(_NAMES)}"
    raise MalformedBulkError("illegal_argument_exception", words)

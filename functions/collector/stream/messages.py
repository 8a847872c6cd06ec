"""Reads the lines of X's stream, whatever a server sends."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from collector.posts.record import post_id
from collector.x.refusals import words_of


@dataclass(frozen=True, slots=True)
class PostMessage:
    """A post, with its `includes` and `matching_rules`, as X sent it."""

    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """X says why it is about to close the stream: a problem object."""

    problem: dict[str, Any]


@dataclass(frozen=True, slots=True)
class UnknownMessage:
    """Well-formed, but of no kind that X documents today; X announces that new ones may come.

    `words` are X's own, when it is a problem.
    """

    words: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """Perhaps a post: damaged on the way, or `is_renamed`, under a name that is not known here."""

    is_renamed: bool = False


Message = PostMessage | Notice | UnknownMessage | BadLine

CLOSING_KINDS = {
    "operational-disconnect",
    "streaming-connection",
    "credits",
    "credits-depleted",
    "usage-capped",
    "client-forbidden",
    "client-disconnected",
}


def read_message(line: bytes) -> Message:
    """Read one line that is not empty. Never raises."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return BadLine()
    if not isinstance(value, dict):
        return BadLine()
    data = value.get("data")
    if isinstance(data, dict):
        return PostMessage(value)
    if data is not None:
        return BadLine()
    errors = value.get("errors")
    parts = [value, *(errors if isinstance(errors, list) else [])]
    problems = [part for part in parts if isinstance(part, dict)]
    for problem in problems:
        if _announces_close(problem):
            return Notice(problem)
    if "matching_rules" in value or _holds_an_id(value):
        return BadLine(is_renamed=True)
    return UnknownMessage(next(filter(None, map(words_of, problems)), ""))


def _holds_an_id(message: dict[str, Any]) -> bool:
    """Say whether it, or anything in it but problems, has an id that may be a post's."""
    others = [part for name, part in message.items() if name != "errors"]
    listed = [item for part in others if isinstance(part, list) for item in part]
    return any(
        post_id(part) is not None for part in [message, *others, *listed] if isinstance(part, dict)
    )


def _announces_close(problem: dict[str, Any]) -> bool:
    kind = str(problem.get("type", "")).rsplit("/", 1)[-1]
    has_reason = any(
        isinstance(problem.get(field), str) for field in ("disconnect_type", "connection_issue")
    )
    return bool(words_of(problem)) and (has_reason or kind in CLOSING_KINDS)

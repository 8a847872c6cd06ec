"""Sees the life of each gap, from the calls that a window makes to the state table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from collector.spans import Span
from shared.snowflake import time_of_id


@dataclass
class GapWatch:
    """`opened`: the gaps as the stream left them; `closed_after`: seconds from a gap's end."""

    opened: list[Span] = field(default_factory=list)
    closed_after: list[float] = field(default_factory=list)
    _open: set[Span] = field(default_factory=set)

    def see(self, operation: str, body: dict[str, Any], now: float) -> None:
        """Look at a call, just before it is done; `now` in seconds since 1970."""
        if operation == "PutItem" and body["Item"]["kind"]["S"] == "gap":
            self._put(Span(int(body["Item"]["first"]["N"]), int(body["Item"]["last"]["N"])))
        elif operation == "DeleteItem" and body["Key"]["kind"]["S"] == "gap":
            first, last = body["Key"]["id"]["S"].split("-")
            self._removed(Span(int(first), int(last)), now)

    def _put(self, gap: Span) -> None:
        """A gap that holds others, or is one of them, comes from joining or saving."""
        is_known = any(gap.first <= other.first and other.last <= gap.last for other in self._open)
        if not is_known:
            self.opened.append(gap)
        self._open.add(gap)

    def _removed(self, gap: Span, now: float) -> None:
        self._open.discard(gap)
        if not any(other.first <= gap.last <= other.last for other in self._open):
            self.closed_after.append(now - time_of_id(gap.last))

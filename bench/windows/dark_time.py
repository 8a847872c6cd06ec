"""How long nobody was connected to the stream, from the times of its connections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time in seconds: a connection, or the dark between two of them."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return self.end - self.start


def dark_spans(connections: Sequence[Span]) -> list[Span]:
    """Return the span between each connection and the next, in order; none is below zero long."""
    ordered = sorted(connections, key=lambda connection: connection.start)
    spans = []
    until = ordered[0].end if ordered else 0.0
    for connection in ordered[1:]:
        spans.append(Span(until, max(until, connection.start)))
        until = max(until, connection.end)
    return spans


def connected_share(connections: Sequence[Span]) -> float:
    """Return the share of the time from the first connection's start to the last one's start."""
    starts = [connection.start for connection in connections]
    dark = sum(span.seconds for span in dark_spans(connections))
    return 1.0 - dark / (max(starts) - min(starts))


def spans_after(dark: Sequence[Span], ends: Sequence[float], within: float) -> list[Span]:
    """Return the dark spans that begin at most `within` seconds before one of `ends`."""
    return [span for span in dark if any(0 <= end - span.start <= within for end in ends)]

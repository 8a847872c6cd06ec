"""How long the collector's function may run."""

from __future__ import annotations

LATEST_START_SECONDS = 60
"""How late a successor may start: EventBridge Scheduler is precise to the minute."""
CLOSING_SECONDS = 30
"""A window lets go of its stream 25 s before its time-out, to deliver and save the rest, and may
take a few seconds to begin."""
LONGEST_TIMEOUT_SECONDS = 900
"""Lambda's own limit; windows of 14 minutes may so end before a late successor starts."""


def timeout_seconds(window_minutes: int) -> int:
    """Return what lets a window stay connected until its successor is there, if Lambda allows."""
    until_closed = window_minutes * 60 + LATEST_START_SECONDS + CLOSING_SECONDS
    return min(until_closed, LONGEST_TIMEOUT_SECONDS)

"""Times as documents have them (ISO 8601, "RFC 3339"), and as clocks do: seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=4)  # all documents of an invocation have the same
def iso_time(seconds: float) -> str:
    """Return a time of day in UTC, to the millisecond."""
    moment = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return moment.isoformat(timespec="milliseconds") + "Z"


def seconds_of(text: object) -> float | None:
    """Read a time of day, in UTC where it names no zone; None for whatever is none."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    except (ValueError, OverflowError):
        return None

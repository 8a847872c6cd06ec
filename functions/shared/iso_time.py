"""Times as documents have them (ISO 8601, "RFC 3339"), and as clocks do: seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

_YEAR_1_SECONDS = -62_135_596_800
_YEAR_10000_SECONDS = 253_402_300_800


@lru_cache(maxsize=4)  # all documents of an invocation have the same
def iso_time(seconds: float) -> str:
    """Return a time of day in UTC, to the millisecond."""
    moment = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return moment.isoformat(timespec="milliseconds") + "Z"


def seconds_of(text: object) -> float | None:
    """Read a time of day, in UTC where it names no zone; None for whatever is none.

    So is a time that is not of the years 1 to 9999 in UTC: nothing here could tell it.
    """
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    seconds = moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    return seconds if _YEAR_1_SECONDS <= seconds < _YEAR_10000_SECONDS else None

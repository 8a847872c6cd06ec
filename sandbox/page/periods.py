"""The period that the documents span, and the width of the steps it is cut into."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sandbox.page.definitions import NotDrawableError

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
UNITS_MS = {"ms": 1, "s": SECOND_MS, "m": MINUTE_MS, "h": HOUR_MS, "d": DAY_MS}
CALENDAR_UNITS = {"w": "1w", "M": "1M", "q": "1q", "y": "1y"}
MOST_STEPS = 60  # Kibana aims at 50 (histogram:barTarget) and stops at 100
ROUND_STEPS = (
    *("1s", "2s", "5s", "10s", "30s", "1m", "2m", "5m", "10m", "30m"),
    *("1h", "3h", "6h", "12h", "1d", "7d", "30d"),
)


@dataclass(frozen=True)
class Period:
    """The times of the oldest and the newest document, in milliseconds since 1970 (UTC)."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Interval:
    """The width of a step: how it is asked for, and in milliseconds where it is always the same."""

    request: dict[str, Any]
    milliseconds: int | None


def interval(wanted: str, period: Period) -> Interval:
    """Return the step for Kibana's `interval` ("auto", a unit such as "h", or "10m")."""
    if wanted in CALENDAR_UNITS:
        return Interval({"calendar_interval": CALENDAR_UNITS[wanted]}, None)
    if wanted == "auto":
        return _fixed(_round_step(period))
    if re.fullmatch(r"\d*(ms|s|m|h|d)", wanted):
        return _fixed(wanted if wanted[0].isdigit() else f"1{wanted}")
    raise NotDrawableError(f"The interval {wanted!r}; drawn are auto, a unit (m) and steps (10m).")


def _fixed(text: str) -> Interval:
    return Interval({"fixed_interval": text}, _milliseconds(text))


def _milliseconds(text: str) -> int:
    number = re.match(r"\d+", text)
    digits = number.group() if number else "1"
    return int(digits) * UNITS_MS[text[len(digits) :]]


def _round_step(period: Period) -> str:
    span = period.end_ms - period.start_ms
    for step in ROUND_STEPS:
        if span <= MOST_STEPS * _milliseconds(step):
            return step
    return ROUND_STEPS[-1]

"""Measures how long a post takes from its creation until a search finds it."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import requests

from sandbox.watch.index_reader import IndexReader

POLL_SECONDS = 0.25
NEWEST = 1000


class LatencyWatch:
    """Notes each document when a search finds it first; polls the index in a thread of its own."""

    def __init__(self, index: IndexReader, now: Callable[[], float]) -> None:
        self._index = index
        self._now = now
        self._seconds: dict[str, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="latency", daemon=True)

    def start(self) -> None:
        """Begin to poll."""
        self._thread.start()

    def stop(self) -> list[float]:
        """End, and return the seconds of every document seen."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        return sorted(self._seconds.values())

    def _run(self) -> None:
        while not self._stop.wait(POLL_SECONDS):
            try:
                found = self._index.newest(NEWEST)
            except requests.RequestException:
                continue  # an index that does not answer makes nothing searchable
            note_found(self._seconds, found, self._now())


def note_found(
    seconds: dict[str, float], found: Sequence[Mapping[str, Any]], moment: float
) -> None:
    """Note the age at `moment` (seconds since 1970) of every document not seen before."""
    for document in found:
        if document["id"] not in seconds:
            created = datetime.fromisoformat(document["created_at"]).timestamp()
            seconds[document["id"]] = moment - created


def percentile(ordered: Sequence[float], percent: float) -> float | None:
    """Return the smallest value that `percent` of the ordered values do not exceed."""
    if not ordered:
        return None
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]

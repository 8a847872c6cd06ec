"""Counts of what happened, for whoever looks at the local cloud from the outside."""

from __future__ import annotations

import threading
from collections import Counter

_MESSAGE_CHARACTERS = 2_000


class Counters:
    """Named counts and the latest errors, safe to use from many threads."""

    def __init__(self, errors_kept: int = 50) -> None:
        self._counts: Counter[str] = Counter()
        self._errors: dict[tuple[str, str], int] = {}
        self._errors_kept = errors_kept
        self._lock = threading.Lock()

    def add(self, name: str, number: int = 1) -> None:
        """Add to the count of this name."""
        with self._lock:
            self._counts[name] += number

    def error(self, code: str, message: str) -> None:
        """Keep an error, the latest last; the same one again is counted."""
        key = (code, message[:_MESSAGE_CHARACTERS])
        with self._lock:
            self._errors[key] = self._errors.pop(key, 0) + 1
            if len(self._errors) > self._errors_kept:
                del self._errors[next(iter(self._errors))]

    def counts(self) -> dict[str, int]:
        """Return every count by name."""
        with self._lock:
            return dict(sorted(self._counts.items()))

    def errors(self) -> list[dict[str, str | int]]:
        """Return the latest errors: [{code, message, times}]."""
        with self._lock:
            return [
                {"code": code, "message": message, "times": times}
                for (code, message), times in self._errors.items()
            ]

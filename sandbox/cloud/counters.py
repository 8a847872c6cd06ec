"""Counts of what happened, for whoever looks at the local cloud from the outside."""

from __future__ import annotations

import threading
from collections import Counter, deque


class Counters:
    """Named counts and the latest errors, safe to use from many threads."""

    def __init__(self, errors_kept: int = 50) -> None:
        self._counts: Counter[str] = Counter()
        self._errors: deque[dict[str, str]] = deque(maxlen=errors_kept)
        self._lock = threading.Lock()

    def add(self, name: str, number: int = 1) -> None:
        """Add to the count of this name."""
        with self._lock:
            self._counts[name] += number

    def error(self, code: str, message: str) -> None:
        """Keep an error of a delivery, newest last."""
        with self._lock:
            self._errors.append({"code": code, "message": message[:2000]})

    def counts(self) -> dict[str, int]:
        """Return every count by name."""
        with self._lock:
            return dict(sorted(self._counts.items()))

    def errors(self) -> list[dict[str, str]]:
        """Return the latest errors: [{code, message}]."""
        with self._lock:
            return list(self._errors)

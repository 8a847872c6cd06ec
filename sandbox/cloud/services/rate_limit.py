"""A quota of calls a second, with a burst of one second's calls."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class RateLimit:
    """A bucket that holds `calls` and is filled again within `seconds` (real ones)."""

    def __init__(
        self, calls: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._calls = calls
        self._seconds = seconds
        self._clock = clock
        self._left = float(calls)
        self._at = clock()
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Take one call out of the bucket; False when there is none left."""
        with self._lock:
            now = self._clock()
            gained = (now - self._at) * self._calls / self._seconds
            self._left, self._at = min(float(self._calls), self._left + gained), now
            if self._left < 1:
                return False
            self._left -= 1
            return True

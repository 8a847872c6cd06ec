"""X's rate limits: so many requests in a window of 15 minutes (docs.x.com, "Rate limits")."""

from __future__ import annotations

import math
from collections.abc import Callable

REQUESTS_PER_WINDOW = {
    "GET rules": 450,
    "POST rules": 100,
    "GET rules/counts": 450,
    "GET search": 450,
    "GET usage": 50,
    "GET connections": 25,
    "DELETE connections": 25,
}
# docs.x.com, "Handling disconnections": every further 429 lengthens the wait. By how much is not
# said.
LENGTHENED_BY_SECONDS = 15.0


class RateWindow:
    """Counts requests of one kind; `window_seconds` are real seconds, `now` seconds since 1970."""

    def __init__(self, limit: int, window_seconds: float, now: Callable[[], float]) -> None:
        self.limit = limit
        self.window_seconds = window_seconds
        self._now = now
        self._used = 0
        self._ends_at = 0.0

    def take(self, lengthened_by_seconds: float = 0.0) -> bool:
        """Count one request; say whether it is within the limit; if not, lengthen the wait."""
        if self._now() >= self._ends_at:
            self._used, self._ends_at = 0, self._now() + self.window_seconds
        if self._used >= self.limit:
            self._ends_at += lengthened_by_seconds
            return False
        self._used += 1
        return True

    def headers(self) -> dict[str, str]:
        """Return X's three rate limit headers; the reset is in whole seconds since 1970."""
        return {
            "x-rate-limit-limit": str(self.limit),
            "x-rate-limit-remaining": str(self.limit - self._used),
            "x-rate-limit-reset": str(math.ceil(self._ends_at)),
        }

    def renew(self) -> None:
        """Forget what was used."""
        self._ends_at = 0.0

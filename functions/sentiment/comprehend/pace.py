"""Keeps calls within the account's rate, and lower while the service throttles."""

from __future__ import annotations

import threading

from shared.clock import Clock

_SLOWEST_CALLS_PER_SECOND = 0.5
# Calls that were under way together are throttled together: that is one sign, not many.
_SECONDS_BETWEEN_SLOWDOWNS = 1.0
_RECOVERY_PER_CALL = 0.02


class Pace:
    """Hands out moments at which a call may start; shared by all threads.

    The quota counts for the whole account, so another function or a second invocation can make the
    service throttle within it. Each sign of that halves the rate, each good call gives back 2 % of
    the full rate.
    """

    def __init__(self, calls_per_second: float, clock: Clock) -> None:
        self._full_rate = calls_per_second
        self._rate = calls_per_second
        self._clock = clock
        self._lock = threading.Lock()
        self._next_start = clock.monotonic()
        self._may_slow_down_at = clock.monotonic()

    @property
    def calls_per_second(self) -> float:
        """The present rate."""
        return self._rate

    def wait(self, deadline: float) -> bool:
        """Wait for the next free moment; return False at once if it is not before the deadline.

        `deadline` is a reading of the clock's `monotonic`.
        """
        with self._lock:
            now = self._clock.monotonic()
            start = max(self._next_start, now)
            if start >= deadline:
                return False
            self._next_start = start + 1 / self._rate
        if start > now:
            self._clock.sleep(start - now)
        return True

    def slow_down(self) -> None:
        """Take note that the service throttled a call."""
        with self._lock:
            now = self._clock.monotonic()
            if now < self._may_slow_down_at:
                return
            self._rate = max(self._rate / 2, min(_SLOWEST_CALLS_PER_SECOND, self._full_rate))
            self._may_slow_down_at = now + _SECONDS_BETWEEN_SLOWDOWNS
            self._next_start = max(self._next_start, now + 1 / self._rate)

    def speed_up(self) -> None:
        """Take note that the service answered."""
        with self._lock:
            self._rate = min(self._rate + _RECOVERY_PER_CALL * self._full_rate, self._full_rate)

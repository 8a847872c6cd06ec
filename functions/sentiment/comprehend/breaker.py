"""Gives up on Comprehend while it stays away, so that no invocation waits for it in vain.

Without it an outage holds as many invocations as Firehose starts, each for its five minutes: paid
for nothing, and of the account's concurrency, which the collector needs as well. What is not asked
waits in the failures bucket (`functions/redrive/`).
"""

from __future__ import annotations

import math
import threading

from shared.clock import Clock

AWAY_SECONDS = 30.0
"""When calls failed for so long with no answer between, and not only a few, the service is taken to
be away. Time in which nothing was asked tells nothing: else two texts that the service fails at
would keep back the posts of the next invocation."""
FEW_FAILURES = 5
PROBE_SECONDS = 30.0
"""While it is away one call in this time asks whether it is back."""


class Breaker:
    """Lets calls through or not; shared by all threads, and by the invocations of a process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._failing_since = 0.0
        self._failed_at = 0.0
        self._probed_at = 0.0
        self._answered_at = -math.inf

    def lets_through(self) -> bool:
        """Whether a call may be made now."""
        with self._lock:
            now = self._clock.monotonic()
            failed_for = self._failed_at - self._failing_since
            if self._failures < FEW_FAILURES or failed_for < AWAY_SECONDS:
                return True
            if now - self._probed_at < PROBE_SECONDS:
                return False
            self._probed_at = now
            return True

    def answered(self) -> None:
        """Take note that the service is there, whatever it said of the texts."""
        with self._lock:
            self._failures = 0
            self._answered_at = self._clock.monotonic()

    def has_answered_since(self, moment: float) -> bool:
        """Whether the service was there since then, by the clock's `monotonic`."""
        with self._lock:
            return self._answered_at > moment

    def failed(self) -> None:
        """Take note of a call that was throttled, or met an error or nobody."""
        with self._lock:
            now = self._clock.monotonic()
            if not self._failures:
                self._failing_since = now
            self._failures += 1
            self._failed_at = self._probed_at = now

"""Gives up on Comprehend while it stays away, so that no invocation waits for it in vain.

Without it an outage holds as many invocations as Firehose starts, each for its five minutes: paid
for nothing, and of the account's concurrency, which the collector needs as well. What is not asked
waits in the failures bucket (`functions/redrive/`).
"""

from __future__ import annotations

import math

from shared.clock import WaitingClock

AWAY_SECONDS = 30.0
"""When calls failed for so long with no answer between, and not only a few, the service is taken to
be away. Time in which nothing was asked tells nothing: else two texts that the service fails at
would keep back the posts of the next invocation, once one call of it fails."""
FEW_FAILURES = 5
LONGEST_CALL_SECONDS = 10.0
"""So long a call waits for its answer (`detect`). More time than that since the failure before is
taken for time in which nothing was asked."""
PROBE_SECONDS = 30.0
"""While it is away one call in this time asks whether it is back; others wait for its answer."""


class Breaker:
    """Lets calls through or not; shared by all threads, and by the invocations of a process."""

    def __init__(self, clock: WaitingClock) -> None:
        self._clock = clock
        self._changed = clock.condition()
        self._failures = 0
        self._failing_seconds = 0.0
        self._failed_at = 0.0
        self._is_probing = False
        self._answered_at = -math.inf

    def lets_through(self, deadline: float) -> bool:
        """Whether a call may be made now; what a probe finds is waited for until the deadline.

        `deadline` is a reading of the clock's `monotonic`. After a call that is let through comes
        `answered`, `failed` or `not_asked`.
        """
        with self._changed:
            while self._is_away():
                now = self._clock.monotonic()
                if not self._is_probing:
                    if now - self._failed_at < PROBE_SECONDS:
                        return False
                    self._is_probing = True
                    return True
                if now >= deadline:
                    return False
                self._changed.wait(deadline - now)
            return True

    def answered(self) -> None:
        """Take note that the service is there, whatever it said of the texts."""
        with self._changed:
            self._failures = 0
            self._failing_seconds = 0.0
            self._answered_at = self._clock.monotonic()
            self._probe_is_over()

    def has_answered_since(self, moment: float) -> bool:
        """Whether the service was there since then, by the clock's `monotonic`."""
        with self._changed:
            return self._answered_at > moment

    def failed(self) -> None:
        """Take note of a call that was throttled, or met an error or nobody."""
        with self._changed:
            now = self._clock.monotonic()
            if self._failures:
                self._failing_seconds += min(now - self._failed_at, LONGEST_CALL_SECONDS)
            self._failures += 1
            self._failed_at = now
            self._probe_is_over()

    def not_asked(self) -> None:
        """Take note that a call that was let through was not made, or tells nothing."""
        with self._changed:
            self._probe_is_over()

    def _is_away(self) -> bool:
        return self._failures >= FEW_FAILURES and self._failing_seconds >= AWAY_SECONDS

    def _probe_is_over(self) -> None:
        self._is_probing = False
        self._changed.notify_all()

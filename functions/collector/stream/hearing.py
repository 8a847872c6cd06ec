"""For how long X was not heard, over the whole life of a window."""

from __future__ import annotations

from shared.clock import Clock

LONGEST_SILENCE = 30.0
"""Seconds; X promises a keep-alive every 20 ("Consuming streaming data")."""


class Hearing:
    """Hears of each sign that the stream works; what lies between two is silence."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = clock.monotonic()
        self._deaf = 0.0

    def heard(self) -> None:
        """Hear of a post or a keep-alive."""
        self._deaf = self.deaf_seconds()
        self._last = self._clock.monotonic()

    def deaf_seconds(self) -> float:
        """Return for how long nothing came until now, beyond what a healthy stream is silent."""
        silence = self._clock.monotonic() - self._last
        return self._deaf + max(0.0, silence - LONGEST_SILENCE)

"""How long to wait before the next connection: X's "Handling disconnections"."""

from __future__ import annotations

from collector.timing import Timing
from collector.x.refusals import Cure


class Backoff:
    """Counts failures in a row, each class for itself; a healthy connection forgets them."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._network = 0
        self._server = 0
        self._rate = 0

    def forget(self) -> None:
        """Start anew after a connection that lasted."""
        self._network = self._server = self._rate = 0

    def after_disconnect(self) -> float:
        """Return the wait after a lost or closed connection: none at first, then linear."""
        timing = self._timing
        wait = min(self._network * timing.network_wait_step, timing.network_wait_longest)
        self._network += 1
        return wait

    def after_refusal(self, cure: Cure, reset_in: float | None = None) -> float:
        """Return the wait after a refusal: doubling, and never shorter than X's own reset."""
        timing = self._timing
        if cure is Cure.RETRY:
            wait = min(timing.server_wait_first * (1 << self._server), timing.server_wait_longest)
            self._server += 1
            return wait
        wait = min(timing.rate_wait_first * (1 << self._rate), timing.rate_wait_longest)
        self._rate += 1
        return max(wait, reset_in or 0.0)

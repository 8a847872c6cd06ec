"""How long X's trouble is waited out, in all, before a call about rules fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from collector.x.errors import XRefusedError
from collector.x.refusals import Cure, Refusal
from shared.clock import Clock

FUNCTION_PATIENCE = 95.0
"""Seconds; the rules' function has 120, and a last call may take 20."""
CAP_PATIENCE = 30.0
"""The cap is good to know, but rules can be added without."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 8.0
PAUSE_WITHOUT_RESET = 60.0
"""After a rate limit that X does not say the end of ("Handling disconnections")."""

Answer = TypeVar("Answer")


class Patience:
    """Lasts so many nominal seconds from now, whatever is asked in them."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._ends_at = clock.monotonic() + seconds

    def part(self, seconds: float) -> Patience:
        """Return one that lasts so long, but no longer than this."""
        return Patience(self._clock, min(seconds, self._ends_at - self._clock.monotonic()))

    def call(self, call: Callable[[], Answer]) -> Answer:
        """Return a call's answer, asking again after pauses; for calls that may be repeated.

        Raises its XRefusedError when the time is over, or when only a person can cure it.
        """
        pause = FIRST_PAUSE
        while True:
            try:
                return call()
            except XRefusedError as error:
                if not self._waits_out(error.refusal, pause):
                    raise
            pause = min(2 * pause, LONGEST_PAUSE)

    def _waits_out(self, refused: Refusal, pause: float) -> bool:
        if refused.cure is Cure.PERSON:
            return False
        return self.until_reset(refused.reset_at) if refused.cure is Cure.WAIT else self.rest(pause)

    def until_reset(self, reset_at: float | None) -> bool:
        """Wait until X's limit is renewed, if there is the time for it; says whether there was.

        `reset_at` is in seconds since 1970.
        """
        if reset_at is None:
            return self.rest(PAUSE_WITHOUT_RESET)
        return self.rest(max(0.0, self._clock.nominal(reset_at - self._clock.now())) + FIRST_PAUSE)

    def rest(self, seconds: float) -> bool:
        """Let time pass, if there is so much left; says whether there was."""
        if self._clock.monotonic() + seconds >= self._ends_at:
            return False
        self._clock.sleep(seconds)
        return True

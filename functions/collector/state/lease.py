"""The lease on the one stream connection, and the queue of one behind it.

Item `lease/stream`: `owner`, `fence` (grows with each owner), `lives_until`, `handover_from`,
`taken_from` (who owned it before and had not released it), `successor`, `successor_until`; times in
milliseconds since 1970.

Who holds the lease may connect. Who is connected may go on without it while the state table does
not answer: nobody else can take it then, X lets one connection in, and the table refuses what a
window writes after a later one began. When the table answers again, a later window may be the first
to ask: it gives this one time to notice before it connects.
"""

from __future__ import annotations

from collector.state.table import StateTable, StateUnavailableError
from collector.timing import Timing
from shared.clock import Clock

KEY = ("lease", "stream")
NOBODY = "-"
LEASE_IS_FREE = (
    "(attribute_not_exists(#owner) OR #lives_until < :now OR #owner = :me)"
    " AND (attribute_not_exists(#successor) OR #successor = :me OR #successor_until < :now)"
)
PLACE_IS_FREE = (
    "attribute_exists(#owner) AND "
    "(attribute_not_exists(#successor) OR #successor = :me OR #successor_until < :now)"
)


class Lease:
    """One window's hold on the stream; `fence` tells its writes from those of a later window."""

    def __init__(self, state: StateTable, clock: Clock, timing: Timing, owner: str) -> None:
        self._state = state
        self._clock = clock
        self._timing = timing
        self._owner = owner
        self._safe_until = float("-inf")
        self._renew_at = float("-inf")
        self._is_lost = False
        self.fence = 0
        self.took_over = False
        """Whether the window before had not released it."""
        self.successor_waits = False

    def obtain(self, *, window_seconds: float, give_up_at: float) -> bool:
        """Take the lease, waiting as the successor for a window that is about to end.

        Returns False when another successor waits, when the running window has long to go (the
        scheduler may start one twice), or at `give_up_at` (monotonic seconds).
        """
        while not self._take(window_seconds):
            ask_again_in = self._stand_in_line()
            if ask_again_in is None or self._clock.monotonic() >= give_up_at:
                return False
            self._clock.sleep(ask_again_in)
        return True

    def keep(self) -> bool:
        """Renew when due; False once another window has the lease, or it was released."""
        now = self._clock.monotonic()
        if now >= self._renew_at and not self._is_lost:
            self._renew(now)
        return not self._is_lost

    @property
    def is_held(self) -> bool:
        """Whether no other window can have it: a lease that could not be renewed runs out."""
        return not self._is_lost and self._clock.monotonic() < self._safe_until

    def release(self) -> None:
        """Free the lease at once, if it is still ours."""
        self._state.update(
            *KEY,
            "REMOVE #owner, #taken_from, #lives_until, #handover_from",
            {"me": self._owner, "fence": self.fence},
            condition="#owner = :me AND #fence = :fence",
        )
        self._is_lost = True

    def _take(self, window_seconds: float) -> bool:
        asked_at = self._clock.monotonic()
        early = min(self._timing.handover_early, window_seconds / 2)
        item = self._state.update(
            *KEY,
            "SET #taken_from = if_not_exists(#owner, :nobody), #owner = :me,"
            " #lives_until = :until, #handover_from = :handover,"
            " #fence = if_not_exists(#fence, :zero) + :one REMOVE #successor, #successor_until",
            {
                "me": self._owner,
                "nobody": NOBODY,
                "now": self._milliseconds(0),
                "until": self._milliseconds(self._timing.lease),
                "handover": self._milliseconds(window_seconds - early),
                "zero": 0,
                "one": 1,
            },
            condition=LEASE_IS_FREE,
        )
        if item is None:
            return False
        self.fence = int(item["fence"])
        self._trust_from(asked_at)
        if item["taken_from"] not in (NOBODY, self._owner):
            self.took_over = True
            self._clock.sleep(self._timing.lease_notice)
        return True

    def _stand_in_line(self) -> float | None:
        """Return how long to wait before asking again; None when there is no place to wait."""
        item = self._state.get(*KEY) or {}
        handover_from = int(item.get("handover_from", 0))
        if handover_from > self._milliseconds(self._timing.handover_early):
            return None
        place = self._state.update(
            *KEY,
            "SET #successor = :me, #successor_until = :until",
            {
                "me": self._owner,
                "now": self._milliseconds(0),
                "until": self._milliseconds(self._timing.successor),
            },
            condition=PLACE_IS_FREE,
        )
        if place is None and "owner" in (self._state.get(*KEY) or {}):
            return None
        is_open = handover_from <= self._milliseconds(0)
        return self._timing.handover_poll_open if is_open else self._timing.handover_poll

    def _renew(self, asked_at: float) -> None:
        try:
            item = self._state.update(
                *KEY,
                "SET #lives_until = :until",
                {
                    "me": self._owner,
                    "fence": self.fence,
                    "until": self._milliseconds(self._timing.lease),
                },
                condition="#owner = :me AND #fence = :fence",
            )
        except StateUnavailableError:
            return
        if item is None:
            self._is_lost = True
            return
        self._trust_from(asked_at)
        now = self._milliseconds(0)
        waits = int(item.get("successor_until", 0)) > now
        handover_is_open = int(item.get("handover_from", 0)) <= now
        self.successor_waits = waits and handover_is_open
        if handover_is_open:
            self._renew_at = asked_at + self._timing.handover_poll

    def _trust_from(self, asked_at: float) -> None:
        self._safe_until = asked_at + self._timing.lease - self._timing.lease_safety
        self._renew_at = asked_at + self._timing.lease_renewal

    def _milliseconds(self, nominal_seconds_ahead: float) -> int:
        return int((self._clock.now() + self._clock.real(nominal_seconds_ahead)) * 1000)

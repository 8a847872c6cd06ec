"""Keeps one window connected: connect, wait out refusals, reconnect, until it has to end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from collector.stream.backoff import Backoff
from collector.stream.connection import StreamConnection
from collector.stream.endings import Ending, EndKind, WindowEnd
from collector.timing import Timing
from collector.x.refusals import Cure, Refusal
from shared.clock import WaitingClock
from shared.waiting import Thread


@dataclass(slots=True)
class ConnectionCounts:
    """What became of a window's connections.

    `reasons` are of those that the window did not close, and `troubles` how the last of each reason
    ended; `is_open`: whether it closed the last one itself, and X had accepted it.
    """

    connections: int = 0
    disconnects: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    connected_seconds: float = 0.0
    troubles: dict[str, Ending] = field(default_factory=dict)
    is_open: bool = False

    def note(self, ending: Ending) -> None:
        """Count a connection that the window did not close."""
        reason = ending.refusal.outcome if ending.refusal else ending.kind.value
        self.disconnects += 1
        self.reasons[reason] += 1
        self.troubles[reason] = ending

    @property
    def trouble(self) -> Ending | None:
        """How most of them ended."""
        return next((self.troubles[reason] for reason, _ in self.reasons.most_common(1)), None)


class ReconnectingStream:
    """Runs in the window's own thread; each connection reads in one of its own."""

    def __init__(
        self,
        *,
        connect: Callable[[], StreamConnection],
        parameters: dict[str, Any],
        on_opened: Callable[[], bool],
        on_tick: Callable[[], WindowEnd | None],
        may_connect: Callable[[], bool],
        free_slot: Callable[[], bool],
        clock: WaitingClock,
        timing: Timing,
        deadline: float,
    ) -> None:
        self._connect = connect
        self._parameters = parameters
        self._on_opened = on_opened
        self._on_tick = on_tick
        self._may_connect = may_connect
        self._free_slot = free_slot
        self._clock = clock
        self._timing = timing
        self._deadline = deadline
        self._backoff = Backoff(timing)
        self._wake = clock.event()
        self._live: tuple[StreamConnection, Thread] | None = None
        self._told_opened = False
        self._connect_at = clock.monotonic()
        self.counts = ConnectionCounts()

    def run(self) -> WindowEnd:
        """Stay connected until the deadline or until `on_tick` or a refusal says to end."""
        try:
            while True:
                self._wake.clear()
                end = self._step()
                if end is not None:
                    return end
                self._wake.wait(self._pause())
        finally:
            self.close()

    def close(self) -> None:
        """Close the connection, if there is one, and wait until it is closed."""
        if self._live is not None:
            connection, thread = self._live
            self._tell_opened(connection)
            connection.stop()
            thread.join(self._timing.connect_timeout)
            self._note_time(connection)
            self._live = None

    def _step(self) -> WindowEnd | None:
        if self._clock.monotonic() >= self._deadline:
            return WindowEnd("deadline")
        end = self._on_tick()
        if end is not None:
            return end
        if self._live is not None:
            connection, thread = self._live
            self._tell_opened(connection)
            if thread.is_alive():
                return None
            end = self._after(connection)
            if end is not None:
                return end
        if self._clock.monotonic() >= self._connect_at and self._may_connect():
            self._open()
        return None

    def _pause(self) -> float:
        """Return how long nothing is to be done: until the next tick, or the next connection."""
        left = self._connect_at - self._clock.monotonic()
        return min(self._timing.tick, left) if left > 0 else self._timing.tick

    def _tell_opened(self, connection: StreamConnection) -> None:
        """Tell it also of a connection that is about to end: what follows it is a gap."""
        if not self._told_opened and connection.opened_at is not None:
            self._told_opened = self._on_opened()

    def _open(self) -> None:
        connection = self._connect()
        self._told_opened = False

        def read() -> None:
            try:
                connection.read(self._parameters, self._deadline)
            finally:
                self._wake.set()

        thread = self._clock.thread(read, "stream")
        self._live = connection, thread
        self.counts.connections += 1
        thread.start()

    def _after(self, connection: StreamConnection) -> WindowEnd | None:
        """Decide what a connection's end means; None to connect again after a wait."""
        ending = connection.ending or Ending(EndKind.CLOSED)
        lasted = self._note_time(connection)
        self._live = None
        if ending.kind is EndKind.BUDGET:
            return WindowEnd("budget_used_up", ending.words)
        if ending.kind is EndKind.STOPPED:
            return None
        self.counts.note(ending)
        if lasted >= self._timing.healthy_connection:
            self._backoff.forget()
        if ending.refusal is None:
            return self._wait(self._backoff.after_disconnect(), ending)
        return self._after_refusal(ending.refusal, ending)

    def _after_refusal(self, refused: Refusal, ending: Ending) -> WindowEnd | None:
        if refused.cure is Cure.PERSON:
            return WindowEnd(refused.outcome, refused.words)
        if refused.cure is Cure.FREE_SLOT and self._free_slot():
            return self._wait(self._timing.reclaimed_wait, ending)
        reset_in = None
        if refused.reset_at is not None:
            reset_in = self._clock.nominal(refused.reset_at - self._clock.now())
        return self._wait(self._backoff.after_refusal(refused.cure, reset_in), ending)

    def _wait(self, seconds: float, ending: Ending) -> WindowEnd | None:
        self._connect_at = self._clock.monotonic() + seconds
        if self._connect_at >= self._deadline:
            if ending.refusal is None:
                return WindowEnd("deadline", f"Too late for another connection: {ending.words}")
            words = f"X asks to wait {seconds:.0f} s: {ending.words}"
            return WindowEnd(ending.refusal.outcome, words)
        return None

    def _note_time(self, connection: StreamConnection) -> float:
        if connection.opened_at is None:
            return 0.0
        ending = connection.ending
        self.counts.is_open = ending is not None and ending.kind is EndKind.STOPPED
        lasted = self._clock.monotonic() - connection.opened_at
        self.counts.connected_seconds += lasted
        return lasted

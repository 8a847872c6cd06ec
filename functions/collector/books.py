"""A window's book-keeping: gaps and reads noted before the checkpoint, and the lease kept."""

from __future__ import annotations

from collector.gaps.coverage import Coverage
from collector.gaps.store import GapStore
from collector.posts.sink import Sink
from collector.spans import Span
from collector.state.checkpoint import Checkpoint, save_checkpoint
from collector.state.lease import Lease
from collector.state.spend import Spend
from collector.state.table import StateTable, StateUnavailableError
from collector.stream.endings import WindowEnd
from collector.timing import Timing
from shared.aws_faults import error_code
from shared.clock import Clock


class Books:
    """What the window's own thread writes to the state table: gaps, reads, checkpoint and lease.

    `settling` is how long X needs to apply rules that this window changed, in seconds; `owed` are
    gaps that could not be written down before.
    """

    def __init__(
        self,
        state: StateTable,
        lease: Lease,
        coverage: Coverage,
        gaps: GapStore,
        sink: Sink,
        spend: Spend,
        settling: float,
        owed: list[Span],
        clock: Clock,
        timing: Timing,
    ) -> None:
        self._state = state
        self._lease = lease
        self._coverage = coverage
        self._gaps = gaps
        self._sink = sink
        self._spend = spend
        self._settling = settling
        self._clock = clock
        self._timing = timing
        self._to_write = owed
        self._save_at = clock.monotonic() + timing.checkpoint_interval

    def opened(self) -> bool:
        """Write down the gap before a new connection; False when it could not be written yet."""
        gap = self._coverage.connected(self._settling)
        try:
            if gap is not None:
                self._gaps.open(gap)
            self._coverage.covered_from(gap)
            self._save()
        except StateUnavailableError:
            return False
        self._settling = 0.0
        return True

    def may_connect(self) -> bool:
        """Say whether the stream is ours to open, and its posts could be read and handed on."""
        if not self._lease.is_held or not self._sink.has_room_to_reconnect():
            return False
        return not self._spend.is_kept_back() and self._has_saved_start()

    def _has_saved_start(self) -> bool:
        start = self._coverage.start()
        if start is not None:
            try:
                save_checkpoint(self._state, start, self._lease.fence)
            except StateUnavailableError:
                return False
            self._coverage.start_saved(start)
        return True

    def tick(self) -> WindowEnd | None:
        """Keep the lease, and save now and then; returns why the window must end, or None."""
        if not self._lease.keep():
            return WindowEnd("lease_lost", "Another window has taken the lease on the stream.")
        if self._lease.successor_waits:
            return WindowEnd("handed_over")
        if self._sink.failure is not None:
            code = error_code(self._sink.failure)
            return WindowEnd("delivery_refused", f"Firehose refused the records: {code}.")
        if self._clock.monotonic() >= self._save_at:
            self._save_at = self._clock.monotonic() + self._timing.checkpoint_interval
            try:
                self.save()
            except StateUnavailableError:
                return None
        return None

    def save(self) -> None:
        """Write gaps, then the checkpoint; raises StateUnavailableError with nothing lost."""
        damaged = self._coverage.damaged_gap()
        if damaged is not None:
            self._to_write.append(damaged)
        while self._to_write:
            self._gaps.open(self._to_write[0])
            self._to_write.pop(0)
        self._coverage.advance(self._sink.unacknowledged)
        self._save()

    def pause(self) -> None:
        """Note that what follows is not wanted, because the budget is used up."""
        gap = self._coverage.missed_until_now()
        if gap is not None:
            self._gaps.open(gap)
            self._coverage.covered_from(gap)
        checkpoint = Checkpoint(self._coverage.checkpoint_id, paused=True)
        save_checkpoint(self._state, checkpoint, self._lease.fence)

    def leave_behind(self) -> None:
        """At the end: write down late posts that Firehose did not acknowledge, then save."""
        self._to_write.extend(self._coverage.behind(self._sink.unacknowledged()))
        self.save()

    def _save(self) -> None:
        self._spend.note()
        if self._coverage.checkpoint_id > self._coverage.saved_id:
            checkpoint = Checkpoint(self._coverage.checkpoint_id)
            save_checkpoint(self._state, checkpoint, self._lease.fence)
            self._coverage.saved_id = self._coverage.checkpoint_id

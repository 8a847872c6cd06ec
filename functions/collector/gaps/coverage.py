"""How far the stream is known to be complete: what moves the checkpoint and opens gaps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from collector.posts.sink import Outgoing
from collector.spans import Span
from collector.state.checkpoint import Checkpoint
from collector.timing import Timing
from shared.clock import Clock
from shared.snowflake import first_id_at, time_of_id


class Coverage:
    """Follows one window's connections. A post may arrive up to `stream_lag` after its creation,
    and later where the reader itself is behind: it waits for room in the sink, or for the table.

    `checkpoint_id` is how far it may be written down, `saved_id` how far it was.
    """

    def __init__(self, checkpoint: Checkpoint | None, clock: Clock, timing: Timing) -> None:
        self._clock = clock
        self._timing = timing
        self._is_first = checkpoint is None
        self._wants_nothing = checkpoint is None or checkpoint.paused
        self._begins_after = first_id_at(clock.now()) - 1
        self._connecting_at = clock.now()
        self._heard_at: float | None = None
        self._seconds_late = 0.0
        self._covering = False
        self._damaged_lock = threading.Lock()
        self._damaged: tuple[float, float] | None = None
        self.checkpoint_id = checkpoint.post_id if checkpoint else 0
        self.saved_id = self.checkpoint_id

    def start(self) -> Checkpoint | None:
        """Return what to write down before X may send anything, until `start_saved` is told.

        None where the table knows already since when posts are wanted: a window that could write
        nothing more would leave no trace of what came after it.
        """
        if not self._wants_nothing:
            return None
        return Checkpoint(max(self.checkpoint_id, self._begins_after))

    def start_saved(self, start: Checkpoint) -> None:
        """Tell that it is written down: from there on posts are wanted."""
        self.checkpoint_id = start.post_id
        self._wants_nothing = False

    def arrived(self, post_id: int) -> None:
        """Tell that a post was handed to the sink: what follows it may be as late, and more."""
        self._seconds_late = self._clock.now() - time_of_id(post_id)

    def heard(self) -> None:
        """Tell that a line came, be it a keep-alive, after its post was handed to the sink."""
        if self._covering:
            self._heard_at = self._clock.now()

    def connecting(self) -> None:
        """Tell that nothing is covered until the gap before the next connection is written."""
        self._covering = False
        self._connecting_at = self._clock.now()
        self._heard_at = None
        self._seconds_late = 0.0

    def damaged(self) -> None:
        """Tell that a line came which may have been a post."""
        now = self._clock.now()
        made_from = now - self._longest_way()
        with self._damaged_lock:
            earlier = self._damaged[0] if self._damaged else made_from
            self._damaged = (min(earlier, made_from), now)

    def connected(self, settling: float = 0.0) -> Span | None:
        """Return the gap that ends with this new connection; write it down before `covered_from`.

        None at the first connection ever. `settling` is how long X needs to apply rules that were
        just changed.
        """
        return None if self._is_first else self.missed_until_now(settling)

    def covered_from(self, gap: Span | None) -> None:
        """Go on from the end of a gap that is written down, or from where connecting began."""
        end = gap.last if gap else first_id_at(self._connecting_at)
        self.checkpoint_id = max(self.checkpoint_id, end)
        self._is_first = self._wants_nothing = False
        self._covering = True

    def missed_until_now(self, settling: float = 0.0) -> Span | None:
        """Return the gap that is to be written down when what follows is another connection's, or
        not wanted (the budget is used up); None while nothing was wanted."""
        margin = self._timing.connect_margin + settling
        gap = Span(self.checkpoint_id + 1, self._id_from_now(margin))
        return None if self._wants_nothing or gap.is_empty else gap

    def damaged_gap(self) -> Span | None:
        """Return, once, the span in which a damaged line's post may have been made."""
        with self._damaged_lock:
            span, self._damaged = self._damaged, None
        if span is None:
            return None
        margin = self._clock.real(self._timing.connect_margin)
        return Span(first_id_at(span[0]), first_id_at(span[1] + margin))

    def advance(self, unacknowledged: Callable[[], Iterable[Outgoing]]) -> int:
        """Move the checkpoint as far as the stream was heard and Firehose acknowledged."""
        complete_at = self._heard_at
        if complete_at is None:
            return self.checkpoint_id
        # Before it is told what is on its way: what the stream's thread reads later is not in that.
        longest_way = self._longest_way()
        lowest: int | None = None
        for outgoing in unacknowledged():
            if outgoing.from_stream:
                complete_at = min(complete_at, outgoing.received_at)
                lowest = min(lowest or outgoing.post_id, outgoing.post_id)
        reached = first_id_at(complete_at - longest_way)
        if lowest is not None:
            reached = min(reached, lowest - 1)
        self.checkpoint_id = max(self.checkpoint_id, reached)
        return self.checkpoint_id

    def may_be_missed_from(self) -> int:
        """Return the first id that a gap of now, of a damaged line or of our death can hold."""
        return min(self.saved_id + 1, first_id_at(self._clock.now() - self._longest_way()))

    def behind(self, unacknowledged: Iterable[Outgoing]) -> list[Span]:
        """Return gaps for posts that came so late that the checkpoint had passed them already."""
        return [
            Span(outgoing.post_id, outgoing.post_id)
            for outgoing in unacknowledged
            if outgoing.from_stream and outgoing.post_id <= self.checkpoint_id
        ]

    def _longest_way(self) -> float:
        """Return how long ago a post may have been made that was not read yet, in real seconds.

        What X sends on a connection it did not have for another `stream_lag` before that.
        """
        lag = self._clock.real(self._timing.stream_lag)
        late = self._seconds_late + self._clock.real(self._timing.stream_disorder)
        connected = self._clock.now() - self._connecting_at
        return max(lag, min(late, connected + lag))

    def _id_from_now(self, nominal_seconds: float) -> int:
        return first_id_at(self._clock.now() + self._clock.real(nominal_seconds))

"""Takes records from stream and search, and sends them to Firehose from a thread of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain
from typing import Protocol

from collector.posts.remembered import RememberedPosts
from collector.timing import Timing
from shared.clock import WaitingClock
from shared.put_records import MAX_RECORDS_A_CALL

MOST_RECORDS = 10_000
MOST_BYTES = 16 * 1024 * 1024
ROOM_TO_RECONNECT = 0.25


class Deliver(Protocol):
    """What sends to Firehose: `collector.edges.Edges.deliver`."""

    def __call__(self, records: Sequence[bytes], give_up_after: float, /) -> list[bytes]:
        """Send records, trying for so many nominal seconds; returns those not acknowledged."""


class Taken(Enum):
    """What became of a record that was handed to the sink."""

    ACCEPTED = auto()
    DUPLICATE = auto()
    NO_ROOM = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Outgoing:
    """A record on its way; `received_at` is the time of day, `post_id` the version's id.

    `is_again`: whether it is to take the place of what was sent of the same version; `lacks_tags`:
    whether it matches more rules than the record tells.
    """

    post_id: int
    data: bytes
    received_at: float
    from_stream: bool
    is_again: bool = False
    lacks_tags: bool = False


_Numbered = tuple[int, Outgoing]


class Sink:
    """Keeps records in order until Firehose acknowledged them; bounded in number and bytes."""

    def __init__(
        self, deliver: Deliver, remembered: RememberedPosts, clock: WaitingClock, timing: Timing
    ) -> None:
        self._deliver = deliver
        self._remembered = remembered
        self._clock = clock
        self._timing = timing
        self._changed = clock.condition()
        self._waiting: deque[_Numbered] = deque()
        self._sending: list[_Numbered] = []
        self._ids: set[int] = set()
        self._bytes = 0
        self._accepted = 0
        self._flush_up_to = 0
        self._ending = False
        self._thread = clock.thread(self._run, "sink")
        self.sent = 0
        self.duplicates = 0
        self.lacking_tags = 0
        self.failure: Exception | None = None

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def put(self, outgoing: Outgoing) -> Taken:
        """Take a record; waits up to `sink_patience` for room before it says that there is none."""
        with self._changed:
            self._changed.wait_for(
                lambda: not self._is_full() or self._has_ended() or self._has_sent(outgoing),
                self._timing.sink_patience,
            )
            if self._has_sent(outgoing):  # another thread may have put it meanwhile
                self.duplicates += 1
                return Taken.DUPLICATE
            if self._is_full() or self._has_ended():
                return Taken.NO_ROOM
            self._accepted += 1
            self.lacking_tags += outgoing.lacks_tags
            self._waiting.append((self._accepted, outgoing))
            self._ids.add(outgoing.post_id)
            self._bytes += len(outgoing.data)
            if len(self._waiting) in (1, MAX_RECORDS_A_CALL):
                self._changed.notify_all()
            return Taken.ACCEPTED

    def wait_until_acknowledged(self, give_up_after: float) -> bool:
        """Send what was put so far without delay, and say whether Firehose acknowledged it all."""
        with self._changed:
            goal = self._flush_up_to = self._accepted
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: self.failure or self._settled() >= goal,
                give_up_after,
            )
            return self._settled() >= goal

    def unacknowledged(self) -> list[Outgoing]:
        """Return what is still on its way, in the order in which it was put."""
        with self._changed:
            return [outgoing for _, outgoing in (*self._sending, *self._waiting)]

    def has_room_to_reconnect(self) -> bool:
        """Say whether Firehose caught up enough to read the stream again."""
        with self._changed:
            left = len(self._waiting) + len(self._sending)
            return left <= MOST_RECORDS * ROOM_TO_RECONNECT and self.failure is None

    def end(self, give_up_after: float) -> list[Outgoing]:
        """Send the rest, stop, and return what Firehose did not acknowledge in time."""
        self.wait_until_acknowledged(give_up_after)
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        left = self.unacknowledged()
        if not left:
            self._thread.join(self._timing.delivery_patience)
        return left

    def _has_sent(self, outgoing: Outgoing) -> bool:
        is_known = outgoing.post_id in self._ids or outgoing.post_id in self._remembered
        return is_known and not outgoing.is_again

    def _has_ended(self) -> bool:
        return self._ending or self.failure is not None

    def _is_full(self) -> bool:
        return len(self._ids) >= MOST_RECORDS or self._bytes >= MOST_BYTES

    def _settled(self) -> int:
        first_left = next(chain(self._sending, self._waiting), None)
        return self._accepted if first_left is None else first_left[0] - 1

    def _run(self) -> None:
        while True:
            with self._changed:
                self._await_batch()
                if self._ending:
                    return
                count = min(len(self._waiting), MAX_RECORDS_A_CALL)
                self._sending = [self._waiting.popleft() for _ in range(count)]
            records = [outgoing.data for _, outgoing in self._sending]
            try:
                refused = self._deliver(records, self._timing.delivery_patience)
                self._settle({id(data) for data in refused})
            except Exception as error:  # told by the window: nothing ends this thread unseen
                self._settle({id(data) for data in records}, error)
                return

    def _await_batch(self) -> None:
        """Wait for a full call, a second's worth, or someone who waits for an answer."""
        while not self._ending:
            if not self._waiting:
                self._changed.wait()
                continue
            oldest = self._waiting[0][1].received_at
            due_in = self._timing.flush_interval - self._clock.nominal(self._clock.now() - oldest)
            wanted = self._settled() < self._flush_up_to
            if wanted or due_in <= 0 or len(self._waiting) >= MAX_RECORDS_A_CALL:
                return
            self._changed.wait(min(due_in, self._timing.flush_interval))

    def _settle(self, refused: set[int], failure: Exception | None = None) -> None:
        with self._changed:
            back = [item for item in self._sending if id(item[1].data) in refused]
            for _, outgoing in self._sending:
                if id(outgoing.data) in refused:
                    continue
                self._ids.discard(outgoing.post_id)
                self._bytes -= len(outgoing.data)
                self._remembered.add(outgoing.post_id)
                self.sent += 1
            self._waiting.extendleft(reversed(back))
            self._sending = []
            self.failure = failure
            self._changed.notify_all()

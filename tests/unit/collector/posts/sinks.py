"""A sink on a clock that jumps, and what it sends to: a plain function that answers as told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from collector.posts.remembered import RememberedPosts
from collector.posts.sink import Outgoing, Sink
from collector.timing import Timing
from sandbox.simulation.clock import JumpingClock

TIMING = Timing()


class Setting:
    """`refuse` says of each call which of its records are not acknowledged, or raises."""

    def __init__(self) -> None:
        self.clock = JumpingClock()
        self.remembered = RememberedPosts()
        self.refuse: Callable[[list[int]], Iterable[int]] = lambda _: ()
        self.takes_seconds = 0.01
        self.calls: list[list[int]] = []
        self.called_at: list[float] = []
        self.patience: set[float] = set()
        self.acknowledged: list[int] = []

    def sink(self) -> Sink:
        """Return a sink that was started."""
        sink = Sink(self._deliver, self.remembered, self.clock, TIMING)
        sink.start()
        return sink

    def outgoing(self, post_id: int, size: int = 0, *, from_stream: bool = True) -> Outgoing:
        """Return a record received now; its data is the id, with so many bytes at least."""
        data = f"{post_id}".encode().ljust(size)
        return Outgoing(post_id, data, self.clock.now(), from_stream=from_stream)

    def _deliver(self, records: Sequence[bytes], patience: float) -> list[bytes]:
        ids = [_id(record) for record in records]
        self.calls.append(ids)
        self.called_at.append(self.clock.monotonic())
        self.patience.add(patience)
        self.clock.sleep(self.takes_seconds)
        refused = set(self.refuse(ids))
        self.acknowledged += [post_id for post_id in ids if post_id not in refused]
        return [record for record in records if _id(record) in refused]


def _id(record: bytes) -> int:
    return int(record[:20])


def all_of(post_ids: list[int]) -> list[int]:
    """Refuse every record."""
    return post_ids

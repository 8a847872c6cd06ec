"""The pipes of all streams: one for each destination that a stream has, or had.

"UpdateDestination": the stream goes on taking records while its destination is changed. What it
took before is delivered as it was configured then.
"""

from __future__ import annotations

import threading
from typing import Any, Protocol

from sandbox.cloud.firehose.buffers import Record


class Pipe(Protocol):
    """What a stream's records go into; `config` is its destination's."""

    config: dict[str, Any]

    def put(self, records: list[Record]) -> None:
        """Take records that the API has acknowledged."""

    def buffered(self) -> int:
        """Return how many records wait."""

    def in_flight(self) -> int:
        """Return how many records are under way."""

    def tick(self) -> None:
        """Start what is due."""


class Delivery(Protocol):
    """What is behind the API."""

    def open(self, config: dict[str, Any], stream_arn: str) -> Pipe:
        """Return a pipe for a destination as CreateDeliveryStream configured it."""

    def waiting_for_s3(self) -> int:
        """Return how many records wait for S3 to take them."""

    def forget(self, stream_arn: str) -> None:
        """Drop what waits of a stream that was deleted."""

    def tick(self) -> None:
        """Try again what waits for S3."""


class Pipes:
    """By stream, the pipe of its destination of now, and before it those that are not empty yet."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._pipes: dict[str, list[Pipe]] = {}
        self._lock = threading.Lock()

    def put(self, stream_arn: str, config: dict[str, Any], records: list[Record]) -> None:
        """Put records into the pipe of the stream's destination."""
        with self._lock:
            pipes = self._pipes.setdefault(stream_arn, [])
            if not pipes or pipes[-1].config != config:
                pipes.append(self._delivery.open(config, stream_arn))
            pipes[-1].put(records)

    def drop(self, stream_arn: str) -> None:
        """Drop all that waits of a stream."""
        with self._lock:
            self._pipes.pop(stream_arn, None)
        self._delivery.forget(stream_arn)

    def all(self) -> list[Pipe]:
        """Return every pipe."""
        with self._lock:
            return [pipe for pipes in self._pipes.values() for pipe in pipes]

    def tick(self) -> None:
        """Start what is due, and let go of earlier destinations that have nothing left."""
        for pipe in self.all():
            pipe.tick()
        self._delivery.tick()
        with self._lock:
            for pipes in self._pipes.values():
                pipes[:-1] = [pipe for pipe in pipes[:-1] if pipe.buffered() or pipe.in_flight()]

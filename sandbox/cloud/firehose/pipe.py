"""The way of a stream's records: buffer, transform, buffer, search domain; failures to S3."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from sandbox.cloud.context import CloudContext
from sandbox.cloud.firehose.buffers import Buffer, Record
from sandbox.cloud.firehose.failure_store import FailureStore
from sandbox.cloud.firehose.index_delivery import IndexDelivery
from sandbox.cloud.firehose.settings import DeliverySettings, settings_of_destination
from sandbox.cloud.firehose.transform import Transform


@dataclass(frozen=True)
class DeliveryServices:
    """What every pipe shares."""

    context: CloudContext
    transform: Transform
    index: IndexDelivery
    failures: FailureStore
    workers: ThreadPoolExecutor

    def open(self, config: dict[str, Any], stream_arn: str) -> DeliveryPipe:
        """Return a pipe for a destination as CreateDeliveryStream configured it."""
        return DeliveryPipe(config, settings_of_destination(config), stream_arn, self)

    def waiting_for_s3(self) -> int:
        """Return how many records wait for S3 to take them."""
        return self.failures.waiting()

    def forget(self, stream_arn: str) -> None:
        """Drop what waits of a stream that was deleted."""
        self.failures.forget(stream_arn)

    def tick(self) -> None:
        """Try again what waits for S3."""
        self.failures.retry_waiting()


class DeliveryPipe:
    """One stream's buffers, in front of the transform and in front of the index."""

    def __init__(
        self,
        config: dict[str, Any],
        settings: DeliverySettings,
        stream_arn: str,
        services: DeliveryServices,
    ) -> None:
        self.config = config
        self._settings = settings
        self._stream_arn = stream_arn
        self._services = services
        self._under_way = 0
        self._lock = threading.Lock()
        real = services.context.real
        transform = settings.transform
        self._incoming = Buffer(
            transform.buffer_bytes if transform else 0,
            real(transform.buffer_seconds) if transform else 0,
        )
        self._outgoing = Buffer(settings.buffer_bytes, real(settings.buffer_seconds))

    def put(self, records: list[Record]) -> None:
        """Take records that the API has acknowledged."""
        self._incoming.add(records)

    def buffered(self) -> int:
        """Return how many records wait."""
        return len(self._incoming) + len(self._outgoing)

    def in_flight(self) -> int:
        """Return how many records are being transformed or delivered."""
        return self._under_way

    def tick(self) -> None:
        """Start what is due."""
        while batch := self._take(self._incoming):
            self._start(self._transform, batch)
        while batch := self._take(self._outgoing):
            self._start(self._deliver, batch)

    def _take(self, buffer: Buffer) -> list[Record]:
        batch = buffer.take_if_due()
        with self._lock:
            self._under_way += len(batch)
        return batch

    def _start(self, work: Callable[[list[Record]], None], batch: list[Record]) -> None:
        def run() -> None:
            try:
                work(batch)
            except Exception as error:  # never lose the count, nor hide a fault of this stand-in
                self._services.context.counters.error("Sandbox.DeliveryFault", repr(error))
                raise
            finally:
                with self._lock:
                    self._under_way -= len(batch)

        self._services.workers.submit(run)

    def _transform(self, batch: list[Record]) -> None:
        self._services.context.counters.add("firehose.batches")
        if self._settings.transform is None:
            self._outgoing.add(batch)
            return
        done, failed = self._services.transform.run(self._settings, self._stream_arn, batch)
        if done:
            self._outgoing.add(done)
        self._services.failures.write(self._settings, self._stream_arn, "processing-failed", failed)

    def _deliver(self, batch: list[Record]) -> None:
        failed = self._services.index.deliver(self._settings, self._stream_arn, batch)
        self._services.failures.write(
            self._settings, self._stream_arn, "elasticsearch-failed", failed
        )

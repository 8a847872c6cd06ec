"""Firehose in this process: its own API, and streams that only keep what they are given."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sandbox.cloud import emulator
from sandbox.cloud.context import Measured
from sandbox.cloud.counters import Counters
from sandbox.cloud.faults import Faults
from sandbox.cloud.firehose.api import Firehose
from sandbox.cloud.firehose.buffers import Record
from sandbox.cloud.metrics import Metrics


class KeptRecords:
    """All that Firehose acknowledged for one stream, in order; nothing of it is delivered."""

    def __init__(self) -> None:
        self.config: dict[str, Any] = {}
        self.data: list[bytes] = []
        self.batches: list[int] = []

    def records(self) -> list[dict[str, Any]]:
        """Return the records, which must be JSON objects."""
        return [json.loads(each) for each in self.data]

    def put(self, records: list[Record]) -> None:
        """Take records that the API has acknowledged."""
        self.data += [record.data for record in records]
        self.batches.append(len(records))

    def buffered(self) -> int:
        """Return how many records wait."""
        return len(self.data)

    def in_flight(self) -> int:
        """Return that none is under way."""
        return 0

    def tick(self) -> None:
        """Deliver nothing."""


class _Streams:
    """What is behind the API: only what was kept of each stream, by its ARN."""

    def __init__(self, kept: dict[str, KeptRecords]) -> None:
        self._kept = kept

    def open(self, config: dict[str, Any], stream_arn: str) -> KeptRecords:
        """Return what keeps the records of a stream."""
        kept = self._kept[stream_arn]
        kept.config = config
        return kept

    def waiting_for_s3(self) -> int:
        """Return that none waits for S3."""
        return 0

    def forget(self, stream_arn: str) -> None:
        """Drop nothing."""

    def tick(self) -> None:
        """Deliver nothing."""


def delivery_stream(name: str) -> tuple[KeptRecords, Faults]:
    """Make a stream of this name anew; returns what it keeps, and where to order its faults."""
    kept, faults = delivery_streams([name])
    return kept[name], faults


def delivery_streams(names: Iterable[str]) -> tuple[dict[str, KeptRecords], Faults]:
    """Make streams of these names anew; returns what each keeps, and where to order faults."""
    kept = {name: KeptRecords() for name in names}
    arns = {name: f"arn:aws:firehose:us-east-1:000000000000:deliverystream/{name}" for name in kept}
    measured = Measured(counters=Counters(), faults=Faults(), metrics=Metrics())
    Firehose(measured, _Streams({arns[name]: kept[name] for name in kept})).install()
    for name, arn in arns.items():
        stream = {"name": name, "arn": arn, "destinations": [{"config": {}}]}
        emulator.module("services.firehose")._streams[name] = stream
    return kept, measured.faults

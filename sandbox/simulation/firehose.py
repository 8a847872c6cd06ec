"""Firehose in this process: its own API, and streams that only keep what they are given."""

from __future__ import annotations

import json
from typing import Any

from sandbox.cloud import emulator
from sandbox.cloud.context import Measured
from sandbox.cloud.counters import Counters
from sandbox.cloud.faults import Faults
from sandbox.cloud.firehose.api import Firehose
from sandbox.cloud.firehose.buffers import Record
from sandbox.cloud.metrics import Metrics


class KeptRecords:
    """All that Firehose acknowledged, in order; nothing of it is delivered."""

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

    def open(self, config: dict[str, Any], stream_arn: str) -> KeptRecords:  # noqa: ARG002
        """Return itself: there is one stream."""
        self.config = config
        return self

    def buffered(self) -> int:
        """Return how many records wait."""
        return len(self.data)

    def in_flight(self) -> int:
        """Return that none is under way."""
        return 0

    def waiting_for_s3(self) -> int:
        """Return that none waits for S3."""
        return 0

    def forget(self, stream_arn: str) -> None:
        """Drop nothing."""

    def tick(self) -> None:
        """Deliver nothing."""


def delivery_stream(name: str) -> tuple[KeptRecords, Faults]:
    """Make a stream of this name anew; returns what it keeps, and where to order its faults."""
    kept = KeptRecords()
    measured = Measured(counters=Counters(), faults=Faults(), metrics=Metrics())
    Firehose(measured, kept).install()
    arn = f"arn:aws:firehose:us-east-1:000000000000:deliverystream/{name}"
    stream = {"name": name, "arn": arn, "destinations": [{"config": {}}]}
    emulator.module("services.firehose")._streams[name] = stream
    return kept, measured.faults

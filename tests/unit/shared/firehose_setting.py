"""The sandbox's Firehose, by a clock that stands still until somebody waits."""

from __future__ import annotations

from random import Random

from sandbox.simulation.aws import Call, InProcessAws
from sandbox.simulation.firehose import delivery_stream
from shared.put_records import put_records
from tests.fake_clock import FakeClock

NUMBERED = [b"%d" % number for number in range(1201)]


class FirehoseSetting:
    """`kept` is what Firehose took; `times` tells when each call came."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.kept, self.faults = delivery_stream("posts")
        self.aws = InProcessAws(self._note)
        self.client = self.aws.client("firehose")
        self.times: list[float] = []

    def _note(self, _: Call) -> None:
        self.times.append(self.clock.monotonic())

    def put(self, records: list[bytes], seconds: float, stream: str = "posts") -> list[bytes]:
        return put_records(
            self.client,
            stream,
            records,
            clock=self.clock,
            random=Random(1),
            give_up_after_seconds=seconds,
        )

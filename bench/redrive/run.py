"""Runs of redrive over a bucket of the local cloud, in this process, on a clock that jumps."""

from __future__ import annotations

import base64
import json
from typing import Any

from redrive.bucket import FAILED_PREFIX, FailuresBucket
from redrive.decisions import SECONDS_A_DAY, RetryPolicy
from redrive.delivery import Delivery
from redrive.redrive import Redrive
from redrive.report import RedriveReport
from sandbox.simulation.aws import Call, InProcessAws
from sandbox.simulation.clock import JumpingClock
from sandbox.simulation.firehose import delivery_stream
from sandbox.simulation.services import date_objects_by

BUCKET = "failures"
STREAM = "redriven"
SECONDS_A_RUN = 900.0
POLICY = RetryPolicy(retention_seconds=30 * SECONDS_A_DAY, insists=False, second=1.0)


def failure(number: int, text: str) -> bytes:
    """Return a line of an object: a post that the domain did not take."""
    post = {"id": str(number), "text": text, "lang": "en", "sentiment": "NEUTRAL"}
    line = {
        "attemptsMade": 7,
        "errorCode": "503",
        "errorMessage": "Service Unavailable",
        "attemptEndingTimestamp": 0,
        "esIndexName": "tweets",
        "rawData": base64.b64encode(json.dumps(post).encode()).decode(),
    }
    return json.dumps(line).encode() + b"\n"


class Failures:
    """A bucket of failed records; each call to AWS takes `call_seconds` of the clock's.

    `sent` is what Firehose took, or with `forgets` the last of it.
    """

    def __init__(self, call_seconds: float, *, forgets: bool = False) -> None:
        self.clock = JumpingClock()
        date_objects_by(self.clock.now)
        self.sent, _ = delivery_stream(STREAM)
        self._call_seconds = call_seconds
        self._forgets = forgets
        self._aws = InProcessAws(self._take_time)
        self._s3 = InProcessAws().client("s3")
        self._s3.create_bucket(Bucket=BUCKET)

    def put(self, number: int, body: bytes) -> None:
        """Leave an object, as Firehose does."""
        self._s3.put_object(Bucket=BUCKET, Key=f"{FAILED_PREFIX}{number:06}", Body=body)

    def run(self) -> RedriveReport:
        """Let one run of the function happen."""
        firehose, cloudwatch = (self._aws.client(name) for name in ("firehose", "cloudwatch"))
        delivery = Delivery(firehose, cloudwatch, STREAM, self.clock)
        bucket = FailuresBucket(self._aws.client("s3"), BUCKET)
        deadline = self.clock.monotonic() + SECONDS_A_RUN
        redrive = Redrive(bucket, delivery, self.clock, deadline, POLICY, lambda _: None)
        return redrive.run(FAILED_PREFIX)

    def _take_time(self, _: Call) -> Any:
        self.clock.sleep(self._call_seconds)
        self._aws.calls.clear()
        if self._forgets:
            self.sent.data.clear()

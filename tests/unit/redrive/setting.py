"""The redrive function with a bucket and a stream of the sandbox, by a clock of the test."""

from __future__ import annotations

import gzip
import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import botocore.endpoint
import pytest

from sandbox.simulation.aws import Call, InProcessAws, NoAnswer, Refused
from sandbox.simulation.firehose import delivery_stream
from sandbox.simulation.services import date_objects_by
from shared.clock import SystemClock
from tests.fake_clock import FakeClock
from tests.loading import loaded_anew
from tests.unit.redrive import failures

KEY = "failed/AmazonOpenSearchService_failed/2026/11/23/15/dev-1"
DEAD = KEY.replace("failed/", "dead/", 1)
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "STACK": "dev",
    "POWERTOOLS_SERVICE_NAME": "redrive",
    "POWERTOOLS_METRICS_NAMESPACE": "TweetSentiment",
}


class Setting:
    """`verdict` says what becomes of a call; `calls` lists the operations that were asked of S3 and
    Firehose."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = FakeClock()
        self.aws = InProcessAws(self._see)
        self.verdict: Callable[[Call], Refused | NoAnswer | None] = lambda _: None
        self.calls: list[str] = []
        self._later: list[Callable[[], None]] = []
        self.bucket, self.stream = uuid.uuid4().hex, uuid.uuid4().hex
        self.kept, self.faults = delivery_stream(self.stream)
        self._seen_by_nobody = InProcessAws()
        self._s3 = self._seen_by_nobody.client("s3")
        self._cloudwatch = self._seen_by_nobody.client("cloudwatch")
        self._s3.create_bucket(Bucket=self.bucket)
        date_objects_by(self.clock.now)
        names = {"FAILURES_BUCKET": self.bucket, "DELIVERY_STREAM": self.stream}
        names["RETENTION_DAYS"] = "30"
        for name, value in (ENVIRONMENT | names).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", self.aws.session(region=None))
        monkeypatch.setattr(SystemClock, "from_environment", lambda: self.clock)
        # The client's own pauses go by the clock of the test, too.
        monkeypatch.setattr(botocore.endpoint, "time", self.clock)
        self.function = self.load()

    def close(self) -> None:
        """Give back what others may use."""
        self._seen_by_nobody.close()

    def load(self) -> ModuleType:
        """Import the function as a cold start does."""
        return loaded_anew("redrive.handler")

    def _see(self, call: Call) -> Refused | NoAnswer | None:
        if call.service != "cloudwatch":
            self.calls.append(call.operation)
        return self.verdict(call)

    def put(self, key: str, body: bytes) -> None:
        """Leave an object, as Firehose does."""
        self._s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def objects(self) -> dict[str, bytes]:
        """Return what is in the bucket."""
        found = self._s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])
        return {each["Key"]: self._body(each["Key"]) for each in found}

    def unpacked(self) -> dict[str, bytes]:
        """Return what is in the bucket, and unpack what is packed."""
        return {
            key: gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
            for key, body in self.objects().items()
        }

    def remove(self, key: str) -> None:
        """Remove an object."""
        self._s3.delete_object(Bucket=self.bucket, Key=key)

    def empty(self) -> None:
        """Remove what is in the bucket, and what was sent."""
        for key in self.objects():
            self.remove(key)
        self.kept.data.clear()

    def _body(self, key: str) -> bytes:
        body: bytes = self._s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return body

    def run(self, seconds_left: float = 300.0, **event: Any) -> dict[str, int]:
        """Let the function run, and return its answer."""
        context = SimpleNamespace(
            function_name="redrive",
            memory_limit_in_mb=256,
            invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:redrive",
            aws_request_id="1",
            get_remaining_time_in_millis=lambda: int(seconds_left * 1000),
        )
        answer: dict[str, int] = self.function.handler(event, context)
        return answer

    def later(self, call: Callable[[], None]) -> None:
        """Do something when `happen` is called: Firehose writes what failed after a while."""
        self._later.append(call)

    def happen(self) -> None:
        """Do what was to be done later."""
        while self._later:
            self._later.pop(0)()

    def refuse(self, operation: str, code: str, status: int = 400, key: str = "") -> None:
        """Let an operation fail; for S3 for one key alone, if one is given."""
        self.verdict = lambda call: (
            Refused(code, status)
            if call.operation == operation and call.path.endswith(key)
            else None
        )

    def tell_success(self, share: float, *, seconds_ago: float, stream: str = "") -> None:
        """Let Firehose's metrics say which share of the records of a minute was indexed."""
        self._cloudwatch.put_metric_data(
            Namespace="AWS/Firehose",
            MetricData=[
                {
                    "MetricName": "DeliveryToAmazonOpenSearchService.Success",
                    "Dimensions": [{"Name": "DeliveryStreamName", "Value": stream or self.stream}],
                    "Timestamp": datetime.fromtimestamp(self.clock.now() - seconds_ago, UTC),
                    "Value": share,
                }
            ],
        )

    def refuse_posts(self, *numbers: int) -> None:
        """Let Firehose take all records but those of these posts."""
        ids = {str(number) for number in numbers}
        self.faults.choose("firehose.partial", lambda record: json.loads(record).get("id") in ids)

    @property
    def sent(self) -> list[dict[str, Any]]:
        """What Firehose took."""
        return self.kept.records()


def waiting(*numbers: int) -> bytes:
    """Return an object with posts that were not indexed."""
    return failures.lines(*(failures.index_failure(failures.post(each)) for each in numbers))


def unfit(number: int) -> dict[str, Any]:
    """Return the failure of a post that does not fit the mapping, and was sent again for it."""
    return failures.unfit(failures.post(number, attempts=1, refused=1))

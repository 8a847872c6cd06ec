"""The edge to the delivery stream: what goes in, and whether anything comes out at its end."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.clock import Clock
from shared.put_records import put_records

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_firehose import FirehoseClient

LOOK_BACK_SECONDS = 900.0
"""Firehose writes its metrics every minute; a shorter look may find no try of it to deliver."""
_SHORTEST_PERIOD_SECONDS = 60


class Delivery:
    """Takes records for the search domain."""

    def __init__(
        self, firehose: FirehoseClient, cloudwatch: CloudWatchClient, name: str, clock: Clock
    ) -> None:
        self._firehose = firehose
        self._cloudwatch = cloudwatch
        self._name = name
        self._clock = clock
        self._random = random.Random()  # noqa: S311  # spreads resends, guards nothing

    def send(self, records: Sequence[bytes], seconds: float) -> list[bytes]:
        """Send records; after so many seconds return those that were not acknowledged."""
        return put_records(
            self._firehose,
            self._name,
            records,
            clock=self._clock,
            random=self._random,
            give_up_after_seconds=seconds,
        )

    def is_in_vain(self) -> bool:
        """Whether the domain took nothing of what it was sent lately; False without a try.

        "Monitor Amazon Data Firehose using CloudWatch metrics": Success is the share of the records
        that were indexed. Raises botocore's errors.
        """
        now = self._clock.now()
        answer = self._cloudwatch.get_metric_statistics(
            Namespace="AWS/Firehose",
            MetricName="DeliveryToAmazonOpenSearchService.Success",
            Dimensions=[{"Name": "DeliveryStreamName", "Value": self._name}],
            StartTime=datetime.fromtimestamp(now - self._clock.real(LOOK_BACK_SECONDS), UTC),
            EndTime=datetime.fromtimestamp(now, UTC),
            Period=_SHORTEST_PERIOD_SECONDS,
            Statistics=["Maximum"],
        )
        points = [point["Maximum"] for point in answer["Datapoints"]]
        return bool(points) and not any(points)

"""What SQS measures of a queue: "Available CloudWatch metrics for Amazon SQS"."""

from __future__ import annotations

from sandbox.cloud.context import Timed

LATE_SECONDS = 900.0
"""So late, at worst, its metrics come of a queue that was idle for hours: here always."""


def measure_sent(context: Timed, queue_arn: str) -> None:
    """Record, as late as SQS may, a message that a service sent to a queue."""
    dimensions, sent_at = {"QueueName": queue_arn.rpartition(":")[2]}, context.clock.now()

    def record() -> None:
        context.clock.sleep(LATE_SECONDS)
        name = "NumberOfMessagesSent"
        context.metrics.record("AWS/SQS", name, 1.0, "Count", dimensions, at=sent_at)

    context.clock.thread(record, "queue metrics").start()

"""What SQS measures of a queue: "Available CloudWatch metrics for Amazon SQS"."""

from __future__ import annotations

from sandbox.cloud.metrics import Metrics


def measure_sent(metrics: Metrics, queue_arn: str) -> None:
    """Record a message that a service sent to a queue."""
    dimensions = {"QueueName": queue_arn.rpartition(":")[2]}
    metrics.record("AWS/SQS", "NumberOfMessagesSent", 1.0, "Count", dimensions)

"""What Lambda measures of a function: "Types of metrics for Lambda functions"."""

from __future__ import annotations

from sandbox.cloud.metrics import Metrics

_NAMESPACE = "AWS/Lambda"


def measure_invocation(
    metrics: Metrics, function_name: str, started_at: float, seconds: float, *, failed: bool
) -> None:
    """Record an invocation that has ended, with the time of its start (seconds since 1970)."""
    dimensions = {"FunctionName": function_name}
    for name, value, unit in (
        ("Invocations", 1.0, "Count"),
        ("Errors", float(failed), "Count"),
        ("Duration", seconds * 1000, "Milliseconds"),
    ):
        metrics.record(_NAMESPACE, name, value, unit, dimensions, at=started_at)


def measure_throttle(metrics: Metrics, function_name: str) -> None:
    """Record a request that found no free concurrency."""
    metrics.record(_NAMESPACE, "Throttles", 1.0, "Count", {"FunctionName": function_name})

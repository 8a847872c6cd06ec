"""What Lambda measures of a function: "Types of metrics for Lambda functions"."""

from __future__ import annotations

from collections.abc import Callable

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


def throttles_into(metrics: Metrics) -> Callable[..., None]:
    """Return what stands in for ministack's own metrics, which miss what a schedule started.

    It records requests that found no free concurrency; what ran is measured where it runs.
    """

    def measure(function_name: str, duration_ms: float, error: bool, throttle: bool) -> None:
        del error
        if throttle and not duration_ms:
            dimensions = {"FunctionName": function_name}
            metrics.record(_NAMESPACE, "Throttles", 1.0, "Count", dimensions)

    return measure

"""The metrics of a function, in CloudWatch's embedded format: one JSON line in its log."""

from __future__ import annotations

from collections.abc import Mapping

from aws_lambda_powertools.metrics import Metrics, MetricUnit

from shared import environment


def create_metrics() -> Metrics:
    """Return Powertools' collector of metrics, with the stack's name as a dimension.

    Namespace and service come from POWERTOOLS_METRICS_NAMESPACE and POWERTOOLS_SERVICE_NAME.
    Call it once a process, add metrics while working, and flush once an invocation (by
    `flush_metrics()` or the `log_metrics` decorator).
    """
    metrics = Metrics()
    metrics.set_default_dimensions(stack=environment.text("STACK"))
    return metrics


def add_counts(metrics: Metrics, watched: Mapping[str, float], told: Mapping[str, float]) -> None:
    """Add counts: as metrics what an alarm or a graph watches, and the rest to their log line.

    AWS charges for each metric by the month ("Amazon CloudWatch pricing", custom metrics), and for
    a figure in the line nothing: CloudWatch Logs Insights finds it there by its name.
    """
    for name, value in watched.items():
        metrics.add_metric(name, MetricUnit.Count, float(value))
    for name, value in told.items():
        metrics.add_metadata(name, value)

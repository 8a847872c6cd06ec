"""The metrics of a function, in CloudWatch's embedded format: one JSON line in its log."""

from __future__ import annotations

from aws_lambda_powertools.metrics import Metrics

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

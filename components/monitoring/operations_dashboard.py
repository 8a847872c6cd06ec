"""The CloudWatch dashboard that shows how the pipeline itself is doing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from components.monitoring.metrics import (
    OWN_NAMESPACE,
    Watched,
    collector_metric,
    delivery_metric,
    domain_metric,
    missed_windows_metric,
    own_metric,
)

WIDTH, HEIGHT = 12, 6
"""Of each graph, in CloudWatch's grid of 24 columns."""


def dashboard_body(watched: Watched, alarms: Sequence[str]) -> str:
    """Return the dashboard as CloudWatch's JSON ("Dashboard body structure and syntax").

    `alarms` are ARNs; their states stand on top.
    """
    collector, sentiment = own_metric("collector")(watched), own_metric("sentiment")(watched)
    delivery, domain = delivery_metric(watched), domain_metric(watched)
    graphs = [
        _graph(
            "Posts: sent, analysed, without a sentiment",
            "Sum",
            _metric(OWN_NAMESPACE, "PostsSent", collector),
            _metric(OWN_NAMESPACE, "PostsAnalysed", sentiment),
            _metric(OWN_NAMESPACE, "PostsSkipped", sentiment),
        ),
        _graph(
            "Stream windows",
            "Sum",
            _metric("AWS/Lambda", "Invocations", collector_metric(watched)),
            _metric("AWS/Lambda", "Errors", collector_metric(watched)),
            _metric(
                "AWS/SQS",
                "ApproximateNumberOfMessagesVisible",
                missed_windows_metric(watched),
            ),
        ),
        _graph(
            "Gaps in the stream: opened, closed by search, given up",
            "Sum",
            _metric(OWN_NAMESPACE, "GapsOpened", collector),
            _metric(OWN_NAMESPACE, "GapsClosed", collector),
            _metric(OWN_NAMESPACE, "GapsDropped", collector),
        ),
        _graph(
            "Lines of the stream: perhaps posts that can't be read, of unknown kinds",
            "Sum",
            _metric(OWN_NAMESPACE, "BadLines", collector),
            _metric(OWN_NAMESPACE, "UnknownMessages", collector),
        ),
        _graph(
            "Budget used, %",
            "Maximum",
            _metric(OWN_NAMESPACE, "BudgetUsedToday", collector),
            _metric(OWN_NAMESPACE, "BudgetUsedThisMonth", collector),
        ),
        _graph(
            "Comprehend: units of 100 characters, throttled calls",
            "Sum",
            _metric(OWN_NAMESPACE, "ComprehendUnitsBilled", sentiment),
            _metric(OWN_NAMESPACE, "ComprehendUnitsSaved", sentiment),
            _metric(OWN_NAMESPACE, "ComprehendThrottles", sentiment),
        ),
        _graph(
            "Share of the documents that the search domain took",
            "Average",
            _metric("AWS/Firehose", "DeliveryToAmazonOpenSearchService.Success", delivery),
        ),
        _graph(
            "Age of the oldest undelivered post, seconds",
            "Maximum",
            _metric("AWS/Firehose", "DeliveryToAmazonOpenSearchService.DataFreshness", delivery),
        ),
        _graph(
            "Comprehend stayed away: posts that wait in the failures bucket",
            "Sum",
            _metric(OWN_NAMESPACE, "PostsFailed", sentiment),
        ),
        _graph(
            "Posts that could not be analysed, %",
            "Average",
            _metric(OWN_NAMESPACE, "PostsFailedShare", sentiment),
        ),
        _graph(
            "Age of the oldest gap that is open, seconds",
            "Maximum",
            _metric(OWN_NAMESPACE, "OldestGapSeconds", collector),
        ),
        _graph(
            "Failed records: sent again, superseded by an edit, given up",
            "Sum",
            _metric(OWN_NAMESPACE, "RecordsResent", own_metric("redrive")(watched)),
            _metric(OWN_NAMESPACE, "PostsSuperseded", own_metric("redrive")(watched)),
            _metric(OWN_NAMESPACE, "RecordsDead", own_metric("redrive")(watched)),
        ),
        _graph(
            "Objects in the failures bucket that wait",
            "Maximum",
            _metric(OWN_NAMESPACE, "ObjectsWaiting", own_metric("redrive")(watched)),
        ),
        _graph(
            "Age of the oldest post in the failures bucket, seconds",
            "Maximum",
            _metric(OWN_NAMESPACE, "OldestWaitingSeconds", own_metric("redrive")(watched)),
        ),
        _graph(
            "Search domain: free storage, MiB",
            "Minimum",
            _metric("AWS/ES", "FreeStorageSpace", domain),
        ),
        _graph(
            "Search domain: processor and memory pressure, %",
            "Maximum",
            _metric("AWS/ES", "CPUUtilization", domain),
            _metric("AWS/ES", "JVMMemoryPressure", domain),
        ),
        _graph(
            "Search domain: requests answered, refused, failed",
            "Sum",
            _metric("AWS/ES", "2xx", domain),
            _metric("AWS/ES", "4xx", domain),
            _metric("AWS/ES", "5xx", domain),
        ),
    ]
    states = {
        "type": "alarm",
        **{"x": 0, "y": 0, "width": 2 * WIDTH, "height": HEIGHT},
        "properties": {"title": "Alarms", "alarms": list(alarms)},
    }
    placed = [_place(graph, index, watched) for index, graph in enumerate(graphs)]
    return json.dumps({"widgets": [states, *placed]})


def _metric(namespace: str, name: str, dimensions: dict[str, str]) -> list[str]:
    return [namespace, name, *(word for pair in dimensions.items() for word in pair)]


def _graph(title: str, statistic: str, *metrics: list[str]) -> dict[str, Any]:
    return {"title": title, "stat": statistic, "metrics": list(metrics), "period": 300}


def _place(graph: dict[str, Any], index: int, watched: Watched) -> dict[str, Any]:
    return {
        "type": "metric",
        "x": index % 2 * WIDTH,
        "y": (1 + index // 2) * HEIGHT,
        "width": WIDTH,
        "height": HEIGHT,
        "properties": {**graph, "view": "timeSeries", "region": watched.region},
    }

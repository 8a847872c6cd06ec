"""The metrics that the functions really write, as CloudWatch's embedded format has them."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, NamedTuple
from unittest.mock import patch

from aws_lambda_powertools.metrics import Metrics

import collector.report
import redrive.metrics
import sentiment.metrics
from redrive.report import RedriveReport
from sentiment.transform import TransformReport
from shared.metrics import create_metrics
from tests.infra.program import Program


class Emitted(NamedTuple):
    """What CloudWatch makes of one invocation's metrics."""

    namespace: str
    dimensions: dict[str, str]
    units: dict[str, str]
    """By the metric's name."""


REPORTS: dict[str, Callable[[Metrics], None]] = {
    "collector": lambda metrics: collector.report.add_metrics(
        metrics, collector.report.WindowReport()
    ),
    "sentiment": lambda metrics: sentiment.metrics.add_metrics(
        metrics, TransformReport(analysed=1)
    ),
    "redrive": lambda metrics: redrive.metrics.add_metrics(metrics, RedriveReport()),
}

SHARED_BY_THE_PROCESS = (
    Metrics._metrics,
    Metrics._dimensions,
    Metrics._metadata,
    Metrics._default_dimensions,
)
"""Powertools' own; put back as they were."""


def emitted(program: Program, service: str) -> Emitted:
    """Write the metrics of a report, under the variables that the program gives."""
    function = program.one("lambda/function:Function", f"tweets-{service}")
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, function.inputs["environment"]["variables"]))
        for shared in SHARED_BY_THE_PROCESS:
            stack.enter_context(patch.dict(shared, clear=True))
        metrics = create_metrics()
        REPORTS[service](metrics)
        written: Any = metrics.serialize_metric_set()
    (described,) = written["_aws"]["CloudWatchMetrics"]
    (names,) = described["Dimensions"]
    return Emitted(
        described["Namespace"],
        {name: written[name] for name in names},
        {metric["Name"]: metric["Unit"] for metric in described["Metrics"]},
    )

"""The collector's Lambda: one window of X's stream for each event of the schedule."""

from __future__ import annotations

import logging
from functools import partial
from random import Random
from typing import Any

import boto3

from collector.edges import Edges, client_config
from collector.posts.remembered import RememberedPosts
from collector.report import GOOD_OUTCOMES, add_metrics
from collector.settings import CollectorSettings, rules_from_event, x_api_url
from collector.timing import Timing
from collector.window import run_window
from collector.x.bearer_token import read_token
from collector.x.transport import Transport
from shared.clock import SystemClock
from shared.metrics import create_metrics

logger = logging.getLogger("collector")
logger.setLevel(logging.INFO)
clock = SystemClock.from_environment()
config = client_config(clock)
metrics = create_metrics()
secrets = boto3.client("secretsmanager")
edges = Edges(
    settings=CollectorSettings.from_environment(),
    dynamodb=boto3.client("dynamodb", config=config),
    firehose=boto3.client("firehose", config=config),
    transport=partial(Transport, x_api_url(), clock, Timing()),
    remembered=RememberedPosts(),
    clock=clock,
    timing=Timing(),
    random=Random(),  # noqa: S311 - jitter is no secret
)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Run one window; returns its report (`collector.report.WindowReport`) as JSON values."""
    report = run_window(
        edges,
        rules_from_event(event),
        read_token(secrets, clock),
        owner=context.aws_request_id,
        remaining=clock.nominal(context.get_remaining_time_in_millis() / 1000),
    )
    add_metrics(metrics, report)
    metrics.flush_metrics()
    for warning in report.warnings:
        logger.warning(warning)
    level = logging.INFO if report.outcome in GOOD_OUTCOMES else logging.ERROR
    logger.log(level, "Window over: %s. %s", report.outcome, report.reason)
    return report.as_answer()

"""The collector's Lambda: one window of X's stream for each event of the schedule."""

from __future__ import annotations

import logging
from functools import partial
from random import Random
from typing import Any

import boto3
from botocore.config import Config

from collector.edges import Edges
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
# A call that hangs must end well before the lease does; retries are the collector's own.
client_config = Config(
    connect_timeout=max(1.0, clock.real(2)),
    read_timeout=max(1.0, clock.real(5)),
    retries={"total_max_attempts": 1},
)
metrics = create_metrics()
secrets = boto3.client("secretsmanager")
timing = Timing()
edges = Edges(
    settings=CollectorSettings.from_environment(),
    dynamodb=boto3.client("dynamodb", config=client_config),
    firehose=boto3.client("firehose", config=client_config),
    transport=partial(Transport, x_api_url(), clock, timing),
    remembered=RememberedPosts(),
    clock=clock,
    timing=timing,
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

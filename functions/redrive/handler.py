"""The redrive function: runs each hour, and whenever a person starts it.

With `{"all": true}` it waits for nothing and gives nothing up; `{"dead": true}` sends from dead/.
"""

from __future__ import annotations

from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config

from redrive.bucket import DEAD_PREFIX, FAILED_PREFIX, FailuresBucket
from redrive.decisions import SECONDS_A_DAY, RetryPolicy
from redrive.delivery import Delivery
from redrive.metrics import add_metrics, aside_told_to, counts_of
from redrive.redrive import AT_ONCE, Redrive
from shared import environment
from shared.clock import SystemClock
from shared.metrics import create_metrics

logger = Logger()
metrics = create_metrics()
clock = SystemClock.from_environment()
# A call that hangs must end well before the time set aside for an object does.
patience = Config(
    connect_timeout=clock.real(2),
    read_timeout=clock.real(10),
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=AT_ONCE,
)
s3 = boto3.client("s3", config=patience)
firehose = boto3.client("firehose", config=patience)
cloudwatch = boto3.client("cloudwatch", config=patience)
failures_bucket = FailuresBucket(s3, environment.text("FAILURES_BUCKET"))
delivery = Delivery(firehose, cloudwatch, environment.text("DELIVERY_STREAM"), clock)
retention_seconds = environment.whole_number("RETENTION_DAYS", 1) * SECONDS_A_DAY


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Send failed records again; return how many objects and records went where."""
    deadline = clock.monotonic() + clock.nominal(context.get_remaining_time_in_millis() / 1000)
    wants_dead = event.get("dead") is True
    insists = wants_dead or event.get("all") is True
    policy = RetryPolicy(retention_seconds, insists, second=clock.real(1.0))
    tell_aside = aside_told_to(metrics, of_dead=wants_dead)
    redrive = Redrive(failures_bucket, delivery, clock, deadline, policy, tell_aside)
    report = redrive.run(DEAD_PREFIX if wants_dead else FAILED_PREFIX)
    add_metrics(metrics, report, of_dead=wants_dead)
    counts = counts_of(report)
    for error in report.errors:
        logger.error("Something could not be redriven", extra={"error": error})
    if report.is_in_vain:
        logger.warning("The domain takes nothing; nothing is sent before a later run")
    logger.info("Redriven", extra=counts | {"failures": dict(report.failures)})
    return counts

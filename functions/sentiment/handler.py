"""The transform function of the delivery stream: gives every post a sentiment."""

from __future__ import annotations

import random
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from sentiment.comprehend.asking import Comprehend
from sentiment.comprehend.detect import comprehend_client, detect_with
from sentiment.comprehend.memory import Memory
from sentiment.comprehend.pace import Pace
from sentiment.garbage import search_cycles_rarely
from sentiment.metrics import add_metrics
from sentiment.response import Result
from sentiment.transform import transform
from shared import environment
from shared.clock import SystemClock
from shared.metrics import create_metrics

# Set aside to write the documents of a full buffer and hand the answer back.
ANSWER_SECONDS = 5.0

search_cycles_rarely()
logger = Logger()
metrics = create_metrics()
clock = SystemClock.from_environment()
memory = Memory()
comprehend = Comprehend(
    detect_with(comprehend_client(environment.text("COMPREHEND_REGION"), clock)),
    Pace(environment.whole_number("COMPREHEND_CALLS_PER_SECOND", minimum=1), clock),
    clock,
    jitter=random.Random(),  # noqa: S311  # spreads calls, guards nothing
)


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, list[Result]]:
    """Answer a transformation event of Firehose: each record Ok or ProcessingFailed."""
    seconds_left = clock.nominal(context.get_remaining_time_in_millis() / 1000)
    results, report = transform(
        event["records"],
        answer=comprehend.answer,
        memory=memory,
        clock=clock,
        deadline=clock.monotonic() + seconds_left - ANSWER_SECONDS,
    )
    add_metrics(metrics, report)
    for advice in sorted(report.advice):
        logger.error("Comprehend may not be called", extra={"answer": advice})
    if report.failed:
        reasons = dict(report.bad_records + report.codes)  # those that are not zero
        logger.warning("Records failed", extra={"failed": report.failed, "reasons": reasons})
    return {"records": results}

"""Lambda: makes the search domain ready for posts and people, once a deploy changes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from bootstrap.installation import run, steps
from bootstrap.settings import BootstrapSettings
from shared.clock import SystemClock
from shared.secret_value import read_secret

# The archive holds dashboards/ beside this package.
DASHBOARDS = Path(__file__).parents[1] / "dashboards"
CLOSING_SECONDS = 10.0  # nominal; what is left for the answer when the time runs out

logger = Logger()


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Run every step and return `{"steps": [{"step", "outcome"}]}`.

    Args:
        event: `{"content": "<hash of dashboards/ and settings>"}`; it only makes the deploy call
            again when something changed.
        context: gives the time that is left.

    Raises:
        StepError: a step failed; says which, with the server's status and words.
    """
    clock = SystemClock.from_environment()
    settings = BootstrapSettings.from_environment()
    left = clock.nominal(context.get_remaining_time_in_millis() / 1000)
    give_up_at = clock.monotonic() + left - CLOSING_SECONDS
    logger.info("bootstrap started", extra={"content": event.get("content")})
    secrets = boto3.client("secretsmanager")
    password = read_secret(secrets, settings.master_password_secret_arn, clock)
    planned = steps(settings, password, DASHBOARDS, clock, give_up_at)
    return {"steps": run(planned, _tell)}


def _tell(step: str, outcome: str) -> None:
    logger.info("step done", extra={"step": step, "outcome": outcome})

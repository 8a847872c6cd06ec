"""The Lambda that `pulumi up` and `pulumi destroy` call to put our rules on X, or take them off."""

from __future__ import annotations

import logging
from typing import Any

import boto3

from collector.rules.api import XRulesApi
from collector.rules.reconcile import RulesOnX, reconcile, remove_all
from collector.settings import rules_from_event, tag_prefix, x_api_url
from collector.timing import Timing
from collector.x.bearer_token import read_token
from collector.x.errors import XRefusedError
from collector.x.transport import Transport
from shared import environment
from shared.clock import SystemClock

logger = logging.getLogger("rules")
logger.setLevel(logging.INFO)
secrets = boto3.client("secretsmanager")


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """Reconcile on create and update, raising RuntimeError in X's own words; remove on delete.

    The event is `{"rules": [{"tag", "value"}], "tf": {"action": "create|update|delete"}}`; returns
    `{"added", "removed", "foreign", "warnings"}`. Deleting never fails: it warns.
    """
    prefix = tag_prefix(environment.text("STACK"))
    if event.get("tf", {}).get("action") == "delete":
        return _remove(prefix)
    try:
        outcome = reconcile(_api(), rules_from_event(event), prefix)
    except XRefusedError as error:
        raise RuntimeError(_advice(error)) from None
    if outcome.refused:
        raise RuntimeError("X refused what to track.\n" + "\n".join(outcome.refused))
    return _answer(outcome)


def _remove(prefix: str) -> dict[str, Any]:
    try:
        return _answer(remove_all(_api(), prefix))
    except Exception as error:  # a destroy must not stick on X
        words = f"Rules were left on X: {error}. Remove those tagged {prefix}* by hand."
        logger.warning(words)
        return {**_answer(RulesOnX()), "warnings": [words]}


def _api() -> XRulesApi:
    clock = SystemClock.from_environment()
    return XRulesApi(read_token(secrets, clock), Transport(x_api_url(), clock, Timing()))


def _answer(outcome: RulesOnX) -> dict[str, Any]:
    warnings = [f"Left alone, not ours: {rule}" for rule in outcome.foreign]
    return {
        "added": outcome.added,
        "removed": outcome.removed,
        "foreign": outcome.foreign,
        "warnings": warnings,
    }


def _advice(error: XRefusedError) -> str:
    refused = error.refusal
    if refused.outcome == "token_refused":
        return (
            f"X refused the bearer token ({refused.words}). Copy the app-only Bearer Token of your "
            "app from X's developer console, unchanged, and run "
            "`pulumi config set --secret xBearerToken`."
        )
    return f"X did not take the rules: {refused.words}"

"""The Lambda that `pulumi up` and `pulumi destroy` call to put our rules on X, or take them off."""

from __future__ import annotations

import logging
from typing import Any

import boto3

from collector.rules.api import XRulesApi
from collector.rules.reconcile import RulesOnX, reconcile, remove_all
from collector.rules.searches import too_many_searches
from collector.rules.words import (
    advice,
    answer_of,
    what_to_try_again,
    what_was_left,
    what_was_refused,
)
from collector.settings import rules_from_event, tag_prefix, x_api_url
from collector.timing import Timing
from collector.x.bearer_token import read_token
from collector.x.errors import XRefusedError
from collector.x.refusals import Cure
from collector.x.transport import Transport
from shared import environment
from shared.clock import SystemClock

logger = logging.getLogger("rules")
logger.setLevel(logging.INFO)
secrets = boto3.client("secretsmanager")


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """Reconcile, raising RuntimeError in X's own words; remove when the stack is destroyed.

    The event is `{"rules": [{"tag", "value"}], "window_minutes", "expand_authors"}`, or
    `{"at_destroy": "remove"}` with `{"tf": {"action": "create|update|delete"}}`, of which only
    delete does something. Returns `{"added", "removed", "foreign", "warnings"}`. Removing fails
    when X's trouble outlasts the function, as only so a person is told; it warns of what no
    further try would change.
    """
    prefix = tag_prefix(environment.text("STACK"))
    if event.get("tf", {}).get("action") == "delete":
        return _remove(prefix)
    if event.get("at_destroy") == "remove":
        return answer_of(RulesOnX())
    try:
        rules = rules_from_event(event)
        outcome = reconcile(_api(), rules, prefix)
    except XRefusedError as error:
        raise RuntimeError(advice(error)) from None
    if outcome.refused:
        raise RuntimeError(what_was_refused(outcome.refused))
    answer = answer_of(outcome)
    answer["warnings"] += too_many_searches(
        rules, event["window_minutes"], authors_known=event["expand_authors"]
    )
    return answer


def _remove(prefix: str) -> dict[str, Any]:
    try:
        return answer_of(remove_all(_api(), prefix))
    except XRefusedError as error:
        if error.refusal.cure is not Cure.PERSON:
            raise RuntimeError(what_to_try_again(str(error), prefix)) from None
        left = str(error)
    except Exception as error:  # a destroy must not stick on what another try does not cure
        left = str(error)
    answer = answer_of(RulesOnX())
    answer["warnings"].append(what_was_left(left, prefix))
    logger.warning(answer["warnings"][-1])
    return answer


def _api() -> XRulesApi:
    clock = SystemClock.from_environment()
    return XRulesApi(read_token(secrets, clock), Transport(x_api_url(), clock, Timing()))

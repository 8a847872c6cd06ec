"""Keeps what IAM denied, so that a missing permission is seen by the name of its action.

A client often tells no more than the error's code.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.cloud import emulator
from sandbox.cloud.counters import Counters

CODE = "AccessDenied"


def install(counters: Counters) -> None:
    """Note every request that ministack answers with a denial."""
    actions = emulator.module("core.iam_actions")
    actions.access_denied_response = _noting(actions.access_denied_response, counters)


def _noting(inner: Callable[..., Any], counters: Counters) -> Callable[..., Any]:
    def answer(service: str, action: str, principal: str, *arguments: Any, **details: Any) -> Any:
        resource = details.get("resource_arn", "*")
        words = f"{principal} is not authorized to perform: {action} on resource: {resource}"
        counters.error(CODE, details.get("message") or words)
        return inner(service, action, principal, *arguments, **details)

    return answer

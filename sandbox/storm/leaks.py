"""Looks for secrets and for texts of posts where they must not be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.storm.posts import SIGN


def leaks_in_logs(
    logs: Any, groups: Sequence[str], since_ms: int, secrets: Mapping[str, str]
) -> Iterator[str]:
    """Tell of each log line since then that holds a secret (by name) or a post's text."""
    for group in groups:
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=group, startTime=since_ms
        )
        for page in pages:
            for event in page["events"]:
                for what in _found(event["message"], secrets):
                    yield f"{what} is in a log line of {group}"


def leaks_in_environments(functions: Any, secrets: Mapping[str, str]) -> Iterator[str]:
    """Tell of each function whose environment holds a secret; `functions` is Lambda's client."""
    for page in functions.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            variables = function.get("Environment", {}).get("Variables", {})
            for name, value in variables.items():
                for what in _found(value, secrets):
                    yield f"{what} is in {name} of {function['FunctionName']}"


def _found(text: str, secrets: Mapping[str, str]) -> list[str]:
    found = [f"the {name}" for name, secret in secrets.items() if secret in text]
    return [*found, "the text of a post"] if SIGN in text else found

"""Keeps what IAM allowed to roles, so that a permission that nobody needs is seen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sandbox.cloud import emulator


class Uses:
    """Which roles were allowed which action on which resource, each once."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str, str]] = set()
        self._lock = threading.Lock()

    def install(self) -> None:
        """Note every request that a policy allows."""
        evaluator = emulator.module("core.iam_evaluator")
        evaluator.evaluate = self._noting(evaluator.evaluate)

    def seen(self) -> list[tuple[str, str, str]]:
        """Return name of the role, action and ARN of the resource."""
        with self._lock:
            return sorted(self._seen)

    def _noting(self, inner: Callable[..., Any]) -> Callable[..., Any]:
        def evaluate(context: Any, *policies: Any) -> Any:
            result = inner(context, *policies)
            if result.decision == "Allow" and context.principal_type == "AssumedRole":
                # Of arn:aws:sts::<account>:assumed-role/<role>/<session>, or :role/<role>.
                role = context.principal_arn.split("/")[1]
                with self._lock:
                    self._seen.add((role, context.action, context.resource_arn))
            return result

        return evaluate

"""Sends failed records again."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components import policies
from components.delivery import Delivery
from components.failures import FailuresBucket
from components.functions.python_function import PythonFunction, PythonFunctionArgs
from components.schedule import RepeatedStart, RepeatedStartArgs
from components.settings.settings import StackSettings


@dataclass(frozen=True, kw_only=True)
class RedriveArgs:
    """Where failed records lie, and where they go."""

    settings: StackSettings
    """The name of the stack."""
    failures: FailuresBucket
    """The bucket with failed records."""
    delivery: Delivery
    """The delivery stream that takes them again."""


class Redrive(pulumi.ComponentResource):
    """Creates the redrive function and starts it every hour."""

    function: PythonFunction
    """The function; it can be invoked at any time with `{}`."""

    def __init__(
        self, name: str, args: RedriveArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tweets:redrive:Redrive", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.function = PythonFunction(
            name,
            PythonFunctionArgs(
                source="redrive",
                handler="redrive.handler.handler",
                service="redrive",
                stack=args.settings.stack,
                policy=policies.redrive_function,
                policy_arguments={
                    "bucket": args.failures.bucket_arn,
                    "delivery_stream": args.delivery.stream_arn,
                },
                environment={
                    "FAILURES_BUCKET": args.failures.bucket_name,
                    "DELIVERY_STREAM": args.delivery.stream_name,
                },
                timeout_seconds=300,
            ),
            opts=child,
        )
        RepeatedStart(
            f"{name}-schedule",
            RepeatedStartArgs(function=self.function, rate="1 hours", input="{}"),
            opts=child,
        )
        self.register_outputs({})

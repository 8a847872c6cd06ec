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

TIMEOUT_SECONDS = 900
"""Lambda's longest; a run ends as soon as nothing is left to do."""
MEMORY_MIB = 512
"""Lambda gives a quarter of a processor with it: enough for some 50 objects a second."""


@dataclass(frozen=True, kw_only=True)
class RedriveArgs:
    """Where failed records lie, and where they go."""

    settings: StackSettings
    """The name of the stack; its days of retention are how long records are sent again."""
    failures: FailuresBucket
    """The bucket with failed records."""
    delivery: Delivery
    """The delivery stream that takes them again."""


class Redrive(pulumi.ComponentResource):
    """Creates the redrive function and starts it every hour."""

    function: PythonFunction
    """The function; invoke it with `{}` for what is due, `{"all": true}` for all that waits,
    `{"dead": true}` for what lies under dead/."""
    schedule: RepeatedStart
    """What starts it."""

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
                    "RETENTION_DAYS": str(args.settings.retention_days),
                },
                timeout_seconds=TIMEOUT_SECONDS,
                memory_mib=MEMORY_MIB,
            ),
            opts=child,
        )
        self.schedule = RepeatedStart(
            f"{name}-schedule",
            RepeatedStartArgs(function=self.function, rate="1 hours", input="{}"),
            opts=child,
        )
        self.register_outputs({})

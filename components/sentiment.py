"""The analysis of each post."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components import policies
from components.functions.python_function import PythonFunction, PythonFunctionArgs
from components.settings.settings import StackSettings

FIREHOSE_WAITS_SECONDS = 300
"""Firehose waits no longer ("Transform source data in Amazon Data Firehose")."""


@dataclass(frozen=True, kw_only=True)
class SentimentTransformArgs:
    """Where and how fast Comprehend is called."""

    settings: StackSettings
    """Region of Comprehend, and the account's quota for batch calls."""


class SentimentTransform(pulumi.ComponentResource):
    """Creates the function that Firehose hands each batch of records to."""

    function: PythonFunction
    """The transform."""

    def __init__(
        self, name: str, args: SentimentTransformArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tweets:sentiment:SentimentTransform", name, None, opts)
        self.function = PythonFunction(
            name,
            PythonFunctionArgs(
                source="sentiment",
                handler="sentiment.handler.handler",
                service="sentiment",
                stack=args.settings.stack,
                policy=policies.sentiment_function,
                environment={
                    "COMPREHEND_REGION": args.settings.comprehend_region,
                    "COMPREHEND_CALLS_PER_SECOND": str(args.settings.comprehend_calls_per_second),
                },
                timeout_seconds=FIREHOSE_WAITS_SECONDS,
                memory_mib=512,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})

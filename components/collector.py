"""The collector: a stream window that starts again and again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import pulumi
import pulumi_aws as aws

from components import policies
from components.delivery import Delivery
from components.functions.python_function import PythonFunction, PythonFunctionArgs
from components.rules import StreamRules
from components.schedule import RepeatedStart, RepeatedStartArgs
from components.settings.settings import StackSettings
from components.settings.window_time import timeout_seconds


@dataclass(frozen=True, kw_only=True)
class CollectorArgs:
    """What is collected, and where it goes."""

    settings: StackSettings
    """Rules, budget and length of a window."""
    rules: StreamRules
    """The rules at X, and the secret with the bearer token."""
    delivery: Delivery
    """Where posts are handed to."""


class Collector(pulumi.ComponentResource):
    """Creates the state table, the function and its schedule.

    The table keeps the lease of the running window, the checkpoint, gaps and the budget. It can be
    brought back as it was at any second of the last 35 days ("Amazon DynamoDB pricing": $0.20 a GB
    and month, of which it holds a few hundredths at most).

    No concurrency is reserved for the function. Lambda takes a reservation only where enough is
    left for everything else: new accounts may run 10 executions at once, and any reservation would
    fail their deploy; elsewhere it would be gone from the person's other functions for good
    ("Configuring reserved concurrency", Lambda Developer Guide). What could crowd a window out are
    transforms that wait for Comprehend: they give up within a minute when it is away, and wait no
    more until it is back (`functions/sentiment/comprehend/breaker.py`). A start that finds no room
    all the same waits a minute in Lambda's queue, then rings `windows-missed`; the next window
    searches for what was posted meanwhile.
    """

    function: PythonFunction
    """The collector."""
    schedule: RepeatedStart
    """What starts it."""

    def __init__(
        self, name: str, args: CollectorArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tweets:collector:Collector", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        settings = args.settings
        state = aws.dynamodb.Table(
            name,
            billing_mode="PAY_PER_REQUEST",
            hash_key="kind",
            range_key="id",
            attributes=[{"name": "kind", "type": "S"}, {"name": "id", "type": "S"}],
            ttl={"enabled": True, "attribute_name": "expires_at"},
            point_in_time_recovery={"enabled": True},
            opts=child,
        )
        self.function = PythonFunction(
            name,
            PythonFunctionArgs(
                source="collector",
                handler="collector.handler.handler",
                service="collector",
                stack=settings.stack,
                policy=policies.collector_function,
                policy_arguments={
                    "token_secret": args.rules.token_secret_arn,
                    "state_table": state.arn,
                    "delivery_stream": args.delivery.stream_arn,
                },
                environment={
                    "BEARER_TOKEN_SECRET_ARN": args.rules.token_secret_arn,
                    "STATE_TABLE": state.name,
                    "DELIVERY_STREAM": args.delivery.stream_name,
                    "WINDOW_MINUTES": str(settings.window_minutes),
                    "MAX_POSTS_PER_DAY": str(settings.max_posts_per_day),
                    "MAX_POSTS_PER_MONTH": str(settings.max_posts_per_month),
                    "EXPAND_AUTHORS": _flag(settings.expand_authors),
                    "RECLAIM_CONNECTION": _flag(settings.reclaim_connection),
                },
                timeout_seconds=timeout_seconds(settings.window_minutes),
            ),
            opts=child,
        )
        self.schedule = RepeatedStart(
            f"{name}-schedule",
            RepeatedStartArgs(
                function=self.function,
                rate=f"{settings.window_minutes} minutes",
                input=json.dumps(
                    {
                        "rules": [asdict(rule) for rule in settings.rules],
                        "scheduled_time": "<aws.scheduler.scheduled-time>",
                    },
                    ensure_ascii=False,  # the length is limited: see settings/amount.py
                ),
            ),
            opts=child,
        )
        self.register_outputs({})


def _flag(value: bool) -> str:
    return "true" if value else "false"

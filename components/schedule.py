"""Starts a function again and again."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import policies
from components.functions.python_function import PythonFunction

TWO_WEEKS_IN_SECONDS = 14 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class RepeatedStartArgs:
    """What is started, how often, with which words."""

    function: PythonFunction
    """The function to start."""
    rate: str
    """How often: `14 minutes`, `1 hours`; in the plural, as EventBridge Scheduler writes it."""
    input: str
    """JSON for the function; the scheduler fills in `<aws.scheduler.scheduled-time>`."""


class RepeatedStart(pulumi.ComponentResource):
    """Creates a schedule with its role, and a queue for starts that came to nothing.

    A start that failed is not repeated: the next one of the schedule takes over. The queue gets
    what the scheduler could not hand over, and from Lambda, as its destination for failures, what
    it took and dropped: throttled for longer than an event may be old, or ended by an error. So one
    alarm on the queue tells of both; Lambda's own AsyncEventsDropped would know of the second
    alone, tell no reason, and cost an alarm more for each schedule.
    """

    dead_letters_name: pulumi.Output[str]
    """Name of the queue that holds starts which came to nothing."""

    def __init__(
        self, name: str, args: RepeatedStartArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tweets:schedule:RepeatedStart", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        dead_letters = aws.sqs.Queue(
            name,
            message_retention_seconds=TWO_WEEKS_IN_SECONDS,
            sqs_managed_sse_enabled=True,
            opts=child,
        )
        aws.sqs.QueuePolicy(
            name,
            queue_url=dead_letters.id,
            policy=policies.document(policies.encrypted_messages_only, queue=dead_letters.arn),
            opts=child,
        )
        account = aws.get_caller_identity_output().account_id
        role = aws.iam.Role(
            name,
            assume_role_policy=policies.document(policies.trust_scheduler, account=account),
            opts=child,
        )
        role_policy = aws.iam.RolePolicy(
            name,
            role=role.name,
            policy=policies.document(
                policies.scheduler_role, function=args.function.arn, dead_letters=dead_letters.arn
            ),
            opts=child,
        )
        may_tell = aws.iam.RolePolicy(
            f"{name}-failed",
            role=args.function.role_name,
            policy=policies.document(policies.failed_events, queue=dead_letters.arn),
            opts=child,
        )
        no_repetition = aws.lambda_.FunctionEventInvokeConfig(
            name,
            function_name=args.function.name,
            maximum_retry_attempts=0,
            maximum_event_age_in_seconds=60,
            destination_config={"on_failure": {"destination": dead_letters.arn}},
            # Lambda refuses a destination that the function's role may not send to.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[may_tell]),
        )
        aws.scheduler.Schedule(
            name,
            schedule_expression=f"rate({args.rate})",
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": args.function.arn,
                "role_arn": role.arn,
                "input": args.input,
                "retry_policy": {"maximum_event_age_in_seconds": 60, "maximum_retry_attempts": 0},
                "dead_letter_config": {"arn": dead_letters.arn},
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[role_policy, no_repetition]),
        )
        self.dead_letters_name = dead_letters.name
        self.register_outputs({"dead_letters_name": self.dead_letters_name})

"""The rules at X, registered while the stack is deployed and removed with it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import pulumi
import pulumi_aws as aws

from components import policies
from components.functions.python_function import PythonFunction, PythonFunctionArgs
from components.settings.config_values import listed
from components.settings.settings import StackSettings

MOST_WARNINGS = 20


@dataclass(frozen=True, kw_only=True)
class StreamRulesArgs:
    """Which posts are wanted, and the key to X."""

    settings: StackSettings
    """The rules, the bearer token, and the stack's name, which marks the rules as ours."""


class StreamRules(pulumi.ComponentResource):
    """Creates the secret with X's bearer token and registers the rules at X through a function.

    X refuses a rule or the token here, within seconds and in its own words, before anything slow
    is made. When the stack is destroyed the function removes the rules, however `up` ended.

    The schedule, which knows the rules too, is changed last: seconds later, or an hour when the
    domain changes as well, on which all between them waits. Windows that start meanwhile have the
    rules of before and put those back. To register the rules next to the schedule instead would
    spend the quarter of an hour of a first deployment before X refuses one; nothing at X orders two
    lists of rules in time, so no mark in a tag would tell such a window that it is late. So it
    notes which rules it took off and when, and the first window that has to add one of them again
    searches for what was posted since (`functions/collector/rules_step.py`).
    """

    token_secret_arn: pulumi.Output[str]
    """ARN of the secret that holds the bearer token."""

    def __init__(
        self, name: str, args: StreamRulesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tweets:rules:StreamRules", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        secret = aws.secretsmanager.Secret(
            name,
            description="Bearer token of the X app",
            recovery_window_in_days=0,  # so that the next deployment finds no name taken
            opts=child,
        )
        token = aws.secretsmanager.SecretVersion(
            name,
            secret_id=secret.id,
            secret_string=pulumi.Output.secret(args.settings.bearer_token),
            opts=child,
        )
        function = PythonFunction(
            name,
            PythonFunctionArgs(
                source="collector",
                handler="collector.rules.handler.handler",
                service="rules",
                stack=args.settings.stack,
                policy=policies.rules_function,
                policy_arguments={"token_secret": secret.arn},
                environment={"BEARER_TOKEN_SECRET_ARN": secret.arn},
                timeout_seconds=120,
            ),
            opts=child,
        )
        # Made before the rules, so that they go with the stack even if registering them failed or
        # was killed halfway: what failed at its creation is not told when it is to be deleted.
        removal = aws.lambda_.Invocation(
            f"{name}-removal",
            function_name=function.name,
            input=json.dumps({"at_destroy": "remove"}),
            lifecycle_scope="CRUD",
            # The new one of a replaced pair must not lose its rules to the old one.
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=[function, token], delete_before_replace=True
            ),
        )
        registration = aws.lambda_.Invocation(
            name,
            function_name=function.name,
            # A new token is a change too, so that X checks it while the stack is deployed.
            input=pulumi.Output.json_dumps(
                {
                    "rules": [asdict(rule) for rule in args.settings.rules],
                    "token_version": token.version_id,
                    "window_minutes": args.settings.window_minutes,
                    "expand_authors": args.settings.expand_authors,
                }
            ),
            lifecycle_scope="CRUD",
            opts=pulumi.ResourceOptions(parent=self, depends_on=[function, removal]),
        )
        registration.result.apply(_tell)
        self.token_secret_arn = secret.arn
        self.register_outputs({"token_secret_arn": self.token_secret_arn})


def _tell(answer: str) -> None:
    """Show what the function warns of: rules that are not ours, more searches than X takes."""
    warnings = json.loads(answer)["warnings"]
    for words in listed(warnings, MOST_WARNINGS, "warnings of the rules' function"):
        pulumi.log.warn(words)

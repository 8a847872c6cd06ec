"""The role that Data Firehose works under."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components import policies


class DeliveryRole(pulumi.ComponentResource):
    """Creates Firehose's role, which the domain has to know before Firehose itself exists."""

    arn: pulumi.Output[str]
    """ARN of the role."""
    name: pulumi.Output[str]
    """Name of the role."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("tweets:delivery_role:DeliveryRole", name, None, opts)
        account = aws.get_caller_identity_output().account_id
        role = aws.iam.Role(
            name,
            assume_role_policy=policies.document(policies.trust_firehose, account=account),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = role.arn
        self.name = role.name
        self.register_outputs({"arn": self.arn, "name": self.name})

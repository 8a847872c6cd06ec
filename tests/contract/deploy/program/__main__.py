"""A small program with one of each hard thing: secrets, archives, components, functions."""

import json

import pulumi
import pulumi_aws as aws

config = pulumi.Config()


class Shop(pulumi.ComponentResource):
    def __init__(self, name: str) -> None:
        super().__init__("shop:index:Shop", name)
        child = pulumi.ResourceOptions(parent=self)
        self.bucket = aws.s3.Bucket(
            f"{name}-bucket", force_destroy=True, tags={"part": "shop"}, opts=child
        )
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "lambda.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        self.role = aws.iam.Role(f"{name}-role", assume_role_policy=json.dumps(trust), opts=child)
        self.secret = aws.secretsmanager.Secret(
            f"{name}-token", recovery_window_in_days=0, opts=child
        )
        aws.secretsmanager.SecretVersion(
            f"{name}-token",
            secret_id=self.secret.id,
            secret_string=config.require_secret("token"),
            opts=child,
        )
        self.function = aws.lambda_.Function(
            f"{name}-function",
            role=self.role.arn,
            runtime="python3.13",
            handler="handler.handler",
            timeout=30,
            environment={"variables": {"STACK": pulumi.get_stack()}},
            code=pulumi.AssetArchive(
                {
                    ".": pulumi.FileArchive("lambda"),
                    "settings/days.json": pulumi.StringAsset(
                        json.dumps(config.require_int("days"))
                    ),
                }
            ),
            opts=child,
        )
        self.opening = aws.lambda_.Invocation(
            f"{name}-opening",
            function_name=self.function.name,
            input=json.dumps({"words": config.require_object("words")}),
            lifecycle_scope="CRUD",
            opts=child,
        )
        self.register_outputs({})


account = aws.get_caller_identity_output().account_id
password = pulumi.Output.secret(
    aws.secretsmanager.get_random_password_output(password_length=20).random_password
)
shop = Shop("shop")
pulumi.export("account", account)
pulumi.export("bucket", shop.bucket.bucket)
pulumi.export("secret", shop.secret.arn)
pulumi.export("function", shop.function.name)
pulumi.export("result", shop.opening.result)
pulumi.export("password", password)

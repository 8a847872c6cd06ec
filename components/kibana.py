"""Everything inside the search domain: roles, pipeline, templates, retention and the dashboards."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import policies
from components.delivery_role import DeliveryRole
from components.functions.python_function import PythonFunction, PythonFunctionArgs
from components.search import SearchDomain
from components.settings.settings import StackSettings

DASHBOARD_ID = "tweet-sentiment"


@dataclass(frozen=True, kw_only=True)
class KibanaArgs:
    """The domain, and what is set up in it."""

    settings: StackSettings
    """Number of nodes (one keeps no replicas) and days of retention."""
    domain: SearchDomain
    """The domain to set up."""
    delivery_role: DeliveryRole
    """Role of Firehose, which the domain must know before the first delivery."""


class Kibana(pulumi.ComponentResource):
    """Creates the bootstrap function and runs it once for each state of `dashboards/`."""

    domain: SearchDomain
    """The domain; who depends on this component finds it ready for documents."""
    url: pulumi.Output[str]
    """Address that opens the finished dashboard."""

    def __init__(
        self, name: str, args: KibanaArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tweets:kibana:Kibana", name, None, opts)
        self.domain = args.domain
        environment: dict[str, pulumi.Input[str]] = {
            "DOMAIN_ENDPOINT": args.domain.endpoint,
            "ENGINE_VERSION": args.domain.engine_version,
            "MASTER_USER": args.domain.master_user,
            "MASTER_PASSWORD_SECRET_ARN": args.domain.password_secret_arn,
            "DELIVERY_ROLE_ARN": args.delivery_role.arn,
            "INSTANCE_COUNT": str(args.settings.instance_count),
            "RETENTION_DAYS": str(args.settings.retention_days),
        }
        function = PythonFunction(
            name,
            PythonFunctionArgs(
                source="bootstrap",
                handler="bootstrap.handler.handler",
                service="bootstrap",
                stack=args.settings.stack,
                policy=policies.bootstrap_function,
                policy_arguments={"password_secret": args.domain.password_secret_arn},
                environment=environment,
                timeout_seconds=600,
                extra_folders=("dashboards",),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        content = pulumi.Output.all(archive=function.archive_digest, **environment).apply(
            lambda values: hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
        )
        aws.lambda_.Invocation(
            name,
            function_name=function.name,
            input=pulumi.Output.json_dumps({"content": content}),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[function]),
        )
        self.url = pulumi.Output.all(args.domain.endpoint, args.domain.engine_version).apply(
            lambda values: dashboard_url(endpoint=values[0], engine_version=values[1])
        )
        self.register_outputs({"url": self.url})


def dashboard_url(*, endpoint: str, engine_version: str) -> str:
    """Return the address of the dashboard on either engine; `endpoint` has no scheme.

    It names the tenant that the dashboard is installed in: people start in a private one.
    """
    path = "_plugin/kibana" if engine_version.startswith("Elasticsearch") else "_dashboards"
    return f"https://{endpoint}/{path}/app/dashboards?security_tenant=global#/view/{DASHBOARD_ID}"

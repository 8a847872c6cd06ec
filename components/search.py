"""The search domain: Elasticsearch with Kibana, or OpenSearch with Dashboards."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import policies
from components.names import domain_name
from components.rules import StreamRules
from components.settings.settings import StackSettings

MASTER_USER = "kibana"


@dataclass(frozen=True, kw_only=True)
class SearchDomainArgs:
    """Which domain is made, and when."""

    settings: StackSettings
    """Engine and size; only the first deployment chooses the engine."""
    rules: StreamRules
    """X must have taken them before the quarter of an hour that a domain takes is spent."""


class SearchDomain(pulumi.ComponentResource):
    """Creates the domain and its master user's password, with every protection on from the start.

    Encryption at rest and between nodes and fine-grained access control can't be added later
    without replacing the domain. A change of `engineVersion` would replace it too, and its data
    with it: the domain ignores such a change, and the deployment stops with an explanation.
    """

    arn: pulumi.Output[str]
    """ARN of the domain."""
    name: pulumi.Output[str]
    """Name of the domain."""
    endpoint: pulumi.Output[str]
    """Host of the domain, without https://."""
    engine_version: pulumi.Output[str]
    """The engine that is really deployed."""
    master_user: str
    """The user that may do everything, and logs in to Kibana."""
    password: pulumi.Output[str]
    """The master user's password, a secret."""
    password_secret_arn: pulumi.Output[str]
    """ARN of the secret that holds the password."""

    def __init__(
        self, name: str, args: SearchDomainArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tweets:search:SearchDomain", name, None, opts)
        self.password, self.password_secret_arn = _password(name, parent=self)
        settings = args.settings
        physical_name = domain_name(settings.stack)
        arn = pulumi.Output.format(
            "arn:{0}:es:{1}:{2}:domain/{3}",
            aws.get_partition_output().partition,
            settings.region,
            aws.get_caller_identity_output().account_id,
            physical_name,
        )
        domain = aws.opensearch.Domain(
            name,
            domain_name=physical_name,
            engine_version=settings.engine_version,
            cluster_config={
                "instance_type": settings.instance_type,
                "instance_count": settings.instance_count,
            },
            ebs_options={
                "ebs_enabled": True,
                "volume_type": "gp3",
                "volume_size": settings.volume_gib,
            },
            encrypt_at_rest={"enabled": True},
            node_to_node_encryption={"enabled": True},
            domain_endpoint_options={
                "enforce_https": True,
                "tls_security_policy": "Policy-Min-TLS-1-2-PFS-2023-10",
            },
            software_update_options={"auto_software_update_enabled": True},
            advanced_security_options={
                "enabled": True,
                "internal_user_database_enabled": True,
                "master_user_options": {
                    "master_user_name": MASTER_USER,
                    "master_user_password": self.password,
                },
            },
            access_policies=policies.document(policies.domain_access, domain=arn),
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=[args.rules], ignore_changes=["engine_version"]
            ),
        )
        self.arn = domain.arn
        self.name = domain.domain_name
        self.endpoint = domain.endpoint
        self.engine_version = domain.engine_version.apply(
            lambda deployed: refuse_other_engine(deployed, wanted=settings.engine_version)
        )
        self.master_user = MASTER_USER
        self.register_outputs({"arn": self.arn, "endpoint": self.endpoint})


def refuse_other_engine(deployed: str, *, wanted: str) -> str:
    """Return the deployed engine version; raises RunError when another one is wanted."""
    if deployed == wanted:
        return deployed
    raise pulumi.RunError(
        f"engineVersion: the stack's domain runs {deployed}, and {wanted} is wanted. Pulumi would "
        "replace the domain and lose its data, so the domain was left as it is.\n"
        f"  keep it:    pulumi config set engineVersion {deployed}\n"
        "  upgrade it: in the console of Amazon OpenSearch Service (Actions, Upgrade), then "
        "pulumi refresh\n"
        "  start anew: pulumi destroy, then pulumi up"
    )


def _password(
    name: str, *, parent: pulumi.Resource
) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
    secret = aws.secretsmanager.Secret(
        name,
        description="Password of the search domain's master user",
        recovery_window_in_days=0,  # so that the next deployment finds no name taken
        opts=pulumi.ResourceOptions(parent=parent),
    )
    generated = aws.secretsmanager.get_random_password_output(
        password_length=32, exclude_characters="\"'`\\/:@$&<>", require_each_included_type=True
    )
    version = aws.secretsmanager.SecretVersion(
        name,
        secret_id=secret.id,
        secret_string=pulumi.Output.secret(generated.random_password),
        # A new password is generated at every run; the first one stays.
        opts=pulumi.ResourceOptions(parent=parent, ignore_changes=["secret_string"]),
    )
    return pulumi.Output.secret(version.secret_string.apply(str)), secret.arn

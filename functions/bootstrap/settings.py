"""What the deploy tells the bootstrap function."""

from __future__ import annotations

from dataclasses import dataclass

from bootstrap.engine import EngineFamily, engine_of
from shared import environment


@dataclass(frozen=True)
class BootstrapSettings:
    """`endpoint` is the domain's host (and port), without a scheme: it is always HTTPS."""

    endpoint: str
    engine: EngineFamily
    master_user: str
    master_password_secret_arn: str
    delivery_role_arn: str
    instance_count: int
    retention_days: int

    @classmethod
    def from_environment(cls) -> BootstrapSettings:
        """Read the function's environment variables.

        Raises:
            RuntimeError: one is missing or can't be read; the message names it.
        """
        return cls(
            endpoint=environment.text("DOMAIN_ENDPOINT"),
            engine=engine_of(environment.text("ENGINE_VERSION")),
            master_user=environment.text("MASTER_USER"),
            master_password_secret_arn=environment.text("MASTER_PASSWORD_SECRET_ARN"),
            delivery_role_arn=environment.text("DELIVERY_ROLE_ARN"),
            instance_count=environment.whole_number("INSTANCE_COUNT", minimum=1),
            retention_days=environment.whole_number("RETENTION_DAYS", minimum=1),
        )

"""Reads a secret, and waits while a role that was just created is not yet allowed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from shared.aws_faults import error_code
from shared.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

# "Troubleshoot IAM: changes that I make are not always immediately visible": a policy that
# the same deploy attached seconds ago may not be in force yet.
PATIENCE_SECONDS = 45.0
PAUSE_SECONDS = 3.0


def read_secret(client: SecretsManagerClient, arn: str, clock: Clock) -> str:
    """Return the secret's string.

    Access that is denied is tried again for 45 nominal seconds; then, and on any other refusal,
    botocore's ClientError is raised, which names the action.
    """
    give_up_at = clock.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return client.get_secret_value(SecretId=arn)["SecretString"]
        except ClientError as error:
            denied = error_code(error) == "AccessDeniedException"
            if not denied or clock.monotonic() + PAUSE_SECONDS > give_up_at:
                raise
        clock.sleep(PAUSE_SECONDS)

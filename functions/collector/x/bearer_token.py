"""The bearer token, read from Secrets Manager at each window, so that a new one is used at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import environment
from shared.clock import Clock
from shared.secret_value import read_secret

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


def read_token(client: SecretsManagerClient, clock: Clock) -> str:
    """Return the token byte for byte, without the white space that pasting adds around it."""
    return read_secret(client, environment.text("BEARER_TOKEN_SECRET_ARN"), clock).strip()

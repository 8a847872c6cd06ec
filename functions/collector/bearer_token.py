"""The bearer token, read from Secrets Manager at each window, so that a new one is used at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import environment

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


def read_token(client: SecretsManagerClient) -> str:
    """Return the token byte for byte, without the white space that pasting adds around it."""
    arn = environment.text("BEARER_TOKEN_SECRET_ARN")
    return client.get_secret_value(SecretId=arn)["SecretString"].strip()

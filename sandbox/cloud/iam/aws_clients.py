"""AWS clients of this process that act as a role, so that IAM decides what a service may do."""

from __future__ import annotations

import threading
from typing import Any, Protocol

import boto3
from botocore.config import Config

from sandbox.cloud.iam.service_roles import Credentials, ServiceRoles
from sandbox.cloud.settings import REGION

# A service's own retries are part of the contract that is imitated, so the client has none.
_CONFIG = Config(
    retries={"total_max_attempts": 1},
    connect_timeout=5,
    read_timeout=920,  # a function may run for 15 minutes
    max_pool_connections=16,
    s3={"addressing_style": "path"},
)


class Clients(Protocol):
    """Makes clients of AWS that act as a role."""

    def client(self, service: str, role_arn: str, principal: str) -> Any:
        """Return a boto3 client."""


class AwsClients:
    """Clients by service and role, made once for each session of the role."""

    def __init__(self, aws_url: str, roles: ServiceRoles) -> None:
        self._aws_url = aws_url
        self._roles = roles
        self._clients: dict[tuple[str, str], tuple[Credentials, Any]] = {}
        self._lock = threading.Lock()

    def client(self, service: str, role_arn: str, principal: str) -> Any:
        """Return a client of `service` whose calls are made by the role.

        `principal` is the AWS service that assumes it; raises RoleRefusedError when it may not.
        """
        credentials = self._roles.assume(role_arn, principal)
        with self._lock:
            known = self._clients.get((service, role_arn))
            if known is None or known[0] != credentials:
                known = (credentials, self._create(service, credentials))
                self._clients[service, role_arn] = known
        return known[1]

    def _create(self, service: str, credentials: Credentials) -> Any:
        # The name of the service is a variable here, which the overloads of boto3 do not know.
        create: Any = boto3.session.Session().client
        return create(
            service,
            region_name=REGION,
            endpoint_url=self._aws_url,
            aws_access_key_id=credentials.access_key,
            aws_secret_access_key=credentials.secret_key,
            aws_session_token=credentials.token,
            config=_CONFIG,
        )

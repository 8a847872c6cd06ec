"""Signed requests of a role to the search domain, as Firehose makes them."""

from __future__ import annotations

import threading
from typing import Any

import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as SigningCredentials

from sandbox.cloud.context import CloudContext
from sandbox.cloud.firehose.settings import DeliverySettings
from sandbox.cloud.iam.aws_clients import AwsClients
from sandbox.cloud.iam.service_roles import ServiceRoles
from sandbox.cloud.settings import REGION

_PRINCIPAL = "firehose.amazonaws.com"
_TIMEOUT_SECONDS = 60.0


class DomainClient:
    """Finds a domain's endpoint by its ARN, and sends it `_bulk` requests."""

    def __init__(self, context: CloudContext, clients: AwsClients, roles: ServiceRoles) -> None:
        self._context = context
        self._clients = clients
        self._roles = roles
        self._endpoints: dict[tuple[str, str], str] = {}
        self._sessions = threading.local()

    def bulk(self, settings: DeliverySettings, body: bytes) -> tuple[int, bytes]:
        """POST a `_bulk`; return (status, body).

        Raises RoleRefusedError, botocore's errors (es:DescribeDomain is denied) or OSError.
        """
        url = f"https://{self._endpoint(settings)}/_bulk"
        headers = {"Content-Type": "application/x-ndjson"}
        request = AWSRequest(method="POST", url=url, data=body, headers=headers)
        session = self._roles.assume(settings.role_arn, _PRINCIPAL)
        signing = SigningCredentials(session.access_key, session.secret_key, session.token)
        SigV4Auth(signing, "es", REGION).add_auth(request)
        response = self._session().post(
            url, data=body, headers=dict(request.headers.items()), timeout=_TIMEOUT_SECONDS
        )
        return response.status_code, response.content

    def _endpoint(self, settings: DeliverySettings) -> str:
        key = (settings.role_arn, settings.domain_arn)
        known = self._endpoints.get(key)
        if known is None:
            client = self._clients.client("opensearch", settings.role_arn, _PRINCIPAL)
            name = settings.domain_arn.rpartition("/")[2]
            status: dict[str, Any] = client.describe_domain(DomainName=name)["DomainStatus"]
            known = self._endpoints[key] = status["Endpoint"]
        return known

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._sessions, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False
            session.verify = str(self._context.certificate_authority)
            self._sessions.session = session
        return session

"""The local cloud as the deployer sees it: AWS API calls by operation name."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from sandbox.deploy.api_call import parameters_for

# The longest call is the invocation of a function: 15 minutes (AWS Lambda quotas).
LONGEST_CALL_SECONDS = 960
# Words in the codes of errors by which AWS's services say that something is not there.
_GONE = ("NotFound", "NoSuch", "NonExistent", "404")


class Cloud:
    """Calls to one AWS endpoint with its root user's keys. Safe to use from several threads."""

    def __init__(
        self, url: str, access_key: str, secret_key: str, region: str = "us-east-1"
    ) -> None:
        self.region = region
        self._url = url
        self._session = boto3.Session(
            aws_access_key_id=access_key, aws_secret_access_key=secret_key, region_name=region
        )
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()

    def client(self, service: str) -> Any:
        """Give the service's boto3 client, made once."""
        with self._lock:  # making a client is not thread-safe; using one is
            if service not in self._clients:
                self._clients[service] = self._session.client(  # type: ignore[call-overload]
                    service,
                    endpoint_url=self._url,
                    config=Config(
                        retries={"total_max_attempts": 1},
                        connect_timeout=5,
                        read_timeout=LONGEST_CALL_SECONDS,
                        max_pool_connections=20,
                    ),
                )
            return self._clients[service]

    def call(self, service: str, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Call an operation; parameter names may be in the provider's spelling.

        Raises NotInTheApi for a parameter that the operation does not take, and ClientError.
        """
        client = self.client(service)
        model = client.meta.service_model.operation_model(operation)
        wanted = parameters_for(model.input_shape, parameters)
        answer: dict[str, Any] = getattr(client, xform_name(operation))(**wanted)
        return answer


def says_it_is_gone(error: ClientError) -> bool:
    """Tell whether a service says that what was asked for is not there."""
    return any(word in str(error.response["Error"].get("Code")) for word in _GONE)


def words_of(error: BaseException) -> str:
    """Say what went wrong as the service said it, in one line."""
    if isinstance(error, ClientError):
        details = error.response.get("Error", {})
        return f"{error.operation_name}: {details.get('Code')}: {details.get('Message')}"
    if isinstance(error, BotoCoreError):
        return f"{type(error).__name__}: {error}"
    return str(error) or type(error).__name__

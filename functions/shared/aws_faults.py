"""Tells AWS answers that pass by themselves from those that only a person can mend."""

from __future__ import annotations

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NetworkError

PASSING_CODES = frozenset(
    {
        "InternalFailure",
        "InternalServerError",
        "InternalServiceError",
        "InternalServiceErrorException",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
FIRST_SERVER_ERROR = 500


def error_code(error: Exception) -> str:
    """Return AWS's own code of an error, such as `AccessDeniedException`, or its class's name."""
    if isinstance(error, ClientError):
        return error.response.get("Error", {}).get("Code", "Unknown")
    return type(error).__name__


def is_passing(error: Exception) -> bool:
    """Say whether the same call may succeed later: throttling, 5xx, network and time-outs."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status >= FIRST_SERVER_ERROR or error_code(error) in PASSING_CODES
    return isinstance(error, NetworkError | HTTPClientError)

"""Tells AWS answers that pass by themselves from those that only a person can mend."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NetworkError

# What botocore itself takes for throttling, whatever the status: botocore/retries/standard.py.
THROTTLING_CODES = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
PASSING_REASONS = frozenset(
    {"ProvisionedThroughputExceeded", "ThrottlingError", "TransactionConflict"}
)
"""DynamoDB's "TransactWriteItems": why a transaction was cancelled that may succeed later."""
PASSING_CODES = THROTTLING_CODES | {
    "InternalFailure",
    "InternalServerError",
    "InternalServerException",
    "InternalServiceError",
    "InternalServiceErrorException",
    "RequestAborted",
    "RequestAbortedException",
    "RequestExpired",
    "RequestTimeout",
    "RequestTimeoutException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
}
FIRST_SERVER_ERROR = 500
REQUEST_TIMEOUT = 408


def error_code(error: Exception) -> str:
    """Return AWS's own code of an error, such as `AccessDeniedException`, or its class's name."""
    if isinstance(error, ClientError):
        return error.response.get("Error", {}).get("Code", "Unknown")
    return type(error).__name__


def cancellation_reasons(error: Exception) -> list[dict[str, Any]]:
    """Return why each change of a transaction of DynamoDB was not made, `Code` and `Item`."""
    reasons: list[dict[str, Any]] = getattr(error, "response", {}).get("CancellationReasons", [])
    return reasons


def is_of_the_moment(code: str, http_status: int) -> bool:
    """Say whether a service blames itself, the rate or the way to it ("Common errors")."""
    is_server_s = http_status >= FIRST_SERVER_ERROR or http_status == REQUEST_TIMEOUT
    return is_server_s or code in PASSING_CODES


def is_passing(error: Exception) -> bool:
    """Say whether the same call may succeed later: throttling, 5xx, network and time-outs."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if is_of_the_moment(error_code(error), status):
            return True
        return any(reason.get("Code") in PASSING_REASONS for reason in cancellation_reasons(error))
    return isinstance(error, NetworkError | HTTPClientError)

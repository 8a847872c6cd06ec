"""What passes by itself is told apart from what only a person can mend."""

from __future__ import annotations

import re
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
)
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker
from botocore.session import Session

from shared.aws_faults import cancellation_reasons, error_code, is_passing


def refusal(code: str, status: int = 400) -> ClientError:
    response: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "Whatever")


def bare(response: Any) -> ClientError:
    return ClientError(response, "Whatever")


def server_errors(service: str) -> set[str]:
    """The errors in a service's model that say that the service is to blame."""
    shapes = Session().get_service_model(service).error_shapes
    return {shape.name for shape in shapes if re.match("Internal|ServiceUnavailable", shape.name)}


@pytest.mark.parametrize(
    "code",
    [
        *vars(ThrottledRetryableChecker)["_THROTTLED_ERROR_CODES"],
        *vars(TransientRetryableChecker)["_TRANSIENT_ERROR_CODES"],
    ],
)
def test_what_botocore_itself_tries_again_passes_whatever_its_status(code: str) -> None:
    assert is_passing(refusal(code))
    assert error_code(refusal(code)) == code


@pytest.mark.parametrize("service", ["dynamodb", "firehose", "secretsmanager"])
def test_the_errors_that_a_service_makes_itself_pass_whatever_their_status(service: str) -> None:
    assert server_errors(service)
    assert [code for code in server_errors(service) if not is_passing(refusal(code))] == []


# "Common errors", in the API reference of most services; S3, "List of error codes".
@pytest.mark.parametrize(
    "code",
    [
        "InternalFailure",
        "InternalServerException",
        "InternalServiceErrorException",
        "RequestAborted",
        "RequestAbortedException",
        "RequestExpired",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "ServiceUnavailableException",
    ],
)
def test_errors_that_all_services_share_pass_whatever_their_status(code: str) -> None:
    assert is_passing(refusal(code))


@pytest.mark.parametrize(
    ("status", "passes"), [(407, False), (408, True), (499, False), (500, True), (503, True)]
)
def test_an_unheard_of_code_passes_if_the_server_is_to_blame(status: int, passes: bool) -> None:
    assert is_passing(refusal("Unheard", status)) is passes


@pytest.mark.parametrize(
    "code", ["AccessDeniedException", "ResourceNotFoundException", "ValidationException"]
)
def test_what_only_a_person_can_mend_does_not_pass(code: str) -> None:
    assert not is_passing(refusal(code))


@pytest.mark.parametrize(
    ("reasons", "passes"),
    [
        (["None", "TransactionConflict"], True),
        (["ThrottlingError", "None"], True),
        (["ProvisionedThroughputExceeded"], True),
        (["ConditionalCheckFailed", "TransactionConflict"], True),
        (["ConditionalCheckFailed", "None"], False),
        (["ValidationError"], False),
        ([], False),
    ],
)
def test_a_cancelled_transaction_passes_by_its_reasons(reasons: list[str], passes: bool) -> None:
    """DynamoDB's "TransactWriteItems", errors."""
    told = [{"Code": code} for code in reasons]
    cancelled = bare(
        {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": told}
    )
    assert is_passing(cancelled) is passes
    assert cancellation_reasons(cancelled) == told


def test_an_error_that_is_no_cancelled_transaction_has_no_reasons() -> None:
    assert cancellation_reasons(refusal("ValidationException")) == []
    assert cancellation_reasons(ValueError()) == []


@pytest.mark.parametrize(
    "error",
    [
        ConnectionClosedError(endpoint_url="aws"),
        ConnectTimeoutError(endpoint_url="aws"),
        EndpointConnectionError(endpoint_url="aws"),
        ProxyConnectionError(proxy_url="proxy"),
        ReadTimeoutError(endpoint_url="aws"),
        SSLError(endpoint_url="aws", error=OSError("cut off")),
    ],
)
def test_the_network_passes(error: Exception) -> None:
    assert is_passing(error)
    assert error_code(error) == type(error).__name__


@pytest.mark.parametrize(
    "error", [NoCredentialsError(), ParamValidationError(report="x"), ValueError(), OSError()]
)
def test_a_mistake_of_ours_does_not_pass(error: Exception) -> None:
    assert not is_passing(error)
    assert error_code(error) == type(error).__name__


@pytest.mark.parametrize("response", [{}, {"Error": {}}])
def test_an_error_without_a_code_is_unknown_and_does_not_pass(response: dict[str, Any]) -> None:
    assert error_code(bare(response)) == "Unknown"
    assert not is_passing(bare(response))

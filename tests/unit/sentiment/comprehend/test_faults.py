"""Each error code of Comprehend leads to what can be done about it."""

from __future__ import annotations

import pytest
from botocore.retries.standard import ThrottledRetryableChecker

from sentiment.comprehend.faults import FaultKind, fault_kind, is_final_item_error
from shared.aws_faults import PASSING_CODES, THROTTLING_CODES


@pytest.mark.parametrize("code", vars(ThrottledRetryableChecker)["_THROTTLED_ERROR_CODES"])
@pytest.mark.parametrize("status", [400, 503])
def test_throttling_is_known_by_its_code_with_any_status(code: str, status: int) -> None:
    assert fault_kind(code, status) is FaultKind.THROTTLED


@pytest.mark.parametrize(
    "code",
    [
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "NotAuthorized",
        "OptInRequired",
        "SubscriptionRequiredException",
        "UnrecognizedClientException",
    ],
)
def test_what_only_the_deploy_can_mend_is_not_tried_again(code: str) -> None:
    assert fault_kind(code, 400) is FaultKind.NOT_ALLOWED


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (399, FaultKind.UNAVAILABLE),
        (400, FaultKind.REFUSED),
        (401, FaultKind.NOT_ALLOWED),
        (402, FaultKind.UNAVAILABLE),
        (403, FaultKind.NOT_ALLOWED),
        (404, FaultKind.UNAVAILABLE),
        (405, FaultKind.UNAVAILABLE),
        (408, FaultKind.UNAVAILABLE),
        (409, FaultKind.UNAVAILABLE),
        (412, FaultKind.UNAVAILABLE),
        (413, FaultKind.REFUSED),
        (414, FaultKind.UNAVAILABLE),
        (418, FaultKind.UNAVAILABLE),
        (429, FaultKind.THROTTLED),
        (499, FaultKind.UNAVAILABLE),
        (500, FaultKind.UNAVAILABLE),
        (502, FaultKind.UNAVAILABLE),
    ],
)
def test_an_unknown_code_is_judged_by_its_status(status: int, kind: FaultKind) -> None:
    assert fault_kind("Unheard", status) is kind


@pytest.mark.parametrize("status", [400, 404, 501])
def test_an_operation_that_is_not_there_is_for_the_deploy_to_mend(status: int) -> None:
    assert fault_kind("UnknownOperationException", status) is FaultKind.NOT_ALLOWED


@pytest.mark.parametrize("code", sorted(PASSING_CODES - THROTTLING_CODES))
def test_what_may_pass_is_unavailable_even_with_a_status_of_400(code: str) -> None:
    assert fault_kind(code, 400) is FaultKind.UNAVAILABLE


@pytest.mark.parametrize("status", [400, 413])
def test_an_error_without_a_name_is_none_of_comprehends(status: int) -> None:
    """botocore gives what a proxy answers in HTML its status for a code."""
    assert fault_kind(str(status), status) is FaultKind.UNAVAILABLE


def test_a_language_that_is_not_supported_is_no_refused_text() -> None:
    assert fault_kind("UnsupportedLanguageException", 400) is FaultKind.UNSUPPORTED_LANGUAGE


@pytest.mark.parametrize(
    "code",
    [
        *("400", "413"),
        *("INVALID_REQUEST", "InvalidRequestException", "InvalidParameterValue"),
        *("TEXT_SIZE_LIMIT_EXCEEDED", "TextSizeLimitExceededException"),
        *("UNSUPPORTED_LANGUAGE", "UnsupportedLanguageException", "ValidationException"),
    ],
)
def test_final_item_errors_are_known_by_number_and_by_name(code: str) -> None:
    assert is_final_item_error(code)


@pytest.mark.parametrize(
    "code",
    [
        "399",
        "401",
        "404",
        "408",
        "429",
        "499",
        "500",
        "503",
        "INTERNAL_SERVER_ERROR",
        "Unheard",
        "Not_Invalid",
        "",
    ],
)
def test_an_item_error_that_may_pass_is_not_final(code: str) -> None:
    assert not is_final_item_error(code)

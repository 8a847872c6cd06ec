"""Tells apart why Comprehend did not answer: by the error codes of its API reference."""

from __future__ import annotations

from enum import Enum, auto

from shared.aws_faults import THROTTLING_CODES, is_of_the_moment


class FaultKind(Enum):
    """What to do about a call that failed as a whole."""

    THROTTLED = auto()  # the same again, slower
    UNAVAILABLE = auto()  # the same again, later
    REFUSED = auto()  # one of its texts is not accepted: find out which
    UNSUPPORTED_LANGUAGE = auto()  # none of its texts will ever be analysed
    NOT_ALLOWED = auto()  # an error of the deployment: no use in trying again now


class Fault(Exception):
    """A call that failed as a whole.

    `code` is the service's error code. `advice` is only set when the message is sure not to hold
    text of a post: validation messages quote what they refuse.
    """

    def __init__(self, kind: FaultKind, code: str, advice: str = "") -> None:
        super().__init__(code)
        self.kind = kind
        self.code = code
        self.advice = advice


_NOT_ALLOWED = frozenset(
    {
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
        "UnknownOperationException",
        "UnrecognizedClientException",
    }
)
_MAY_BE_OF_A_TEXT = (400, 413)
_FINAL_ITEM_ERRORS = (
    "textsizelimitexceeded",
    "unsupportedlanguage",
    "invalidrequest",
    "invalidparameter",
    "validation",
)


def fault_kind(code: str, http_status: int) -> FaultKind:
    """Classify an error of a whole call. Unknown codes are judged by their HTTP status.

    Only 400 (what Comprehend's API reference has for its client errors) and 413 may be of a text.
    Another 4xx is of the way there, such as a proxy or an endpoint: it is mended some day, and a
    post that was indexed as refused until then would have no sentiment for good. So is a 400 that
    names no error, for Comprehend names all of its own.
    """
    if code in THROTTLING_CODES or http_status == 429:
        return FaultKind.THROTTLED
    if code in _NOT_ALLOWED or http_status in (401, 403):
        return FaultKind.NOT_ALLOWED
    if code == "UnsupportedLanguageException":
        return FaultKind.UNSUPPORTED_LANGUAGE
    is_comprehends = not code.isdecimal()
    may_be_of_a_text = is_comprehends and http_status in _MAY_BE_OF_A_TEXT
    if may_be_of_a_text and not is_of_the_moment(code, http_status):
        return FaultKind.REFUSED
    return FaultKind.UNAVAILABLE


def is_final_item_error(code: str) -> bool:
    """Whether an item of an ErrorList will be refused every time.

    BatchItemError documents its ErrorCode as numeric, and answers show names: both are read.
    Whatever is not known to be final is tried again.
    """
    if code.isdecimal():
        return int(code) in _MAY_BE_OF_A_TEXT
    plain = code.replace("_", "").lower()
    return plain.startswith(_FINAL_ITEM_ERRORS)

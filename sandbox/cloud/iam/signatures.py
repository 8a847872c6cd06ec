"""Whose request it is: AWS's Signature Version 4, checked against the keys that this account has.

"Signature Version 4 for API requests" of the IAM user guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.cloud import emulator
from sandbox.cloud.settings import ACCOUNT

ALGORITHM = "AWS4-HMAC-SHA256"


class SignatureRefusedError(Exception):
    """The request is not signed with keys of this account; `code` and text are AWS's own."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Claim:
    """Who a request says that it is from, before its body is known."""

    signature: Any
    credential: Any


def read_claim(headers: Mapping[str, str], root_access_key: str) -> Claim:
    """Return whose keys the header names; raises SignatureRefusedError.

    The emulator takes more than one name for the root user; here the root has the keys of this run.
    """
    sigv4 = emulator.module("core.sigv4")
    evaluator = emulator.module("core.iam_evaluator")
    if not headers.get("authorization", "").startswith(f"{ALGORITHM} "):
        raise SignatureRefusedError(
            "MissingAuthenticationToken", "Sign the request with the keys of this run."
        )
    signature = sigv4.parse_header_signature(headers)
    if isinstance(signature, tuple):
        raise SignatureRefusedError(*signature)
    late = sigv4.request_time_failure(signature)
    if late:
        raise SignatureRefusedError(*late)
    access_key = signature.access_key_id
    token = headers.get("x-amz-security-token", "")
    credential = evaluator.resolve_credential(access_key, ACCOUNT, token)
    if not hasattr(credential, "secret_access_key"):
        raise SignatureRefusedError(credential.code, credential.message)
    if evaluator.is_root_access_key(access_key) and access_key != root_access_key:
        raise SignatureRefusedError(
            "UnrecognizedClientException", "These are not the root keys of this run."
        )
    return Claim(signature, credential)


def check_signature(
    claim: Claim,
    method: str,
    raw_path: str,
    query: Mapping[str, list[str]],
    headers: Mapping[str, str],
    body: bytes,
) -> None:
    """Raise SignatureRefusedError when the claim's keys did not sign this request."""
    failure = emulator.module("core.sigv4").header_signature_failure(
        claim.signature,
        claim.credential.secret_access_key,
        *(method, raw_path, query, headers, body),
    )
    if failure:
        raise SignatureRefusedError(*failure)

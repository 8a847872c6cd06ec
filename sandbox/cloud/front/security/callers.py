"""Who sends a request to the domain, and whether IAM lets it through.

Developer guide of Amazon OpenSearch Service: "Identity and Access Management" (policy evaluation)
and "Fine-grained access control" (key concepts).
"""

from __future__ import annotations

import base64
import binascii
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.cloud import emulator
from sandbox.cloud.front.domain import Domain
from sandbox.cloud.iam.signatures import (
    ALGORITHM,
    SignatureRefusedError,
    check_signature,
    read_claim,
)
from sandbox.cloud.settings import ACCOUNT, REGION
from sandbox.web import Request, Response, json_response


@dataclass(frozen=True)
class Caller:
    """A user of the internal database, or a role by its ARN in `backend_roles`."""

    name: str
    backend_roles: tuple[str, ...] = ()


# Takes a name and a password; returns whose they are, None for nobody's.
SignIn = Callable[[str, str], Caller | None]


class RefusedError(Exception):
    """The request does not get past the door; `response` says why."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.body.decode())
        self.response = response


def identify(request: Request, domain: Domain, sign_in: SignIn, root_access_key: str) -> Caller:
    """Return who sent the request; raises RefusedError (401 or 403)."""
    authorization = request.headers.get("authorization", "")
    if authorization.startswith(ALGORITHM):
        return _signed(request, domain, root_access_key)
    _check_resource_policy(request, domain)
    if authorization.startswith("Basic "):
        caller = _basic(authorization, sign_in)
        if caller is not None:
            return caller
    raise RefusedError(
        Response(
            401,
            b"Unauthorized",
            {"WWW-Authenticate": 'Basic realm="OpenSearch Security"', "Content-Type": "text/plain"},
        )
    )


def _basic(authorization: str, sign_in: SignIn) -> Caller | None:
    try:
        given = base64.b64decode(authorization.removeprefix("Basic "), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    name, _, password = given.partition(":")
    return sign_in(name, password)


def _signed(request: Request, domain: Domain, root_access_key: str) -> Caller:
    try:
        claim = read_claim(request.headers, root_access_key)
        if claim.signature.service != "es":
            raise _forbidden("Credential should be scoped to correct service: 'es'.")
        check_signature(
            claim, request.method, request.path, request.query, request.headers, request.body
        )
    except SignatureRefusedError as error:
        raise _forbidden(str(error)) from error
    credential = claim.credential
    _check_identity(request, domain, claim.signature.access_key_id, credential)
    return Caller(credential.principal_arn, (_role_arn(credential.principal_arn),))


def _check_identity(request: Request, domain: Domain, access_key: str, credential: Any) -> None:
    evaluator = emulator.module("core.iam_evaluator")
    principal = evaluator.resolve_principal(access_key, ACCOUNT, credential)
    if principal.policies is None:  # the account's root
        return
    context = _context(request, domain, principal.arn, principal.type)
    result = evaluator.evaluate(context, principal.policies, *principal.limits)
    resource = evaluator.evaluate_resource_policy(domain.access_policy or None, context)
    # On AWS a domain policy that is open to everybody lets a role in as well. Here the role's own
    # policy must allow it, so that a permission that is missing there does not go unnoticed.
    if result.decision != "Allow" or resource.decision == "Deny":
        raise _not_authorized(principal.arn, context)


def _check_resource_policy(request: Request, domain: Domain) -> None:
    context = _context(request, domain, "anonymous", "Anonymous")
    evaluator = emulator.module("core.iam_evaluator")
    if (
        evaluator.evaluate_resource_policy(domain.access_policy or None, context).decision
        != "Allow"
    ):
        raise _not_authorized("anonymous", context)


def _context(request: Request, domain: Domain, principal: str, kind: str) -> Any:
    method = request.method.capitalize()
    return emulator.module("core.iam_evaluator").EvalContext(
        principal_arn=principal,
        principal_type=kind,
        principal_account=ACCOUNT,
        action=f"es:ESHttp{method}",
        resource_arn=f"{domain.arn}{urllib.parse.unquote(request.path)}",
        region=REGION,
    )


def _not_authorized(principal: str, context: Any) -> RefusedError:
    return _forbidden(
        f"User: {principal} is not authorized to perform: {context.action} "
        f"on resource: {context.resource_arn}"
    )


def _forbidden(message: str) -> RefusedError:
    return RefusedError(json_response(403, {"Message": message}))


def _role_arn(principal_arn: str) -> str:
    """Return the ARN of the role behind a session: what `backend_roles` are compared with."""
    if ":assumed-role/" not in principal_arn:
        return principal_arn
    role_name = principal_arn.split("/")[1]
    role = emulator.module("services.iam")._roles.get_scoped(ACCOUNT, None, role_name)
    return str(role["Arn"]) if role else f"arn:aws:iam::{ACCOUNT}:role/{role_name}"

"""Roles as AWS services assume them: the trust policy must name the service."""

from __future__ import annotations

import json
import secrets
import threading
import time
from dataclasses import dataclass
from typing import Any

from sandbox.cloud import emulator
from sandbox.cloud.settings import REGION

_RENEW_AFTER_SECONDS = 900.0


class RoleRefusedError(Exception):
    """The role does not exist, or its trust policy does not allow the service."""


@dataclass(frozen=True)
class Credentials:
    """A session of a role."""

    access_key: str
    secret_key: str
    token: str


class ServiceRoles:
    """Sessions of roles, kept for a quarter of an hour as long as the trust policy still holds."""

    def __init__(self) -> None:
        self._sessions: dict[tuple[str, str], tuple[Credentials, float]] = {}
        self._lock = threading.Lock()

    def assume(self, role_arn: str, service: str) -> Credentials:
        """Return credentials of the role for a service such as `firehose.amazonaws.com`.

        Raises RoleRefusedError in the words of the "IAM: trust policies" page when it may not.
        """
        check_trust(role_arn, service)
        with self._lock:
            known = self._sessions.get((role_arn, service))
            if known is None or known[1] < time.monotonic():
                credentials = _register_session(role_arn, service.split(".")[0])
                known = (credentials, time.monotonic() + _RENEW_AFTER_SECONDS)
                self._sessions[role_arn, service] = known
        return known[0]


def check_trust(role_arn: str, service: str, source_arn: str | None = None) -> None:
    """Raise RoleRefusedError unless the role exists and trusts the service.

    The conditions `aws:SourceAccount`, `aws:SourceArn` and `sts:ExternalId` (the account, as
    Firehose sends it) are evaluated.
    """
    role = _role(role_arn)
    if role is None:
        raise RoleRefusedError(f"The role {role_arn} does not exist")
    document = role.get("AssumeRolePolicyDocument") or {}
    document = json.loads(document) if isinstance(document, str) else document
    statements = document.get("Statement", [])
    statements = [statements] if isinstance(statements, dict) else statements
    account = role_arn.split(":")[4]
    context = emulator.module("core.iam_evaluator").EvalContext(
        principal_arn=service,
        principal_type="Service",
        principal_account=account,
        action="sts:AssumeRole",
        resource_arn=role_arn,
        region=REGION,
        service_context={
            "aws:sourceaccount": account,
            "aws:sourcearn": source_arn or "",
            "sts:externalid": account,
        },
    )
    effects = {s.get("Effect") for s in statements if _applies(s, service, context)}
    if effects != {"Allow"}:
        raise RoleRefusedError(
            f"{service} is not authorized to perform: sts:AssumeRole on resource: {role_arn} "
            "(its trust policy does not allow the service)"
        )


def permitted(role_arn: str, action: str, resource: str) -> bool:
    """Tell whether the policies of a role allow an action on a resource."""
    evaluator = emulator.module("core.iam_evaluator")
    account, name = role_arn.split(":")[4], role_arn.rpartition("/")[2]
    context = evaluator.EvalContext(
        principal_arn=role_arn,
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=REGION,
    )
    policies = evaluator._gather_role_policies(name, account)
    return bool(evaluator.evaluate(context, policies).decision == "Allow")


def _applies(statement: dict[str, Any], service: str, context: Any) -> bool:
    principal = statement.get("Principal", {})
    named = principal.get("Service", []) if isinstance(principal, dict) else []
    services = [named] if isinstance(named, str) else named
    actions = statement.get("Action", [])
    actions = [actions] if isinstance(actions, str) else actions
    return (
        service in services
        and any(action in ("sts:AssumeRole", "sts:*", "*") for action in actions)
        and bool(
            emulator.module("core.iam_evaluator")._conditions_met(
                statement.get("Condition", {}), context
            )
        )
    )


def _role(role_arn: str) -> dict[str, Any] | None:
    parts = role_arn.split(":")
    if len(parts) < 6 or not parts[5].startswith("role/"):
        return None
    roles = emulator.module("services.iam")._roles
    role: dict[str, Any] | None = roles.get_scoped(parts[4], None, parts[5].rsplit("/", 1)[-1])
    return role


def _register_session(role_arn: str, session_name: str) -> Credentials:
    account, role_name = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    credentials = Credentials(
        access_key="ASIA" + secrets.token_hex(8).upper(),
        secret_key=secrets.token_hex(20),
        token=secrets.token_hex(32),
    )
    emulator.module("services.sts").register_session(
        credentials.access_key,
        {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{role_name}/{session_name}",
            "UserId": f"{role_name}:{session_name}",
            "SecretAccessKey": credentials.secret_key,
            "SessionToken": credentials.token,
        },
    )
    return credentials

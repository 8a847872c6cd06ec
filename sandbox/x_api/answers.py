"""Answers of the stand-in, among them every error that X documents.

docs.x.com: "Response codes and errors", "Handling disconnections"; for the problem types
X's OpenAPI description.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

PROBLEMS = "https://api.x.com/2/problems/"
DISCONNECT_TYPES = (
    "OperationalDisconnect",
    "UpstreamOperationalDisconnect",
    "ForceDisconnect",
    "UpstreamUncleanDisconnect",
    "SlowReader",
    "InternalError",
    "ClientApplicationStateDegraded",
    "InvalidRules",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, JSON body and extra headers of an HTTP answer."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def invalid_request(parameter: str, value: object, message: str) -> Answer:
    """Return X's 400 for one bad parameter."""
    return Answer(
        400,
        {
            "errors": [{"parameters": {parameter: [str(value)]}, "message": message}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": PROBLEMS + "invalid-request",
        },
    )


def unauthorized() -> Answer:
    """Return the 401 for a wrong bearer token."""
    return Answer(
        401,
        {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"},
    )


def not_found(path: str) -> Answer:
    """Return the 404 for a path that X does not have, or that the stand-in lacks."""
    detail = f"No such endpoint in the stand-in: {path}"
    return Answer(
        404, {"title": "Not Found", "type": "about:blank", "status": 404, "detail": detail}
    )


def rate_limited() -> Answer:
    """Return the 429 of a rate limit; its headers come from the window that was used up."""
    return Answer(
        429,
        {
            "title": "Too Many Requests",
            "type": "about:blank",
            "status": 429,
            "detail": "Too Many Requests",
        },
    )


def connection_refused(status: int, issue: str, detail: str) -> Answer:
    """Return X's ConnectionException."""
    return Answer(
        status,
        {
            "title": "ConnectionException",
            "detail": detail,
            "connection_issue": issue,
            "type": PROBLEMS + "streaming-connection",
        },
    )


def too_many_connections() -> Answer:
    """Return the 429 for a second connection."""
    detail = "This stream is currently at the maximum allowed connection limit."
    return connection_refused(429, "TooManyConnections", detail)


def no_rules() -> Answer:
    """Return the 409 for a stream without rules."""
    detail = "You must define rules via the POST /2/tweets/search/stream/rules endpoint first."
    return connection_refused(409, "RuleConfigurationIssue", detail)


def operational_disconnect(disconnect_type: str) -> dict[str, Any]:
    """Return the notice that X writes into the stream before it closes it."""
    problem = {
        "title": "operational-disconnect",
        "disconnect_type": disconnect_type,
        "detail": "This stream has been disconnected for operational reasons.",
        "type": PROBLEMS + "operational-disconnect",
    }
    return {"errors": [problem]}


def _credits_depleted() -> Answer:
    body = {
        "account_id": 1,
        "title": "CreditsDepleted",
        "detail": "Your enrolled account [1] does not have any credits to fulfill this request.",
        "type": PROBLEMS + "credits",
    }
    return Answer(402, body)


def _payment_required() -> Answer:
    body = {
        "title": "Payment Required",
        "detail": "credits depleted",
        "status": 402,
        "type": PROBLEMS + "credits-depleted",
    }
    return Answer(402, body)


def _spend_cap_reached() -> Answer:
    body = {
        "account_id": 1,
        "title": "SpendCapReached",
        "detail": "Your enrolled account [1] has reached its billing cycle spend cap.",
        "reset_date": "2026-12-14",
        "type": PROBLEMS + "credits",
    }
    return Answer(403, body)


def _client_forbidden() -> Answer:
    body = {
        "client_id": "1",
        "title": "Client Forbidden",
        "detail": "The app must be attached to a project with the appropriate access level.",
        "reason": "client-not-enrolled",
        "required_enrollment": "Appropriate Level of API Access",
        "type": PROBLEMS + "client-forbidden",
    }
    return Answer(403, body)


def _usage_cap_exceeded() -> Answer:
    body = {
        "account_id": 1,
        "product_name": "standard-basic",
        "title": "UsageCapExceeded",
        "period": "Monthly",
        "scope": "Product",
        "detail": "Usage cap exceeded: Monthly product cap",
        "type": PROBLEMS + "usage-capped",
    }
    return Answer(429, body)


def _unavailable() -> Answer:
    body = {
        "title": "Service Unavailable",
        "detail": "Service Unavailable",
        "type": "about:blank",
        "status": 503,
    }
    return Answer(503, body)


def _internal_error() -> Answer:
    body = {
        "title": "Internal Server Error",
        "detail": "Internal Server Error",
        "type": "about:blank",
        "status": 500,
    }
    return Answer(500, body)


# The refusals that can be asked for by name; those of a slot or a rate limit come about by
# themselves too.
REFUSALS: Mapping[str, Callable[[], Answer]] = {
    "unauthorized": unauthorized,
    "credits_depleted": _credits_depleted,
    "payment_required": _payment_required,
    "spend_cap_reached": _spend_cap_reached,
    "client_forbidden": _client_forbidden,
    "usage_cap_exceeded": _usage_cap_exceeded,
    "rate_limited": rate_limited,
    "too_many_connections": too_many_connections,
    "no_rules": no_rules,
    "unavailable": _unavailable,
    "internal_error": _internal_error,
}

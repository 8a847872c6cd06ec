"""Tells X's refusals apart by what cures them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

LONGEST_WORDS = 300
MOST_SAID = 20_000


class Cure(Enum):
    """What may turn a refusal into an answer."""

    RETRY = auto()
    """X or the network is in trouble: try again soon."""
    WAIT = auto()
    """Too many requests: try again when X's limit resets."""
    FREE_SLOT = auto()
    """The one connection is taken: free it, or wait until it is free."""
    PERSON = auto()
    """Only a person can change it: give up until the next window, loudly."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """`outcome` names it in reports; `words` are X's own; `reset_at` is seconds since 1970.

    `said` are X's words uncut, as it may repeat a whole query in them; never for a log.
    `parameters` are those of the request that X names as wrong; `is_bad_request` when it says
    that the request as such is (HTTP 400), `is_too_long` that it has too many characters.
    """

    cure: Cure
    outcome: str
    words: str
    reset_at: float | None = None
    parameters: frozenset[str] = frozenset()
    is_bad_request: bool = False
    is_too_long: bool = False
    said: str = field(default="", repr=False)

    @property
    def is_of_request(self) -> bool:
        """Whether X says that the request as such is wrong, or too long."""
        return self.is_bad_request or self.is_too_long

    @property
    def may_be_of_one_request(self) -> bool:
        """Whether X may take another request; of tokens, limits and caps it may not."""
        return self.cure is Cure.RETRY or self.outcome in ("request_refused", "access_refused")


OUTCOMES_BY_STATUS = {
    400: "request_refused",
    401: "token_refused",
    402: "credits_used_up",
    403: "access_refused",
    409: "no_rules",
}
# RFC 9110 and RFC 6585: content, URI and header fields that are too large.
TOO_LONG = (413, 414, 431)
RULE_ISSUES = {"RuleConfigurationIssue", "RulesInvalidIssue"}


def refusal(status: int, body: object, headers: Mapping[str, str]) -> Refusal:
    """Classify an HTTP answer that is not 2xx, by its status and X's problem object."""
    problem = first_problem(body)
    words = words_with_errors(body) or f"HTTP {status}"
    known = problem_refusal(problem)
    if known is not None:
        return replace(known, words=words)
    if status in (420, 429):
        return Refusal(Cure.WAIT, "rate_limited", words, reset_in(headers))
    if status >= 500 or status == 408:
        return Refusal(Cure.RETRY, "server_error", f"HTTP {status}: {words}")
    outcome = OUTCOMES_BY_STATUS.get(status, "request_refused")
    return Refusal(
        Cure.PERSON,
        outcome,
        f"HTTP {status}: {words}",
        parameters=wrong_parameters(body),
        is_bad_request=status == 400,
        is_too_long=status in TOO_LONG,
        said=words_with_errors(body, MOST_SAID),
    )


def problem_refusal(problem: Mapping[str, Any]) -> Refusal | None:
    """Classify a problem object by its own words alone, as one comes inside the stream too."""
    words = words_of(problem)
    kind = str(problem.get("type", "")).rsplit("/", 1)[-1]
    title = problem.get("title")
    issue = problem.get("connection_issue")
    if issue == "TooManyConnections":
        return Refusal(Cure.FREE_SLOT, "connection_taken", words)
    if isinstance(issue, str) and issue in RULE_ISSUES:
        return Refusal(Cure.PERSON, "no_rules", words)
    if issue == "ProvisioningSubscription":
        return Refusal(Cure.PERSON, "access_refused", words)
    if title == "UsageCapExceeded" or kind == "usage-capped":
        return Refusal(Cure.PERSON, "usage_cap", words)
    if title == "SpendCapReached":
        return Refusal(Cure.PERSON, "spend_cap", words)
    if title == "CreditsDepleted" or kind in ("credits", "credits-depleted"):
        return Refusal(Cure.PERSON, "credits_used_up", words)
    return None


def first_problem(body: object) -> dict[str, Any]:
    """Return the problem object of an answer: the body itself, or the first of its errors."""
    if not isinstance(body, dict):
        return {}
    errors = body.get("errors")
    if "title" not in body and isinstance(errors, list) and errors and isinstance(errors[0], dict):
        return errors[0]
    return body


def words_of(problem: Mapping[str, Any], longest: int = LONGEST_WORDS) -> str:
    """Return X's own words about a problem, shortened; never a post's."""
    fields = ("title", "connection_issue", "disconnect_type", "detail", "message", "reset_date")
    words = [str(problem[field]) for field in fields if isinstance(problem.get(field), str)]
    return text_of(": ".join(dict.fromkeys(words)))[:longest]


def text_of(words: str) -> str:
    """Return words with U+FFFD for half of a surrogate pair, which JSON can carry and UTF-8 can't:
    Lambda would refuse a report with it, and DynamoDB an item.
    """
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def words_with_errors(body: object, longest: int = LONGEST_WORDS) -> str:
    """Return X's words about the first problem of an answer and what is wrong; empty if none."""
    problem = first_problem(body)
    errors = problem.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    message = first.get("message") if isinstance(first, dict) else None
    words = [words_of(problem, longest), message if isinstance(message, str) else ""]
    return text_of(": ".join(word for word in words if word))[:longest]


def wrong_parameters(body: object) -> frozenset[str]:
    """Return the names of the parameters of a request that X calls wrong."""
    errors = body.get("errors") if isinstance(body, dict) else None
    named = [
        error.get("parameters")
        for error in (errors if isinstance(errors, list) else [])
        if isinstance(error, dict)
    ]
    return frozenset(str(name) for each in named if isinstance(each, dict) for name in each)


def reset_in(headers: Mapping[str, str]) -> float | None:
    """Read when X's limit is renewed, in seconds since 1970; None where it does not tell."""
    reset = headers.get("x-rate-limit-reset", "")
    return float(reset) if reset.isascii() and reset.isdigit() and len(reset) < 12 else None

"""X's refusals are told apart by what cures them, in X's own words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.x.refusals import (
    LONGEST_WORDS,
    Cure,
    Refusal,
    first_problem,
    problem_refusal,
    refusal,
    words_of,
)


@pytest.mark.parametrize(
    ("status", "body", "cure", "outcome"),
    [
        (429, {"connection_issue": "TooManyConnections"}, Cure.FREE_SLOT, "connection_taken"),
        (409, {"connection_issue": "TooManyConnections"}, Cure.FREE_SLOT, "connection_taken"),
        (429, {"title": "Too Many Requests"}, Cure.WAIT, "rate_limited"),
        (420, None, Cure.WAIT, "rate_limited"),
        (429, None, Cure.WAIT, "rate_limited"),
        (429, {"title": "UsageCapExceeded"}, Cure.PERSON, "usage_cap"),
        (429, {"type": "https://api.x.com/2/problems/usage-capped"}, Cure.PERSON, "usage_cap"),
        (499, None, Cure.PERSON, "request_refused"),
        (500, {"errors": "x"}, Cure.RETRY, "server_error"),
        (503, None, Cure.RETRY, "server_error"),
        (599, None, Cure.RETRY, "server_error"),
        (408, None, Cure.RETRY, "server_error"),
        (429, {"type": "x.com/2/problems/credits-depleted"}, Cure.PERSON, "credits_used_up"),
        (403, {"type": "x.com/2/problems/credits"}, Cure.PERSON, "credits_used_up"),
        (403, {"title": "CreditsDepleted"}, Cure.PERSON, "credits_used_up"),
        (403, {"title": "SpendCapReached", "type": "x/credits"}, Cure.PERSON, "spend_cap"),
        (429, {"connection_issue": "ProvisioningSubscription"}, Cure.PERSON, "access_refused"),
        (429, {"connection_issue": "RuleConfigurationIssue"}, Cure.PERSON, "no_rules"),
        (400, {"connection_issue": "RulesInvalidIssue"}, Cure.PERSON, "no_rules"),
        (400, None, Cure.PERSON, "request_refused"),
        (401, None, Cure.PERSON, "token_refused"),
        (402, None, Cure.PERSON, "credits_used_up"),
        (403, None, Cure.PERSON, "access_refused"),
        (404, [], Cure.PERSON, "request_refused"),
        (409, None, Cure.PERSON, "no_rules"),
        (409, {"connection_issue": ["TooManyConnections"]}, Cure.PERSON, "no_rules"),
        (429, {"errors": [{"title": "UsageCapExceeded"}]}, Cure.PERSON, "usage_cap"),
    ],
)
def test_refusals_are_told_apart_by_what_cures_them(
    status: int, body: Any, cure: Cure, outcome: str
) -> None:
    refused = refusal(status, body, {})
    assert (refused.cure, refused.outcome) == (cure, outcome)
    assert refused.words
    assert refused.reset_at is None


def test_only_http_400_says_that_the_request_as_such_is_bad() -> None:
    bad = [status for status in range(300, 600) if refusal(status, {}, {}).is_bad_request]
    assert bad == [400]


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (400, {"title": "Invalid Request"}, "HTTP 400: Invalid Request"),
        (500, {"title": "Trouble"}, "HTTP 500: Trouble"),
        (429, {"title": "Too Many Requests"}, "Too Many Requests"),
        (429, {"connection_issue": "TooManyConnections"}, "TooManyConnections"),
        (404, {}, "HTTP 404: HTTP 404"),
        (
            400,
            {"title": "Invalid Request", "errors": [{"message": "'since_id' is too old"}, {}]},
            "HTTP 400: Invalid Request: 'since_id' is too old",
        ),
        (400, {"title": "Invalid", "errors": [{"message": 5}]}, "HTTP 400: Invalid"),
        (400, {"title": "Invalid", "errors": []}, "HTTP 400: Invalid"),
        (400, {"title": "Invalid", "errors": ["x"]}, "HTTP 400: Invalid"),
        (400, {"errors": [{"message": "alone"}]}, "HTTP 400: alone"),
    ],
)
def test_the_words_are_those_of_x(status: int, body: Any, words: str) -> None:
    assert refusal(status, body, {}).words == words


def test_words_come_in_one_order_each_once_and_never_without_end() -> None:
    problem = {
        "reset_date": "2026-12-14",
        "message": "message",
        "detail": "detail",
        "disconnect_type": "type",
        "connection_issue": "title",
        "title": "title",
        "text": "of a post",
    }
    assert words_of(problem) == "title: type: detail: message: 2026-12-14"
    assert words_of({"title": 5, "detail": None}) == ""
    assert words_of({"title": "x" * 400}) == "x" * LONGEST_WORDS
    long = {"title": "x" * 290, "errors": [{"message": "y" * 290}]}
    assert refusal(429, long, {}).words == "x" * 290 + ": " + "y" * 8


def test_half_a_character_in_the_words_of_x_can_be_told_and_kept() -> None:
    """JSON can carry half of a surrogate pair, which neither Lambda nor DynamoDB takes."""
    half = {"title": "near \ud83d", "errors": [{"message": "\udc00 of \U0001f600"}]}
    assert words_of(half) == "near \ufffd"
    assert refusal(400, half, {}).words == "HTTP 400: near \ufffd: \ufffd of \U0001f600"


def test_a_problem_is_the_body_or_the_first_of_its_errors() -> None:
    first, second = {"title": "first"}, {"title": "second"}
    assert first_problem({"errors": [first, second]}) == first
    assert first_problem({"title": "whole", "errors": [first]}) == {
        "title": "whole",
        "errors": [first],
    }
    assert first_problem({"errors": []}) == {"errors": []}
    assert first_problem({"errors": ["x"]}) == {"errors": ["x"]}
    assert first_problem({"errors": {"0": first}}) == {"errors": {"0": first}}
    assert first_problem([first]) == {}


def test_a_problem_that_nobody_knows_is_told_by_its_status_alone() -> None:
    assert problem_refusal({"title": "Not Found"}) is None
    assert problem_refusal({"title": "CreditsDepleted", "detail": "none left"}) == Refusal(
        Cure.PERSON, "credits_used_up", "CreditsDepleted: none left"
    )


@pytest.mark.parametrize(
    ("header", "reset_at"),
    [
        ("1795468000", 1795468000.0),
        ("0", 0.0),
        ("99999999999", 99999999999.0),
        ("999999999999", None),
        ("soon", None),
        ("-5", None),
        ("1e3", None),
        ("\u0661", None),
        ("", None),
    ],
)
def test_the_reset_of_a_rate_limit_is_read(header: str, reset_at: float | None) -> None:
    assert refusal(429, {}, {"x-rate-limit-reset": header}).reset_at == reset_at
    assert refusal(420, {}, {"x-rate-limit-reset": header}).reset_at == reset_at


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"errors": [{"parameters": {"query": ["sun"]}, "message": "no"}]}, {"query"}),
        ({"errors": [{"parameters": {"a": 1, "b": 2}}, 5, {"parameters": {"c": []}}]}, set("abc")),
        ({"errors": [{"parameters": ["query"]}, {}]}, set()),
        ({"errors": "query"}, set()),
        ({"parameters": {"query": ["sun"]}}, set()),
        (["query"], set()),
        (None, set()),
    ],
)
def test_the_parameters_that_x_refuses_are_known_by_name(body: object, named: set[str]) -> None:
    assert refusal(400, body, {}).parameters == named


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["title", "type", "errors", "connection_issue", "parameters"]), inner
        )
    ),
    max_leaves=10,
)


@given(st.integers(300, 599), json_like)
def test_no_body_of_a_refusal_can_stop_the_window(status: int, body: object) -> None:
    assert refusal(status, body, {}).outcome

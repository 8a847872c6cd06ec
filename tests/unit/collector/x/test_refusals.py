from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.stream.backoff import Backoff
from collector.timing import Timing
from collector.x.refusals import Cure, refusal


@pytest.mark.parametrize(
    ("status", "body", "cure", "outcome"),
    [
        (429, {"connection_issue": "TooManyConnections"}, Cure.FREE_SLOT, "connection_taken"),
        (429, {"title": "Too Many Requests"}, Cure.WAIT, "rate_limited"),
        (429, {"title": "UsageCapExceeded"}, Cure.PERSON, "usage_cap"),
        (429, None, Cure.WAIT, "rate_limited"),
        (503, None, Cure.RETRY, "server_error"),
        (500, {"errors": "x"}, Cure.RETRY, "server_error"),
        (402, {"type": "x.com/2/problems/credits-depleted"}, Cure.PERSON, "credits_used_up"),
        (403, {"title": "SpendCapReached"}, Cure.PERSON, "spend_cap"),
        (404, [], Cure.PERSON, "request_refused"),
    ],
)
def test_refusals_are_told_apart_by_what_cures_them(
    status: int, body: Any, cure: Cure, outcome: str
) -> None:
    refused = refusal(status, body, {})
    assert (refused.cure, refused.outcome) == (cure, outcome)
    assert refused.words


def test_the_words_are_those_of_x() -> None:
    body = {
        "title": "Invalid Request",
        "errors": [{"message": "'since_id' must be a tweet id created after 2026"}],
    }
    assert "since_id" in refusal(400, body, {}).words


def test_the_reset_of_a_rate_limit_is_read() -> None:
    assert refusal(429, {}, {"x-rate-limit-reset": "1795468000"}).reset_at == 1795468000.0
    assert refusal(429, {}, {"x-rate-limit-reset": "soon"}).reset_at is None


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["title", "type", "errors", "connection_issue"]), inner)
    ),
)


@given(st.integers(300, 599), json_like)
def test_no_body_of_a_refusal_can_stop_the_window(status: int, body: object) -> None:
    assert refusal(status, body, {}).outcome


def test_lost_connections_are_tried_again_at_once_and_then_ever_slower() -> None:
    backoff = Backoff(Timing())
    waits = [backoff.after_disconnect() for _ in range(100)]
    assert waits[:3] == [0.0, 0.25, 0.5]
    assert max(waits) == 16.0
    backoff.forget()
    assert backoff.after_disconnect() == 0.0


def test_refusals_double_their_waits_and_never_undercut_x() -> None:
    backoff = Backoff(Timing())
    assert [backoff.after_refusal(Cure.RETRY) for _ in range(8)][-3:] == [160.0, 320.0, 320.0]
    assert [backoff.after_refusal(Cure.WAIT) for _ in range(3)] == [60.0, 120.0, 240.0]
    assert backoff.after_refusal(Cure.WAIT, reset_in=800.0) == 800.0

"""What X refuses ends a window with its own outcome, or is waited out; the one slot is freed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.collector.setting import RULES, Setting, hexed

PERSON: list[tuple[dict[str, Any], str, str]] = [
    ({"kind": "unauthorized"}, "token_refused", "HTTP 401: Unauthorized"),
    ({"kind": "credits_depleted"}, "credits_used_up", "CreditsDepleted: Your enrolled account"),
    ({"kind": "payment_required"}, "credits_used_up", "Payment Required: credits depleted"),
    ({"kind": "spend_cap_reached"}, "spend_cap", "SpendCapReached: Your enrolled account"),
    ({"kind": "client_forbidden"}, "access_refused", "HTTP 403: Client Forbidden: The app must"),
    ({"kind": "usage_cap_exceeded"}, "usage_cap", "UsageCapExceeded: Usage cap exceeded"),
    ({"kind": "no_rules"}, "no_rules", "ConnectionException: RuleConfigurationIssue"),
    ({"kind": "answer", "status": 400}, "request_refused", "HTTP 400: HTTP 400"),
    ({"kind": "answer", "status": 402}, "credits_used_up", "HTTP 402: HTTP 402"),
    ({"kind": "answer", "status": 404}, "request_refused", "HTTP 404: HTTP 404"),
]


@pytest.mark.parametrize(("fault", "outcome", "words"), PERSON)
@pytest.mark.parametrize("where", ["connect", "rules"])
def test_what_only_a_person_can_mend_ends_the_window_at_once(
    setting: Setting, fault: dict[str, Any], outcome: str, words: str, where: str
) -> None:
    setting.order({**fault, "where": where})
    report = setting.run()

    assert report.outcome == outcome
    assert report.reason.startswith(words)
    assert report.window_seconds <= 0.5
    assert setting.requests("connect") == (1 if where == "connect" else 0)
    assert report.disconnect_reasons == ({outcome: 1} if where == "connect" else {})
    assert setting.state().get("lease", "stream") == {"kind": "lease", "id": "stream", "fence": 1}


@pytest.mark.parametrize(
    ("problem", "outcome"),
    [
        ({"title": "UsageCapExceeded", "type": "x/problems/usage-capped"}, "usage_cap"),
        ({"title": "SpendCapReached", "type": "x/problems/credits"}, "spend_cap"),
        ({"title": "CreditsDepleted", "type": "x/problems/credits"}, "credits_used_up"),
        ({"title": "x", "connection_issue": "RulesInvalidIssue"}, "no_rules"),
        ({"title": "x", "connection_issue": "ProvisioningSubscription"}, "access_refused"),
    ],
)
def test_what_x_says_inside_the_stream_ends_the_window_too(
    setting: Setting, problem: dict[str, str], outcome: str
) -> None:
    setting.order({"kind": "raw", "line": hexed({"errors": [problem]})})
    report = setting.run()
    assert (report.outcome, report.disconnect_reasons) == (outcome, {outcome: 1})
    assert report.reason.startswith(problem["title"])
    assert setting.requests("connect") == 1
    assert setting.is_closed()


def test_a_stale_slot_of_our_own_is_freed_once(setting: Setting) -> None:
    setting.order({"kind": "clean_end"}, {"kind": "stale_slot", "seconds": 10_000})
    report = setting.run()

    assert setting.requests("DELETE connections") == 1
    assert report.disconnect_reasons == {"closed": 1, "connection_taken": 1}
    assert (report.outcome, report.connections) == ("deadline", 3)
    state = setting.x.state()
    assert (state["max_concurrent"], state["connects_accepted"]) == (1, 2)
    assert report.connected_seconds == 80.0 - 5.0, "X is given 5 s after it freed the slot"


def test_a_slot_that_is_taken_again_is_not_fought_for(setting: Setting) -> None:
    """Who else holds it would be thrown out each time, and throw us out."""
    setting.order({"kind": "clean_end"}, *[{"kind": "stale_slot", "seconds": 10_000}] * 9)
    setting.later(10, lambda: setting.order({"kind": "clean_end"}))
    report = setting.run(remaining=200.0)

    assert setting.requests("DELETE connections") == 1
    assert report.disconnect_reasons == {"closed": 2, "connection_taken": 3}
    assert report.connections == 5
    assert report.outcome == "connection_taken"


def test_a_slot_that_may_not_be_freed_is_waited_for_without_a_retry_storm(
    setting: Setting,
) -> None:
    setting.order(*[{"kind": "too_many_connections"}] * 9)
    report = setting.run(reclaim_connection=False, remaining=200.0)

    assert setting.requests("DELETE connections") == 0
    assert setting.requests("connect") == 2, "after 60 s once more; the next wait is 120 s"
    assert report.outcome == "connection_taken"
    assert report.window_seconds == 60.0
    assert report.reason == (
        "X asks to wait 120 s: ConnectionException: TooManyConnections: "
        "This stream is currently at the maximum allowed connection limit."
    )


@pytest.mark.parametrize("answer", [{"data": {"successful_kills": 0}}, {"data": None}, []])
def test_a_slot_that_x_does_not_free_is_waited_for(setting: Setting, answer: Any) -> None:
    setting.order(
        *[{"kind": "too_many_connections"}] * 9,
        {"kind": "answer", "where": "connections", "line": hexed(answer)},
    )
    report = setting.run(remaining=200.0)
    assert setting.requests("DELETE connections") == 1
    assert (report.outcome, setting.requests("connect")) == ("connection_taken", 2)


def test_an_outage_of_the_rules_does_not_keep_a_window_from_streaming(setting: Setting) -> None:
    setting.hold_rules({"value": "sun", "tag": "tweet-sentiment/dev/sun"})
    setting.order({"kind": "unavailable", "where": "rules"})
    ids = setting.publish_later(10, 2)
    report = setting.run()

    assert setting.delivered == ids
    assert (report.outcome, report.rules["ours"]) == ("deadline", 0)
    assert report.warnings == ["The rules on X were not checked: HTTP 503: Service Unavailable"]


@pytest.mark.parametrize("tag", ["theirs", "tweet-sentiment/dev/old name", ""])
def test_posts_have_the_keyword_of_the_window_soon_after_an_outage_of_the_rules(
    setting: Setting, tag: str
) -> None:
    """X's rule may be of another program, or of before the keyword was renamed, or lack a tag."""
    setting.hold_rules({"value": RULES[0].value, **({"tag": tag} if tag else {})})
    setting.order({"kind": "unavailable", "where": "rules"})
    setting.publish_later(10, 2)
    setting.run()
    assert [record["matched"] for record in setting.kept.records()] == [["sun"], ["sun"]]

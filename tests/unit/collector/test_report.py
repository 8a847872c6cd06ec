"""A window's report and its metrics: every field and every figure, by name and value."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from aws_lambda_powertools.metrics import Metrics

from collector.report import FOR_A_PERSON, GapCounts, WindowReport, add_metrics
from collector.rules.reconcile import RulesOnX
from collector.settings import Rule
from collector.timing import Timing
from collector.x.refusals import Cure, problem_refusal, refusal
from tests.unit.collector.setting import Setting, hexed

OURS = "tweet-sentiment/dev/"


def test_a_report_tells_all_that_a_window_did(setting: Setting) -> None:
    setting.hold_rules(
        {"value": "cats"},
        {"value": "dogs", "tag": "theirs"},
        {"value": "rain", "tag": OURS + "rain"},
        {"value": "snow", "tag": OURS + "snow"},
        {"value": "hail", "tag": OURS + "hail"},
    )
    setting.order(
        {"kind": "raw", "line": hexed(b"damaged")},
        {"kind": "raw", "line": hexed({"data": {"id": "none"}})},
        {"kind": "unknown_message"},
        {"kind": "unknown_message"},
        {"kind": "unknown_message"},
        {"kind": "duplicate", "after_posts": 2},
        {"kind": "operational_disconnect", "after_posts": 4},
        {"kind": "reset", "after_posts": 1},
        {"kind": "reset"},
    )
    setting.publish_later(30, 8, "fine sun")
    setting.publish_later(50, 2, "late sun")
    report = setting.run(
        remaining=200.0,
        rules=[Rule("sun", "sun -is:retweet"), Rule("moon", "moon -is:retweet")],
        timing=Timing(network_wait_step=1.0),
        max_posts_per_day=100,
        expand_authors=True,
    )

    assert report.as_answer() == {
        "outcome": "deadline",
        "reason": "",
        "started_at": "2026-11-18T11:06:40.000Z",
        "ended_at": "2026-11-18T11:09:35.000Z",
        "window_seconds": 175.0,
        "connected_seconds": 174.0,
        "connections": 4,
        "disconnects": 3,
        "disconnect_reasons": {"notice": 1, "network": 2},
        "posts_from_stream": 9,
        "posts_from_search": 2,
        "found_unwanted": 0,
        "found_undecided": 0,
        "sent": 10,
        "duplicates": 9,
        "unacknowledged": 0,
        "bad_lines": 2,
        "unknown_messages": 3,
        "gaps": {"opened": 4, "closed": 4, "dropped": 0, "open": 0, "oldest_seconds": 0.0},
        "rules": {
            "ours": 2,
            "added": 2,
            "removed": 3,
            "refused": 0,
            "foreign": ["cats (tag none)", "dogs (tag theirs)"],
        },
        "posts_read": 10,
        "posts_read_today": 10,
        "posts_read_this_month": 10,
        "share_of_day": 0.1,
        "share_of_month": 0.0005,
        "estimated_spend_usd": 0.15,
        "fields_never_seen": [],
        "warnings": [
            "2 rules of this X app are not ours; their posts are read and billed too: "
            "cats (tag none); dogs (tag theirs)",
            "2 lines of the stream can't be read: what was posted about then is searched for.",
            "3 messages of the stream are of a kind that is not known here.",
        ],
    }
    assert json.loads(json.dumps(report.as_answer())) == report.as_answer()


def test_a_report_of_a_window_that_did_nothing_tells_nothing() -> None:
    answer = WindowReport().as_answer()
    assert answer.pop("outcome") == "deadline"
    assert not any(answer.pop("gaps").values())
    assert [name for name, value in answer.items() if value] == []
    assert len(answer) == 26


FULL = WindowReport(
    outcome="rate_limited",
    window_seconds=1.0,
    connected_seconds=2.5,
    connections=3,
    disconnects=4,
    disconnect_reasons=Counter(network=5),
    posts_from_stream=6,
    posts_from_search=7,
    found_unwanted=23,
    found_undecided=24,
    sent=8,
    duplicates=9,
    unacknowledged=10,
    bad_lines=11,
    unknown_messages=12,
    gaps=GapCounts(opened=13, closed=14, dropped=15, open=16, oldest_seconds=25.5),
    posts_read=17,
    posts_read_today=18,
    posts_read_this_month=19,
    share_of_day=0.5,
    share_of_month=0.25,
    estimated_spend_usd=20.0,
    fields_never_seen=["a"] * 21,
    warnings=["w"] * 22,
)


def line(report: WindowReport) -> dict[str, Any]:
    metrics = Metrics(namespace="N", service="s")
    metrics.clear_metrics()
    add_metrics(metrics, report)
    document: dict[str, Any] = dict(metrics.serialize_metric_set())
    metrics.clear_metrics()
    return document


def figures(report: WindowReport) -> dict[str, tuple[str, float]]:
    document = line(report)
    (described,) = document["_aws"]["CloudWatchMetrics"]
    return {
        metric["Name"]: (metric["Unit"], *document[metric["Name"]])
        for metric in described["Metrics"]
    }


def test_each_figure_that_is_watched_is_a_metric_of_its_own() -> None:
    assert figures(FULL) == {
        "WindowRefused": ("Count", 1.0),
        "AccessRefused": ("Count", 0.0),
        "HeardNoPost": ("Count", 0.0),
        "PostsSent": ("Count", 8.0),
        "BadLines": ("Count", 11.0),
        "UnknownMessages": ("Count", 12.0),
        "GapsOpened": ("Count", 13.0),
        "GapsClosed": ("Count", 14.0),
        "GapsDropped": ("Count", 15.0),
        "BudgetNearlyUsed": ("Count", 0.0),
        "BudgetUsedUp": ("Count", 0.0),
        "FieldsNeverSeen": ("Count", 21.0),
        "BudgetUsedToday": ("Percent", 50.0),
        "BudgetUsedThisMonth": ("Percent", 25.0),
        "OldestGapSeconds": ("Seconds", 25.5),
    }


def test_what_nobody_watches_is_in_the_same_line_and_costs_nothing() -> None:
    document = line(FULL)
    watched = {"_aws", "service", *figures(FULL)}
    assert {name: value for name, value in document.items() if name not in watched} == {
        "PostsFromStream": 6,
        "PostsFromSearch": 7,
        "FoundUnwanted": 23,
        "FoundUndecided": 24,
        "PostsUnacknowledged": 10,
        "DuplicatePosts": 9,
        "PostsRead": 17,
        "Connections": 3,
        "Disconnects": 4,
        "GapsOpen": 16,
        "Warnings": 22,
        "ConnectedSeconds": 2.5,
    }


@pytest.mark.parametrize("outcome", sorted(FOR_A_PERSON))
def test_what_only_a_person_can_mend_is_told_at_once(outcome: str) -> None:
    told = figures(WindowReport(outcome=outcome))
    assert (told["AccessRefused"][1], told["WindowRefused"][1]) == (1.0, 1.0)
    assert f"`{outcome}`" in str(WindowReport.__doc__)


def test_it_is_what_x_says_that_only_a_person_can_mend() -> None:
    by_status = [refusal(status, {}, {}) for status in (*range(400, 420), *range(500, 505))]
    titles = ("UsageCapExceeded", "SpendCapReached", "CreditsDepleted")
    issues = ("RulesInvalidIssue", "ProvisioningSubscription", "TooManyConnections")
    by_words = [problem_refusal({"title": title}) for title in titles]
    by_words += [problem_refusal({"connection_issue": issue}) for issue in issues]
    found = {each.outcome for each in (*by_status, *by_words) if each and each.cure is Cure.PERSON}
    assert found == FOR_A_PERSON


@pytest.mark.parametrize(
    ("connected", "posts", "told"),
    [
        *((60.1, {}, 1.0), (60.0, {}, 0.0), (0.0, {}, 0.0)),
        (120.0, {"posts_from_stream": 1}, 0.0),
        (120.0, {"posts_from_search": 1}, 0.0),
        (120.0, {"posts_from_stream": 1, "posts_from_search": 1}, 0.0),
    ],
)
def test_a_window_that_was_heard_and_had_no_post_says_so(
    connected: float, posts: dict[str, Any], told: float
) -> None:
    report = WindowReport(window_seconds=120.0, connected_seconds=connected, **posts)
    assert figures(report)["HeardNoPost"][1] == told


@pytest.mark.parametrize(
    ("day", "month", "nearly", "used_up"),
    [
        (0.79, 0.79, 0.0, 0.0),
        (0.8, 0.0, 1.0, 0.0),
        (0.0, 0.8, 1.0, 0.0),
        (0.99, 0.0, 1.0, 0.0),
        (1.0, 0.0, 1.0, 1.0),
        (0.0, 1.0, 1.0, 1.0),
        (1.2, 0.0, 1.0, 1.0),
    ],
)
def test_the_budget_warns_from_four_fifths_and_is_used_up_at_the_whole(
    day: float, month: float, nearly: float, used_up: float
) -> None:
    told = figures(WindowReport(share_of_day=day, share_of_month=month))
    assert (told["BudgetNearlyUsed"][1], told["BudgetUsedUp"][1]) == (nearly, used_up)


@pytest.mark.parametrize("outcome", ["handed_over", "deadline", "busy", "budget_used_up"])
def test_a_window_that_ended_as_it_should_is_not_refused(outcome: str) -> None:
    assert figures(WindowReport(outcome=outcome))["WindowRefused"] == ("Count", 0.0)


@pytest.mark.parametrize(
    "outcome",
    [
        *("unreachable", "delivery_refused", "state_unavailable", "lines_damaged", "lease_lost"),
        *("line_failed", "rules_refused", "server_error", "rate_limited", "connection_taken"),
    ],
)
def test_a_window_that_was_kept_from_its_work_is_refused(outcome: str) -> None:
    assert figures(WindowReport(outcome=outcome))["WindowRefused"] == ("Count", 1.0)
    assert f"`{outcome}`" in str(WindowReport.__doc__)


def test_long_lists_are_cut_and_refused_rules_are_warnings() -> None:
    report = WindowReport()
    foreign = [f"rule {number}" for number in range(25)]
    report.tell_rules(RulesOnX(tags={"1": "sun"}, foreign=foreign, refused=["keyword 'a'", "b"]))
    assert report.rules == {
        **{"ours": 1, "added": 0, "removed": 0, "refused": 2},
        "foreign": foreign[:20],
    }
    assert report.warnings[:2] == ["A rule was refused: keyword 'a'", "A rule was refused: b"]
    assert report.warnings[2] == (
        "25 rules of this X app are not ours; their posts are read and billed too: "
        + "; ".join(foreign[:20])
    )
    report.warnings.extend(["more"] * 25)
    assert report.as_answer()["warnings"] == report.warnings[:20]
    assert WindowReport().as_answer()["outcome"] == "deadline"


def test_many_refused_rules_are_counted_and_twenty_told() -> None:
    report = WindowReport()
    report.tell_rules(RulesOnX(refused=[f"keyword {number}" for number in range(900)]))
    assert (report.rules["refused"], len(report.warnings)) == (900, 20)


def test_rules_that_are_all_ours_are_no_reason_to_warn() -> None:
    report = WindowReport()
    report.tell_rules(RulesOnX(tags={"1": "sun"}, added=1))
    assert report.warnings == []

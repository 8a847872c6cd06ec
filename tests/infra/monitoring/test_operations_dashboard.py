"""The operations dashboard, graph by graph."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.infra.alarms.expected import ALARMS
from tests.infra.answers import ACCOUNT, arn_of, name_of
from tests.infra.monitoring.emitted import emitted
from tests.infra.program import Program

Metric = tuple[str, ...]

FUNCTION = ("FunctionName", name_of("Function", "tweets-collector"))
QUEUE = ("QueueName", name_of("Queue", "tweets-collector-schedule"))
STREAM = ("DeliveryStreamName", name_of("FirehoseDeliveryStream", "tweets-delivery"))
DOMAIN = ("DomainName", "tweets-dev", "ClientId", ACCOUNT)


def _ours(service: str, *names: str) -> list[Metric]:
    return [("TweetSentiment", name, "service", service, "stack", "dev") for name in names]


# Title: statistic and metrics. Counts are summed, levels are shown at their worst.
GRAPHS: dict[str, tuple[str, list[Metric]]] = {
    "Posts: sent, analysed, without a sentiment": (
        "Sum",
        [*_ours("collector", "PostsSent"), *_ours("sentiment", "PostsAnalysed", "PostsSkipped")],
    ),
    "Stream windows": (
        "Sum",
        [
            ("AWS/Lambda", "Invocations", *FUNCTION),
            ("AWS/Lambda", "Errors", *FUNCTION),
            ("AWS/SQS", "ApproximateNumberOfMessagesVisible", *QUEUE),
        ],
    ),
    "Gaps in the stream: opened, closed by search, given up": (
        "Sum",
        _ours("collector", "GapsOpened", "GapsClosed", "GapsDropped"),
    ),
    "Lines of the stream: perhaps posts that can't be read, of unknown kinds": (
        "Sum",
        _ours("collector", "BadLines", "UnknownMessages"),
    ),
    "Budget used, %": ("Maximum", _ours("collector", "BudgetUsedToday", "BudgetUsedThisMonth")),
    "Comprehend: units of 100 characters, throttled calls": (
        "Sum",
        _ours("sentiment", "ComprehendUnitsBilled", "ComprehendUnitsSaved", "ComprehendThrottles"),
    ),
    "Share of the documents that the search domain took": (
        "Average",
        [("AWS/Firehose", "DeliveryToAmazonOpenSearchService.Success", *STREAM)],
    ),
    "Age of the oldest undelivered post, seconds": (
        "Maximum",
        [("AWS/Firehose", "DeliveryToAmazonOpenSearchService.DataFreshness", *STREAM)],
    ),
    "Comprehend stayed away: posts that wait in the failures bucket": (
        "Sum",
        _ours("sentiment", "PostsFailed"),
    ),
    "Posts that could not be analysed, %": ("Average", _ours("sentiment", "PostsFailedShare")),
    "Age of the oldest gap that is open, seconds": (
        "Maximum",
        _ours("collector", "OldestGapSeconds"),
    ),
    "Failed records: sent again, superseded by an edit, given up": (
        "Sum",
        _ours("redrive", "RecordsResent", "PostsSuperseded", "RecordsDead"),
    ),
    "Objects in the failures bucket that wait": ("Maximum", _ours("redrive", "ObjectsWaiting")),
    "Age of the oldest post in the failures bucket, seconds": (
        "Maximum",
        _ours("redrive", "OldestWaitingSeconds"),
    ),
    # The fullest node stops the domain.
    "Search domain: free storage, MiB": ("Minimum", [("AWS/ES", "FreeStorageSpace", *DOMAIN)]),
    "Search domain: processor and memory pressure, %": (
        "Maximum",
        [("AWS/ES", "CPUUtilization", *DOMAIN), ("AWS/ES", "JVMMemoryPressure", *DOMAIN)],
    ),
    "Search domain: requests answered, refused, failed": (
        "Sum",
        [("AWS/ES", answers, *DOMAIN) for answers in ("2xx", "4xx", "5xx")],
    ),
}

YES_OR_NO = {
    "WindowRefused",
    "FieldsNeverSeen",
    "BudgetNearlyUsed",
    "BudgetUsedUp",
    "NumberOfMessagesSent",
    "ObjectsLeft",
    "ObjectsUnreadable",
    "Throttles",
    "AccessRefused",
    "HeardNoPost",
    "ComprehendDenied",
    "ClusterStatus.red",
    "ClusterIndexWritesBlocked",
}
"""Metrics of alarms that have no course to look at."""


def test_each_graph_shows_what_its_title_says_in_that_order(distinct: Program) -> None:
    shown = [
        (
            widget["properties"]["title"],
            widget["properties"]["stat"],
            [tuple(metric) for metric in widget["properties"]["metrics"]],
        )
        for widget in _widgets(distinct)
    ]
    assert shown == [(title, *graph) for title, graph in GRAPHS.items()]


def test_graphs_stand_in_two_columns_of_one_size(distinct: Program) -> None:
    """CloudWatch's grid has 24 columns ("Dashboard body structure and syntax")."""
    for number, widget in enumerate(_widgets(distinct)):
        assert (widget["width"], widget["height"]) == (12, 6)
        assert (widget["x"], widget["y"]) == ((0, 12)[number % 2], 6 + number // 2 * 6)


def test_the_state_of_every_alarm_stands_on_top(distinct: Program) -> None:
    states, *_ = _body(distinct)["widgets"]
    names = [f"tweets-monitoring-{name}" for name in ALARMS]
    shown = {arn_of("MetricAlarm", name) for name in names}
    shown.add(arn_of("CompositeAlarm", "tweets-monitoring-not-well"))
    assert set(states["properties"].pop("alarms")) == shown
    place = {"x": 0, "y": 0, "width": 24, "height": 6}
    assert states == {"type": "alarm", **place, "properties": {"title": "Alarms"}}


def test_graphs_are_of_this_region_and_show_five_minutes_a_point(distinct: Program) -> None:
    for widget in _widgets(distinct):
        assert widget["type"] == "metric"
        properties = widget["properties"]
        assert (properties["view"], properties["region"]) == ("timeSeries", "us-east-1")
        assert properties["period"] == 300


def test_the_dashboard_is_named_after_the_stack(distinct: Program) -> None:
    dashboard = distinct.one("cloudwatch/dashboard:Dashboard", "tweets-monitoring")
    assert set(dashboard.inputs) == {"dashboardName", "dashboardBody"}
    assert dashboard.inputs["dashboardName"] == "tweet-sentiment-dev"


@pytest.mark.parametrize("service", ["collector", "sentiment", "redrive"])
def test_what_a_graph_of_ours_shows_is_written_in_its_unit(distinct: Program, service: str) -> None:
    written = emitted(distinct, service)
    ours = [
        (title, metric)
        for title, (_, metrics) in GRAPHS.items()
        for metric in metrics
        if metric[3] == service
    ]
    assert ours
    for title, metric in ours:
        dimensions = dict(zip(metric[2::2], metric[3::2], strict=True))
        assert (metric[0], dimensions) == (written.namespace, written.dimensions)
        unit = {"%": "Percent", "seconds": "Seconds"}.get(title.rpartition(" ")[2], "Count")
        assert written.units[metric[1]] == unit


def test_what_an_alarm_tells_can_be_followed_on_the_dashboard() -> None:
    graphed = {metric[1] for _, metrics in GRAPHS.values() for metric in metrics}
    watched = {str(alarm[1]) for alarm in ALARMS.values()}
    assert watched - graphed == YES_OR_NO


@pytest.mark.parametrize("service", ["collector", "sentiment", "redrive"])
def test_no_metric_is_paid_for_that_nobody_looks_at(distinct: Program, service: str) -> None:
    """ "Amazon CloudWatch pricing": $0.30 a month for each metric that a function writes."""
    graphed = {metric[1] for _, metrics in GRAPHS.values() for metric in metrics}
    watched = {str(alarm[1]) for alarm in ALARMS.values()}
    assert set(emitted(distinct, service).units) <= graphed | watched


def _widgets(program: Program) -> list[Any]:
    body = _body(program)
    assert list(body) == ["widgets"]
    widgets: list[Any] = body["widgets"]
    return widgets[1:]


def _body(program: Program) -> dict[str, Any]:
    dashboard = program.one("cloudwatch/dashboard:Dashboard", "tweets-monitoring")
    body: dict[str, Any] = json.loads(dashboard.inputs["dashboardBody"])
    return body

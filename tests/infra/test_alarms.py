"""Every alarm in one table, held against the metrics that are really written."""

from __future__ import annotations

import re
from typing import Any

import pytest

from collector.report import NEARLY_USED
from components.settings.settings import CONFIG_KEYS
from redrive.bucket import DEAD_PREFIX
from sandbox.cloud.alarms.composite import terms
from tests.infra.answers import ACCOUNT, arn_of, name_of
from tests.infra.conftest import DISTINCT, SIZES
from tests.infra.emitted import emitted
from tests.infra.program import REQUIRED, Made, Program, run

WINDOW = 7 * 60
BUFFER = int(DISTINCT["bufferSeconds"])
QUIET_HOURS = int(DISTINCT["alarmAfterQuietHours"])
MINUTES_5 = 300
HOUR = 3600
AT_LEAST = "GreaterThanOrEqualToThreshold"
LESS_THAN = "LessThanThreshold"

OWN = "TweetSentiment"
COLLECTOR_LOG = {"service": "collector", "stack": "dev"}
REDRIVE_LOG = {"service": "redrive", "stack": "dev"}
REDRIVE = {"FunctionName": name_of("Function", "tweets-redrive")}
SENTIMENT_LOG = {"service": "sentiment", "stack": "dev"}
SENTIMENT = {"FunctionName": name_of("Function", "tweets-sentiment")}
WINDOW_QUEUE = {"QueueName": name_of("Queue", "tweets-collector-schedule")}
REDRIVE_QUEUE = {"QueueName": name_of("Queue", "tweets-redrive-schedule")}
COLLECTOR = {"FunctionName": name_of("Function", "tweets-collector")}
STREAM = {"DeliveryStreamName": name_of("FirehoseDeliveryStream", "tweets-delivery")}
DOMAIN = {"DomainName": "tweets-dev", "ClientId": ACCOUNT}
FRESHNESS = "DeliveryToAmazonOpenSearchService.DataFreshness"

KEYS = (
    *("namespace", "metricName", "dimensions"),
    *("statistic", "comparisonOperator", "threshold"),
    *("period", "evaluationPeriods", "treatMissingData"),
)
# namespace, metric, dimensions; statistic, comparison, threshold; seconds, periods; without data
ALARMS: dict[str, tuple[Any, ...]] = {
    # One failed window is enough: it costs a search for what it missed.
    "collector-errors": (
        *("AWS/Lambda", "Errors", COLLECTOR),
        *("Sum", AT_LEAST, 1, WINDOW, 1, "notBreaching"),
    ),
    # Lambda writes nothing for a function that is not called, so silence is the alarm.
    "no-window": (
        *("AWS/Lambda", "Invocations", COLLECTOR),
        *("Sum", LESS_THAN, 1, WINDOW, 3, "breaching"),
    ),
    # Sent to by the scheduler, and by Lambda: its destination for what it drops. SQS tells late.
    "windows-missed": (
        *("AWS/SQS", "NumberOfMessagesSent", WINDOW_QUEUE),
        *("Sum", AT_LEAST, 1, HOUR / 2, 1, "notBreaching"),
    ),
    "redrive-missed": (
        *("AWS/SQS", "NumberOfMessagesSent", REDRIVE_QUEUE),
        *("Sum", AT_LEAST, 1, HOUR / 2, 1, "notBreaching"),
    ),
    "no-redrive": (
        *("AWS/Lambda", "Invocations", REDRIVE),
        *("Sum", LESS_THAN, 1, HOUR, 2, "breaching"),
    ),
    "redrive-errors": (
        *("AWS/Lambda", "Errors", REDRIVE),
        *("Sum", AT_LEAST, 1, HOUR, 1, "notBreaching"),
    ),
    # What one run leaves, the next may send.
    "redrive-behind": (
        *(OWN, "ObjectsLeft", REDRIVE_LOG),
        *("Maximum", AT_LEAST, 1, HOUR, 2, "notBreaching"),
    ),
    # One batch that failed each of the four times that Firehose calls the function for it.
    "transform-errors": (
        *("AWS/Lambda", "Errors", SENTIMENT),
        *("Sum", AT_LEAST, 4, HOUR / 2, 1, "notBreaching"),
    ),
    "transform-throttled": (
        *("AWS/Lambda", "Throttles", SENTIMENT),
        *("Sum", AT_LEAST, 4, HOUR / 2, 1, "notBreaching"),
    ),
    # No request of which the domain took at least half, in two of three periods with any.
    "delivery-failing": (
        *("AWS/Firehose", "DeliveryToAmazonOpenSearchService.Success", STREAM),
        *("Maximum", LESS_THAN, 0.5, MINUTES_5, 3, "notBreaching"),
    ),
    # What only a person can mend does not pass by itself.
    "access-refused": (
        *(OWN, "AccessRefused", COLLECTOR_LOG),
        *("Maximum", AT_LEAST, 1, WINDOW, 1, "notBreaching"),
    ),
    # Five days are left then until X finds the posts no more.
    "gaps-open": (
        *(OWN, "OldestGapSeconds", COLLECTOR_LOG),
        *("Maximum", AT_LEAST, 48 * HOUR, WINDOW, 1, "notBreaching"),
    ),
    # A window that had a post, or was not heard, begins the hours anew.
    "no-posts": (
        *(OWN, "HeardNoPost", COLLECTOR_LOG),
        *("Minimum", AT_LEAST, 1, HOUR, QUIET_HOURS, "notBreaching"),
    ),
    "comprehend-denied": (
        *(OWN, "ComprehendDenied", SENTIMENT_LOG),
        *("Maximum", AT_LEAST, 1, MINUTES_5, 1, "notBreaching"),
    ),
    # Twice a quarter of an hour: a single batch may meet a trouble that passes.
    "posts-not-analysed": (
        *(OWN, "PostsFailedShare", SENTIMENT_LOG),
        *("Average", AT_LEAST, 50, HOUR / 4, 2, "notBreaching"),
    ),
    # A single refusal or outage may pass by itself before the next window.
    "windows-refused": (
        *(OWN, "WindowRefused", COLLECTOR_LOG),
        *("Maximum", AT_LEAST, 1, WINDOW, 2, "notBreaching"),
    ),
    "gaps-dropped": (
        *(OWN, "GapsDropped", COLLECTOR_LOG),
        *("Sum", AT_LEAST, 1, WINDOW, 1, "notBreaching"),
    ),
    # These three are states: between two windows they are as they were.
    "fields-missing": (
        *(OWN, "FieldsNeverSeen", COLLECTOR_LOG),
        *("Maximum", AT_LEAST, 1, MINUTES_5, 1, "ignore"),
    ),
    "budget-80": (
        *(OWN, "BudgetNearlyUsed", COLLECTOR_LOG),
        *("Maximum", AT_LEAST, 1, MINUTES_5, 1, "ignore"),
    ),
    "budget-100": (
        *(OWN, "BudgetUsedUp", COLLECTOR_LOG),
        *("Maximum", AT_LEAST, 1, MINUTES_5, 1, "ignore"),
    ),
    # Each of the two buffers holds posts as long as somebody wants it; twice, to be sure.
    "delivery-late": (
        *("AWS/Firehose", FRESHNESS, STREAM),
        *("Maximum", AT_LEAST, 15 * 60 + 2 * BUFFER, MINUTES_5, 2, "notBreaching"),
    ),
    # Redrive runs once an hour.
    "dead-records": (
        *(OWN, "RecordsDead", REDRIVE_LOG),
        *("Sum", AT_LEAST, 1, HOUR, 1, "notBreaching"),
    ),
    "objects-unreadable": (
        *(OWN, "ObjectsUnreadable", REDRIVE_LOG),
        *("Sum", AT_LEAST, 1, HOUR, 1, "notBreaching"),
    ),
    # "Recommended CloudWatch alarms for Amazon OpenSearch Service".
    "domain-red": (
        *("AWS/ES", "ClusterStatus.red", DOMAIN),
        *("Maximum", AT_LEAST, 1, 60, 1, "notBreaching"),
    ),
    "domain-storage": (
        *("AWS/ES", "FreeStorageSpace", DOMAIN),
        *("Minimum", LESS_THAN, 48 * 1024 / 4, MINUTES_5, 1, "notBreaching"),
    ),
    # A retry may be four hours after the last, and a run an hour later.
    "records-waiting": (
        *(OWN, "OldestWaitingSeconds", REDRIVE_LOG),
        *("Maximum", AT_LEAST, 6 * HOUR, HOUR, 1, "notBreaching"),
    ),
    "domain-blocked": (
        *("AWS/ES", "ClusterIndexWritesBlocked", DOMAIN),
        *("Maximum", AT_LEAST, 1, MINUTES_5, 1, "notBreaching"),
    ),
}

# In so many of its periods an alarm must be bad, where that is not all of them.
FEWER_THAN_ALL = {"delivery-failing": 2}
# As long as it takes to tell of a window that is missing: the range that CloudWatch looks at.
WARM_UP_MINUTES = {"no-window": 5 * WINDOW // 60, "no-redrive": 4 * 60}

# What the mail must tell, for these are the numbers that were measured and the things to do.
WORDS = {
    "collector-errors": ("window failed", "log says why"),
    "no-window": ("No stream window", "the last 35 minutes", "schedule", "queue of starts"),
    "windows-missed": ("came to nothing", "no concurrency", "collector's queue says why"),
    "access-refused": ("until you change", "token", "credits", "X's own words", "7 days back"),
    "gaps-open": ("two days ago", "after 7 days", "maxPostsPerDay or maxPostsPerMonth"),
    "no-posts": ("X is heard", "alarmAfterQuietHours", "misspelt"),
    "comprehend-denied": ("may not", "comprehendRegion", "AWS's own words", "sent again"),
    "posts-not-analysed": ("half an hour", "half of the posts", "comprehendCallsPerSecond"),
    "redrive-missed": ("came to nothing", "no concurrency", "queue says why", "an hour later"),
    "no-redrive": ("has not run for 4 hours", "schedule", "its queue"),
    "redrive-errors": ("redrive function failed", "log says why", "within an hour"),
    "redrive-behind": ("Two runs", "Firehose or S3 refused", "log names what was refused"),
    "transform-errors": ("transform function failed", "log says why", "sent again"),
    "transform-throttled": ("no concurrency", "Ask AWS for more"),
    "delivery-failing": ("hardly any", "failures bucket", "log group", "domain's status"),
    "windows-refused": (
        *("Two stream windows in a row", "achieved nothing", "X refused"),
        *("could not be reached", "Firehose took none", "reports say why"),
    ),
    "fields-missing": (
        "no longer sends a field",
        "come late, by search",
        "newer version of this project",
    ),
    "budget-80": (f"{NEARLY_USED * 100:.0f} %", "budget of posts", "maxPostsPerDay"),
    "gaps-dropped": ("missed", "7 days", "no search for a rule", "collector's log"),
    "budget-100": ("used up", "UTC day or month", "maxPostsPerDay or maxPostsPerMonth"),
    "delivery-late": ("more than 17 minutes old", "log group", "domain's status"),
    "dead-records": (
        "can't be indexed or analysed",
        "older than retentionDays",
        f"under {DEAD_PREFIX} in the failures bucket",
        '{"dead": true}',
    ),
    "records-waiting": ("six hours", "log of the redrive function", "as long as retentionDays"),
    "objects-unreadable": ("damaged", f"whole under {DEAD_PREFIX};", "log of the redrive function"),
    "domain-red": ("is red", "can't be read or written", "AWS's page", "hourly snapshot"),
    "domain-storage": ("Less than a quarter", "volumeGib or lower retentionDays"),
    "domain-blocked": (
        *("takes no writes", "volume or its memory", "wait in the failures bucket"),
        *("volumeGib", "retentionDays", "instanceType"),
    ),
}


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_an_alarm_watches_what_it_promises(distinct: Program, name: str) -> None:
    inputs = _alarm(distinct, name).inputs
    assert tuple(inputs[key] for key in KEYS) == ALARMS[name]
    topic = [arn_of("Topic", "tweets-monitoring")]
    assert (inputs["alarmActions"], inputs["okActions"]) == (topic, topic)
    more = {"warmUpConfiguration"} if name in WARM_UP_MINUTES else set()
    more |= {"datapointsToAlarm"} if name in FEWER_THAN_ALL else set()
    assert set(inputs) == {*KEYS, "alarmActions", "okActions", "alarmDescription"} | more
    assert inputs.get("datapointsToAlarm") == FEWER_THAN_ALL.get(name)


def test_what_missing_data_would_ring_waits_for_the_first_windows_end(distinct: Program) -> None:
    for name, minutes in WARM_UP_MINUTES.items():
        warm_up = _alarm(distinct, name).inputs["warmUpConfiguration"]
        assert warm_up == {"warmUpPeriodDurationInMinutes": minutes}


def test_windows_of_a_minute_may_start_late() -> None:
    """A start is up to a minute late, a window waits as long, and Lambda's metric comes then."""
    inputs = _alarm(run(**REQUIRED, **SIZES[0]), "no-window").inputs
    assert (inputs["period"], inputs["evaluationPeriods"]) == (MINUTES_5, 3)


def test_there_is_no_alarm_beside_the_table(distinct: Program) -> None:
    names = {made.name for made in distinct.all("cloudwatch/metricAlarm:MetricAlarm")}
    assert names == {f"tweets-monitoring-{name}" for name in ALARMS}
    assert set(WORDS) == set(ALARMS)


NO_TROUBLE = {"budget-80", "budget-100", "no-posts"}
"""The pipeline does as it was told, or there is nothing to do."""


def test_one_alarm_tells_whether_the_pipeline_is_well(distinct: Program) -> None:
    kind, name = "cloudwatch/compositeAlarm:CompositeAlarm", "tweets-monitoring-not-well"
    inputs = dict(distinct.one(kind, name).inputs)
    described = set(terms(inputs.pop("alarmRule")))
    trouble = set(ALARMS) - NO_TROUBLE
    assert described == {
        ("ALARM", name_of("MetricAlarm", f"tweets-monitoring-{each}")) for each in trouble
    }
    assert inputs.pop("alarmDescription").startswith("The pipeline is not well")
    assert inputs == {"alarmName": "tweet-sentiment-dev-not-well"}


@pytest.mark.parametrize("name", sorted(WORDS))
def test_the_mail_says_what_it_means_and_what_to_do(distinct: Program, name: str) -> None:
    text = _alarm(distinct, name).inputs["alarmDescription"]
    assert not [word for word in WORDS[name] if word not in text]
    assert text.endswith(".")
    assert text[0].isupper() or text[0].isdigit()
    assert "  " not in text
    assert set(re.findall(r"\b[a-z]+[A-Z]\w*", text)) <= set(CONFIG_KEYS)


@pytest.mark.parametrize("service", ["collector", "redrive", "sentiment"])
def test_what_an_alarm_of_ours_watches_is_written_at_every_run(
    distinct: Program, service: str
) -> None:
    written = emitted(distinct, service)
    watched: list[Any] = [
        (namespace, metric, dimensions)
        for namespace, metric, dimensions, *_ in ALARMS.values()
        if namespace == OWN and dimensions["service"] == service
    ]
    assert len(watched) >= 2
    for namespace, metric, dimensions in watched:
        assert (written.namespace, written.dimensions) == (namespace, dimensions)
        endings = {"Seconds": "Seconds", "Share": "Percent"}
        unit = next((endings[end] for end in endings if metric.endswith(end)), "Count")
        assert written.units[metric] == unit


def test_a_quarter_of_the_volume_is_in_mebibytes_as_the_metric_is(distinct: Program) -> None:
    """ "Monitoring OpenSearch cluster metrics": FreeStorageSpace is in MiB, and a node's."""
    volume_gib = int(DISTINCT["volumeGib"])
    assert _alarm(distinct, "domain-storage").inputs["threshold"] * 4 == volume_gib * 1024


def test_the_collectors_windows_count_in_their_own_length(program: Program) -> None:
    for name in ("collector-errors", "no-window", "windows-refused"):
        assert _alarm(program, name).inputs["period"] == 14 * 60


def _alarm(program: Program, name: str) -> Made:
    return program.one("cloudwatch/metricAlarm:MetricAlarm", f"tweets-monitoring-{name}")

"""What each alarm is to watch, and when it is bad: the table that the program is held to."""

from __future__ import annotations

from typing import Any

from tests.infra.answers import ACCOUNT, name_of
from tests.infra.conftest import DISTINCT
from tests.infra.program import Made, Program

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
    # What one run leaves, the next may send. Each run tells of it, also where nothing failed; when
    # there is no data there was no run, and `no-redrive` rings.
    "redrive-behind": (
        *(OWN, "ObjectsLeft", REDRIVE_LOG),
        *("Maximum", AT_LEAST, 1, HOUR, 2, "notBreaching"),
    ),
    # One batch that failed each of the four times that Firehose calls the function for it. A sum
    # falls when the first of the four leaves it: within the hour the next rare batch has failed.
    "transform-errors": (
        *("AWS/Lambda", "Errors", SENTIMENT),
        *("Sum", AT_LEAST, 4, HOUR, 1, "notBreaching"),
    ),
    # Lambda tells of no throttle only by silence, so silence has to end it.
    "transform-throttled": (
        *("AWS/Lambda", "Throttles", SENTIMENT),
        *("Sum", AT_LEAST, 4, HOUR / 2, 1, "notBreaching"),
    ),
    # No request of which the domain took at least half, in two of three periods with any. Without
    # a request nothing is known of the domain: what it did last, it does still.
    "delivery-failing": (
        *("AWS/Firehose", "DeliveryToAmazonOpenSearchService.Success", STREAM),
        *("Maximum", LESS_THAN, 0.5, MINUTES_5, 3, "ignore"),
    ),
    # What only a person can mend does not pass by itself. Each window tells of it, also where
    # nothing is posted; when there is no data there was no window, and `no-window` rings.
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
    # Without a batch nothing is known of Comprehend, here and below.
    "comprehend-denied": (
        *(OWN, "ComprehendDenied", SENTIMENT_LOG),
        *("Maximum", AT_LEAST, 1, MINUTES_5, 1, "ignore"),
    ),
    # Twice a quarter of an hour: a single batch may meet a trouble that passes.
    "posts-not-analysed": (
        *(OWN, "PostsFailedShare", SENTIMENT_LOG),
        *("Average", AT_LEAST, 50, HOUR / 4, 2, "ignore"),
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
    # Each of the two buffers holds posts as long as somebody wants it; twice, to be sure. Without
    # data Firehose holds no post, so none is late.
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
    # A person who mistypes a password, or a deployment that asks what is there, is far below it.
    "domain-refuses": (
        *("AWS/ES", "4xx", DOMAIN),
        *("Sum", AT_LEAST, 100, MINUTES_5, 3, "notBreaching"),
    ),
}

# In so many of its periods an alarm must be bad, where that is not all of them.
FEWER_THAN_ALL = {"delivery-failing": 2}
# As long as it takes to tell of a window that is missing: the range that CloudWatch looks at.
WARM_UP_MINUTES = {"no-window": 5 * WINDOW // 60, "no-redrive": 4 * 60}

NO_TROUBLE = {"budget-80", "budget-100", "no-posts", "domain-refuses"}
"""The pipeline does as it was told, or there is nothing to do, or others ask in vain."""


def alarm_of(program: Program, name: str) -> Made:
    """Return what the program made of an alarm."""
    return program.one("cloudwatch/metricAlarm:MetricAlarm", f"tweets-monitoring-{name}")

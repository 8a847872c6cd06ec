"""Each setting arrives where it is meant, and nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.infra.conftest import DISTINCT, SIZES
from tests.infra.program import REQUIRED, Program, run
from tests.infra.resources.places import places

COLLECTOR = "Function tweets-collector environment.variables."
SENTIMENT = "Function tweets-sentiment environment.variables."
BOOTSTRAP = "Function tweets-bootstrap environment.variables."
DELIVERY = "FirehoseDeliveryStream tweets-delivery opensearchConfiguration."
RULES_AT_X = "Invocation tweets-rules input.rules."
S3_FORGETS_AFTER = "BucketLifecycleConfiguration tweets-failures rules.0.expiration.days"
RULES_OF_WINDOWS = "Schedule tweets-collector-schedule target.input.rules."

ARRIVES_AT = {
    "maxPostsPerDay": {f"{COLLECTOR}MAX_POSTS_PER_DAY"},
    "maxPostsPerMonth": {f"{COLLECTOR}MAX_POSTS_PER_MONTH"},
    # How many searches gaps need depends on it.
    "windowMinutes": {
        f"{COLLECTOR}WINDOW_MINUTES",
        "Invocation tweets-rules input.window_minutes",
    },
    # Gathered before the analysis, before the index, and for failed records.
    "bufferSeconds": {
        f"{DELIVERY}bufferingInterval",
        f"{DELIVERY}s3Configuration.bufferingInterval",
        f"{DELIVERY}processingConfiguration.processors.0.parameters.1.parameterValue",
    },
    # The domain is made of it; its paths and its dashboard's address follow from it.
    "engineVersion": {"Domain tweets engineVersion", f"{BOOTSTRAP}ENGINE_VERSION"},
    "instanceType": {"Domain tweets clusterConfig.instanceType"},
    # A single node keeps no replicas.
    "instanceCount": {"Domain tweets clusterConfig.instanceCount", f"{BOOTSTRAP}INSTANCE_COUNT"},
    "volumeGib": {"Domain tweets ebsOptions.volumeSize"},
    # Posts are in the index, and failed ones are sent again, as long.
    "retentionDays": {
        f"{BOOTSTRAP}RETENTION_DAYS",
        "Function tweets-redrive environment.variables.RETENTION_DAYS",
    },
    "alarmEmail": {"TopicSubscription tweets-monitoring endpoint"},
    "comprehendCallsPerSecond": {f"{SENTIMENT}COMPREHEND_CALLS_PER_SECOND"},
    "comprehendRegion": {f"{SENTIMENT}COMPREHEND_REGION"},
    "xBearerToken": {"SecretVersion tweets-rules secretString"},
    "track": {f"{RULES_AT_X}0.tag", f"{RULES_OF_WINDOWS}0.tag"},
}


@pytest.mark.parametrize("key", sorted(ARRIVES_AT))
def test_a_setting_arrives_where_it_is_meant_and_nowhere_else(distinct: Program, key: str) -> None:
    found = {place for place, value in places(distinct).items() if _text(value) == DISTINCT[key]}
    assert found == ARRIVES_AT[key]


def test_s3_forgets_no_failed_record_that_redrive_has_not_given_up_by_then(
    distinct: Program,
) -> None:
    """Redrive, which tells of it, runs each hour, and S3 forgets at midnight."""
    assert places(distinct)[S3_FORGETS_AFTER] == int(DISTINCT["retentionDays"]) + 1


def test_every_setting_is_followed() -> None:
    elsewhere = {
        "alarmAfterQuietHours",
        "rules",
        "languages",
        "includeReposts",
        "expandAuthors",
        "reclaimConnection",
    }
    assert set(ARRIVES_AT) | elsewhere == set(DISTINCT)


@pytest.mark.parametrize("start", [RULES_AT_X, RULES_OF_WINDOWS])
def test_the_rules_of_the_deploy_are_those_of_every_window(distinct: Program, start: str) -> None:
    found = {p.removeprefix(start): v for p, v in places(distinct).items() if p.startswith(start)}
    assert found == {
        "0.tag": "#alpha",
        "0.value": "#alpha lang:de",  # and no -is:retweet, for reposts are wanted
        "1.tag": "expert",
        "1.value": "beta has:links",
    }


FLAGS = ("EXPAND_AUTHORS", "RECLAIM_CONNECTION")


@pytest.mark.parametrize(
    ("values", "flags"),
    [
        # In which no two flags go the same way.
        (REQUIRED | SIZES[3], ("false", "true")),
        (DISTINCT, ("false", "false")),
        (REQUIRED | SIZES[0], ("true", "true")),
    ],
    ids=["defaults", "neither", "authors"],
)
def test_each_flag_goes_its_own_way(values: dict[str, str], flags: tuple[str, ...]) -> None:
    found = places(run(**values))
    assert tuple(found[COLLECTOR + name] for name in FLAGS) == flags
    assert str(found["Invocation tweets-rules input.expand_authors"]).lower() == flags[0]


def test_a_window_starts_as_often_and_runs_as_long_as_its_minutes_say(distinct: Program) -> None:
    found = places(distinct)
    assert found["Schedule tweets-collector-schedule scheduleExpression"] == "rate(7 minutes)"
    # The successor may start a minute late, and half a minute is for closing.
    assert found["Function tweets-collector timeout"] == 7 * 60 + 60 + 30


@pytest.mark.parametrize("name", ["tweets-collector-schedule", "tweets-redrive-schedule"])
def test_a_rate_is_in_words_that_the_scheduler_takes(distinct: Program, name: str) -> None:
    """EventBridge Scheduler's "Schedule types": minutes, hours or days, also for one of them."""
    expression = places(distinct)[f"Schedule {name} scheduleExpression"]
    assert re.fullmatch(r"rate\([1-9][0-9]* (minutes|hours|days)\)", expression)


def test_failed_records_are_sent_again_every_hour(distinct: Program) -> None:
    expression = places(distinct)["Schedule tweets-redrive-schedule scheduleExpression"]
    assert expression == "rate(1 hours)"


def test_the_outputs_tell_what_was_made(distinct: Program) -> None:
    assert distinct.outputs == {
        "kibana_url": "https://search-tweets-abc.us-east-1.es.amazonaws.com/_dashboards"
        "/app/dashboards?security_tenant=global#/view/tweet-sentiment",
        "kibana_user": "kibana",
        "kibana_password": "made-up-Passw0rd-of-the-mocks",
        "elasticsearch_endpoint": "search-tweets-abc.us-east-1.es.amazonaws.com",
        "delivery_stream": "tweets-delivery-firehosedeliverystream-1a2b3c4",
        "failures_bucket": "tweets-failures-bucket-1a2b3c4",
        "collector_function": "tweets-collector-function-1a2b3c4",
        "rules": [
            {"tag": "#alpha", "value": "#alpha lang:de"},
            {"tag": "expert", "value": "beta has:links"},
        ],
        "operations_dashboard_url": "https://us-east-1.console.aws.amazon.com/cloudwatch/home"
        "?region=us-east-1#dashboards/dashboard/tweet-sentiment-dev",
        "alarms": "Mailed to somebody@example.com, once you confirmed the mail in which AWS asks "
        "for it.",
    }


def _text(value: Any) -> str:
    return str(int(value)) if type(value) is float else str(value)

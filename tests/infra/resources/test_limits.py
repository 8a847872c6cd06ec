"""What AWS would refuse and Pulumi's mocks let pass: lengths, ranges, pairs, expressions."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.timing import Timing
from components.names import domain_name, operations_dashboard_name
from tests.infra.answers import name_of
from tests.infra.conftest import SIZES
from tests.infra.program import REQUIRED, Made, Program, run

LONGEST_NAME = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": 255,
    "aws:dynamodb/table:Table": 255,
    "aws:iam/role:Role": 64,
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": 64,
    "aws:lambda/function:Function": 64,
    "aws:s3/bucket:Bucket": 63,
    "aws:scheduler/schedule:Schedule": 64,
    "aws:sns/topic:Topic": 256,
    "aws:sqs/queue:Queue": 80,
}
SCHEDULER_PRECISION_SECONDS = 60
SUFFIX_OF_PULUMI = 8
"""A hyphen and seven hexadecimal digits."""


def test_every_name_that_pulumi_makes_up_is_short_and_plain_enough(program: Program) -> None:
    for made in program.made:
        assert re.fullmatch(r"[a-z][a-z0-9-]*", made.name), made.urn
        assert len(made.name) + SUFFIX_OF_PULUMI <= LONGEST_NAME.get(made.type, 64), made.urn


@given(stack=st.from_regex(r"[A-Za-z0-9_.-]{1,100}", fullmatch=True))
@settings(max_examples=50, deadline=None)
def test_every_stack_gets_a_domain_name_that_aws_takes(stack: str) -> None:
    name = domain_name(stack)
    assert re.fullmatch(r"[a-z][a-z0-9-]{2,27}", name), name
    assert re.fullmatch(r"[a-z0-9-]{1,255}", operations_dashboard_name(stack))


@given(
    one=st.from_regex(r"[A-Za-z0-9_.-]{1,40}", fullmatch=True),
    other=st.from_regex(r"[A-Za-z0-9_.-]{1,40}", fullmatch=True),
)
@settings(max_examples=50, deadline=None)
def test_two_stacks_never_share_a_domain(one: str, other: str) -> None:
    assert (domain_name(one) == domain_name(other)) == (one == other)


def test_functions_keep_within_lambdas_limits(program: Program) -> None:
    functions = program.all("lambda/function:Function")
    assert {f.name.removeprefix("tweets-") for f in functions} == {
        "rules",
        "collector",
        "sentiment",
        "bootstrap",
        "redrive",
    }
    for function in functions:
        inputs = function.inputs
        variables = inputs["environment"]["variables"]
        assert len("".join(variables) + "".join(variables.values())) <= 4096
        assert 1 <= inputs["timeout"] <= 900
        assert 128 <= inputs["memorySize"] <= 10240
        assert (inputs["runtime"], inputs["architectures"]) == ("python3.13", ["arm64"])
        assert inputs["loggingConfig"]["logFormat"] == "JSON"
        assert "reservedConcurrentExecutions" not in inputs  # a new account may have none to spare
        assert not set(variables) & {"TIME_SCALE", "X_API_URL", "REQUESTS_CA_BUNDLE"}
        assert not [name for name in variables if name.startswith("AWS_")]


def test_every_function_names_itself_in_logs_and_metrics(program: Program) -> None:
    for function in program.all("lambda/function:Function"):
        variables = function.inputs["environment"]["variables"]
        assert variables["STACK"] == "dev"
        assert f"tweets-{variables['POWERTOOLS_SERVICE_NAME']}" == function.name
        assert variables["POWERTOOLS_METRICS_NAMESPACE"] == "TweetSentiment"


def test_no_log_is_kept_for_ever(program: Program) -> None:
    assert len(program.all("cloudwatch/logGroup:LogGroup")) == 6
    for log_group in program.all("cloudwatch/logGroup:LogGroup"):
        assert log_group.inputs["retentionInDays"] in (1, 3, 5, 7, 14, 30, 60, 90)


@pytest.mark.parametrize("size", SIZES)
def test_a_window_outlasts_its_interval_and_not_lambda(size: dict[str, str]) -> None:
    program, minutes = run(**REQUIRED, **size), int(size["windowMinutes"])
    schedule = program.one("scheduler/schedule:Schedule", "tweets-collector-schedule")
    function = program.one("lambda/function:Function", "tweets-collector")
    assert schedule.inputs["scheduleExpression"] == f"rate({minutes} minutes)"
    assert minutes * 60 < function.inputs["timeout"] <= 900
    assert function.inputs["environment"]["variables"]["WINDOW_MINUTES"] == str(minutes)


@pytest.mark.parametrize("size", SIZES[:3])
def test_a_window_holds_its_stream_until_the_latest_start_of_the_next(
    size: dict[str, str],
) -> None:
    program, minutes = run(**REQUIRED, **size), int(size["windowMinutes"])
    function = program.one("lambda/function:Function", "tweets-collector")
    streams_for = Timing().time_to_stream(function.inputs["timeout"])
    assert streams_for > minutes * 60 + SCHEDULER_PRECISION_SECONDS


def test_a_failed_start_is_not_repeated_beside_the_next_one(program: Program) -> None:
    for name in ("tweets-collector-schedule", "tweets-redrive-schedule"):
        config = program.one("lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", name)
        assert config.inputs["maximumRetryAttempts"] == 0
        assert 60 <= config.inputs["maximumEventAgeInSeconds"] <= 120
        schedule = program.one("scheduler/schedule:Schedule", name)
        assert program.waits_for(schedule, config)
        policy = schedule.inputs["target"]["retryPolicy"]
        assert 60 <= policy["maximumEventAgeInSeconds"] <= 86400
        assert policy["maximumRetryAttempts"] == 0
        assert schedule.inputs["flexibleTimeWindow"] == {"mode": "OFF"}


@pytest.mark.parametrize("size", SIZES)
def test_firehose_gathers_within_its_ranges(size: dict[str, str]) -> None:
    stream, seconds = _stream(run(**REQUIRED, **size)), int(size["bufferSeconds"])
    delivery = stream.inputs["opensearchConfiguration"]
    assert delivery["bufferingInterval"] == seconds
    assert 1 <= delivery["bufferingSize"] <= 5  # small nodes take 10 MiB in one request
    assert 0 <= delivery["retryDuration"] <= 7200
    # "Configure backup settings": 60 to 900 seconds, and no sooner than the domain's own buffer.
    assert delivery["s3Configuration"]["bufferingInterval"] == max(60, seconds)
    assert 1 <= delivery["s3Configuration"]["bufferingSize"] <= 128


@pytest.mark.parametrize("size", SIZES)
def test_firehose_is_not_told_its_own_defaults(size: dict[str, str]) -> None:
    """They are not kept in its state and would show as a change at every run."""
    stream, seconds = _stream(run(**REQUIRED, **size)), int(size["bufferSeconds"])
    (processor,) = stream.inputs["opensearchConfiguration"]["processingConfiguration"]["processors"]
    parameters = {p["parameterName"]: p["parameterValue"] for p in processor["parameters"]}
    assert parameters.pop("LambdaArn").endswith(":$LATEST")
    assert parameters == ({} if seconds == 60 else {"BufferIntervalInSeconds": str(seconds)})


def test_every_failed_record_lands_where_redrive_looks(program: Program) -> None:
    backup = _stream(program).inputs["opensearchConfiguration"]["s3Configuration"]
    assert backup["prefix"] == "failed/"
    assert backup["errorOutputPrefix"] == "failed/!{firehose:error-output-type}/"
    assert "!{firehose:error-output-type}" not in backup["prefix"]


def test_firehose_tells_its_errors_to_log_streams_that_exist(program: Program) -> None:
    delivery = _stream(program).inputs["opensearchConfiguration"]
    streams = program.all("cloudwatch/logStream:LogStream")
    told = {
        delivery["cloudwatchLoggingOptions"]["logStreamName"],
        delivery["s3Configuration"]["cloudwatchLoggingOptions"]["logStreamName"],
    }
    assert len(told) == len(streams) == 2
    assert all(program.waits_for(_stream(program), stream) for stream in streams)


def test_alarms_are_complete_and_few(program: Program) -> None:
    alarms = program.all("cloudwatch/metricAlarm:MetricAlarm")
    assert 8 <= len(alarms) <= 28
    for alarm in alarms:
        period = alarm.inputs["period"]
        assert period in (10, 30) or period % 60 == 0, alarm.name
        assert period * alarm.inputs["evaluationPeriods"] <= 24 * 3600
        assert alarm.inputs["dimensions"], alarm.name
        assert len(alarm.inputs["alarmDescription"]) <= 1024
        assert alarm.inputs["treatMissingData"] in ("notBreaching", "breaching", "ignore")
        for key in ("namespace", "metricName", "statistic", "comparisonOperator"):
            assert alarm.inputs[key], alarm.name


def test_the_operations_dashboard_is_valid_and_shows_this_stack(program: Program) -> None:
    dashboard = program.one("cloudwatch/dashboard:Dashboard", "tweets-monitoring").inputs
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,255}", dashboard["dashboardName"])
    for widget in json.loads(dashboard["dashboardBody"])["widgets"]:
        assert widget["x"] + widget["width"] <= 24
    for metric in _graphed(program):
        assert len(metric) >= 4
        assert len(metric) % 2 == 0, metric
    assert name_of("Function", "tweets-collector") in dashboard["dashboardBody"]


def _stream(program: Program) -> Made:
    return program.one("kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "tweets-delivery")


def _graphed(program: Program) -> list[list[str]]:
    dashboard = program.one("cloudwatch/dashboard:Dashboard", "tweets-monitoring").inputs
    widgets = json.loads(dashboard["dashboardBody"])["widgets"]
    return [metric for widget in widgets for metric in widget["properties"].get("metrics", ())]


def test_as_many_rules_as_are_taken_fit_into_what_the_schedule_hands_on() -> None:
    """ "Quotas for Amazon EventBridge Scheduler": a payload of 256 KiB."""
    keywords = ", ".join(f"{'語' * 80}{each:03}" for each in range(490))
    schedule = run(**{**REQUIRED, "track": keywords}).one(
        "scheduler/schedule:Schedule", "tweets-collector-schedule"
    )
    size = len(schedule.inputs["target"]["input"].encode())
    assert 250_000 < size <= 256 * 1024

"""What the program made, as the stand-ins need it: alarms, functions, delivery settings."""

from __future__ import annotations

from typing import Any

from sandbox.cloud.alarms.definition import MetricAlarm, metric_alarm
from sandbox.cloud.firehose.settings import DeliverySettings, FailureSettings, TransformSettings
from tests.infra.answers import ACCOUNT, arn_of, name_of
from tests.infra.program import Program

MONITORING = "tweets-monitoring-"
LOCAL_ACCOUNT = "000000000000"
"""Of the services in this process."""
METRIC_ALARM = "cloudwatch/metricAlarm:MetricAlarm"


def short(name: str) -> str:
    """Return an alarm's name without what all of them begin with."""
    return name.removeprefix(MONITORING)


def local(arn: str) -> str:
    """Return an ARN as it is in this process."""
    return arn.replace(ACCOUNT, LOCAL_ACCOUNT)


def metric_alarms(program: Program) -> list[MetricAlarm]:
    """Return the alarms as PutMetricAlarm would get them, by their short names."""
    return [metric_alarm(_request(short(made.name), made.inputs)) for made in _alarms(program)]


def composite_alarm(program: Program) -> tuple[str, str]:
    """Return the composite alarm: its short name, and its rule over the short names of others."""
    (made,) = program.all("cloudwatch/compositeAlarm:CompositeAlarm")
    rule = str(made.inputs["alarmRule"])
    for alarm in _alarms(program):
        rule = rule.replace(f'"{name_of("MetricAlarm", alarm.name)}"', f'"{short(alarm.name)}"')
    return short(made.name), rule


def _alarms(program: Program) -> list[Any]:
    return program.all(METRIC_ALARM)


def _request(name: str, inputs: dict[str, Any]) -> dict[str, Any]:
    dimensions = [{"Name": key, "Value": value} for key, value in inputs["dimensions"].items()]
    given = {_capital(key): value for key, value in inputs.items() if key != "dimensions"}
    warm_up = given.get("WarmUpConfiguration")
    if warm_up:
        given["WarmUpConfiguration"] = {_capital(key): value for key, value in warm_up.items()}
    return {**given, "AlarmName": name, "Dimensions": dimensions}


def _capital(key: str) -> str:
    return key[0].upper() + key[1:]


def environment(program: Program, function: str) -> dict[str, str]:
    """Return the variables of a function, by its logical name."""
    made = program.one("lambda/function:Function", function)
    variables: dict[str, str] = made.inputs["environment"]["variables"]
    return variables


def timeout(program: Program, function: str) -> float:
    return float(program.one("lambda/function:Function", function).inputs["timeout"])


def event_settings(program: Program, function: str) -> dict[str, Any]:
    """Return how its asynchronous events are treated, as PutFunctionEventInvokeConfig has it."""
    made = program.one(
        "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", f"{function}-schedule"
    )
    destination = made.inputs.get("destinationConfig") or {}
    target = (destination.get("onFailure") or {}).get("destination", "")
    return {
        "MaximumRetryAttempts": made.inputs["maximumRetryAttempts"],
        "MaximumEventAgeInSeconds": made.inputs["maximumEventAgeInSeconds"],
        "DestinationConfig": {"OnFailure": {"Destination": local(target)}} if target else {},
    }


def schedule(program: Program, function: str) -> dict[str, Any]:
    """Return a schedule as the local cloud's Scheduler keeps it."""
    made = program.one("scheduler/schedule:Schedule", f"{function}-schedule")
    target, policy = made.inputs["target"], made.inputs["target"]["retryPolicy"]
    return {
        "Arn": f"arn:aws:scheduler:us-east-1:123456789012:schedule/default/{made.name}",
        "Target": {
            "Arn": target["arn"],
            "RoleArn": target["roleArn"],
            "Input": target["input"],
            "RetryPolicy": {
                "MaximumRetryAttempts": int(policy["maximumRetryAttempts"]),
                "MaximumEventAgeInSeconds": int(policy["maximumEventAgeInSeconds"]),
            },
            "DeadLetterConfig": {"Arn": local(target["deadLetterConfig"]["arn"])},
        },
    }


def delivery_settings(program: Program) -> DeliverySettings:
    """Return the stream's settings; what matters here is how long it gathers, and tries again."""
    made = program.one("kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "tweets-delivery")
    inputs = made.inputs["opensearchConfiguration"]
    buffer_seconds = int(inputs["bufferingInterval"])
    return DeliverySettings(
        role_arn=inputs["roleArn"],
        domain_arn=inputs["domainArn"],
        index=inputs["indexName"],
        rotation=inputs["indexRotationPeriod"],
        give_ids=True,
        buffer_bytes=5 * 1024 * 1024,
        buffer_seconds=buffer_seconds,
        retry_seconds=int(inputs["retryDuration"]),
        transform=TransformSettings(
            function_arn=arn_of("Function", "tweets-sentiment"),
            role_arn=inputs["roleArn"],
            retries=3,
            buffer_bytes=1024 * 1024,
            buffer_seconds=buffer_seconds,
        ),
        failures=FailureSettings(
            role_arn=inputs["roleArn"],
            bucket=name_of("Bucket", "tweets-failures"),
            prefix="failed/",
            error_prefix="failed/!{firehose:error-output-type}/",
            gzip=True,
        ),
        log=None,
    )

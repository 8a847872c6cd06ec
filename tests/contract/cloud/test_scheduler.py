from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.cloud.services.scheduler import rate_seconds
from tests.contract.cloud.local_account import TIME_SCALE, LocalAccount, allow, eventually

KEEP = """
import boto3, json, time
def handler(event, context):
    key = f"{time.time()}"
    boto3.client("s3").put_object(Bucket=event["bucket"], Key=key, Body=json.dumps(event))
"""
MakeSchedule = Callable[..., str]


@pytest.fixture
def make_schedule(account: LocalAccount, unique: Callable[[str], str]) -> Iterator[MakeSchedule]:
    made: list[str] = []

    def make(
        *rights: dict[str, Any],
        service: str = "scheduler.amazonaws.com",
        rate: str = "rate(1 minutes)",
        **target: Any,
    ) -> str:
        name = unique("schedule")
        account.client("s3").create_bucket(Bucket=name)
        function_role = account.role(
            f"{name}-function", "lambda.amazonaws.com", allow("s3:PutObject")
        )
        arn = account.function(name, KEEP, function_role)
        role = account.role(name, service, *rights)
        account.client("scheduler").create_schedule(
            Name=name,
            ScheduleExpression=rate,
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={
                "Arn": arn,
                "RoleArn": role,
                "Input": json.dumps(
                    {
                        "bucket": name,
                        "scheduled_time": "<aws.scheduler.scheduled-time>",
                        "attempt": "<aws.scheduler.attempt-number>",
                    }
                ),
                **target,
            },
        )
        made.append(name)
        return name

    yield make
    for name in made:
        account.client("scheduler").delete_schedule(Name=name)


def test_a_schedule_starts_its_function_at_once(
    account: LocalAccount, make_schedule: MakeSchedule
) -> None:
    name = make_schedule(allow("lambda:InvokeFunction"), rate="rate(1 day)")
    (event,) = eventually(lambda: account.objects(name)).values()
    assert json.loads(event)["attempt"] == "1"


def test_a_schedule_starts_its_function_at_its_rate_however_late_that_gets_to_run(
    account: LocalAccount, make_schedule: MakeSchedule
) -> None:
    name = make_schedule(allow("lambda:InvokeFunction"))
    events = eventually(lambda: len(found := account.objects(name)) >= 3 and found)
    started = [json.loads(event) for event in events.values()]
    times = sorted(datetime.fromisoformat(event["scheduled_time"]) for event in started)
    period = timedelta(minutes=1) * TIME_SCALE
    assert {(time - times[0]) % period for time in times} == {timedelta(0)}
    assert len(set(times)) == len(times)


def test_a_schedule_may_fire_twice_when_a_test_orders_it(
    account: LocalAccount, make_schedule: MakeSchedule
) -> None:
    account.order("faults", {"rates": {"scheduler.twice": 1}})
    name = make_schedule(allow("lambda:InvokeFunction"))
    events = eventually(lambda: len(found := account.objects(name)) >= 2 and found)
    times = sorted(json.loads(event)["scheduled_time"] for event in events.values())
    assert times[0] == times[1]


def test_without_its_permission_the_event_goes_to_the_dead_letter_queue(
    account: LocalAccount, make_schedule: MakeSchedule, unique: Callable[[str], str]
) -> None:
    queue = unique("queue")
    url = account.client("sqs").create_queue(QueueName=queue)["QueueUrl"]
    arn = f"arn:aws:sqs:us-east-1:000000000000:{queue}"
    name = make_schedule(allow("sqs:SendMessage", arn), DeadLetterConfig={"Arn": arn})

    def received() -> Any:
        answer = account.client("sqs").receive_message(
            QueueUrl=url, MessageAttributeNames=["All"], WaitTimeSeconds=0
        )
        return answer.get("Messages")

    message = eventually(received)[0]
    assert json.loads(message["Body"])["bucket"] == name
    attributes = message["MessageAttributes"]
    assert "AccessDenied" in attributes["ERROR_CODE"]["StringValue"]
    assert "lambda:InvokeFunction" in attributes["ERROR_MESSAGE"]["StringValue"]
    assert account.objects(name) == {}


def test_a_role_that_the_scheduler_may_not_assume_is_refused(make_schedule: MakeSchedule) -> None:
    with pytest.raises(ClientError, match="must allow AWS EventBridge Scheduler"):
        make_schedule(allow("lambda:InvokeFunction"), service="lambda.amazonaws.com")


@pytest.mark.parametrize(
    ("expression", "seconds"),
    [
        ("rate(14 minutes)", 840),
        ("rate(1 minutes)", 60),
        ("rate(1 hour)", 3600),
        ("rate(2 days)", 172_800),
        ("rate(0 minutes)", None),
        ("rate(1 minute", None),
        ("rate(5 seconds)", None),
    ],
)
def test_rates_are_read_as_documented(expression: str, seconds: int | None) -> None:
    assert rate_seconds(expression) == seconds

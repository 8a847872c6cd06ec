"""Alarms of the local cloud see its own metrics, by their dimensions, and mail what changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.cloud.local_account import LocalAccount, allow, eventually

Unique = Callable[[str], str]


class Alarmed:
    """Two functions with an alarm each on their errors, and one alarm over both."""

    def __init__(self, account: LocalAccount, unique: Unique) -> None:
        self.account = account
        self.names = [unique("failing"), unique("working")]
        self.over = unique("over")
        topic = account.client("sns").create_topic(Name=unique("topic"))["TopicArn"]
        name = unique("queue")
        queue = f"arn:aws:sqs:us-east-1:000000000000:{name}"
        statement = allow("sqs:SendMessage", queue) | {
            "Principal": {"Service": "sns.amazonaws.com"}
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        made = account.client("sqs").create_queue(QueueName=name, Attributes={"Policy": policy})
        self.queue = made["QueueUrl"]
        account.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
        cloudwatch = account.client("cloudwatch")
        for name in self.names:
            role = account.role(name, "lambda.amazonaws.com")
            account.function(name, "def handler(event, context): return 1 / event", role)
            cloudwatch.put_metric_alarm(
                AlarmName=name,
                Namespace="AWS/Lambda",
                MetricName="Errors",
                Dimensions=[{"Name": "FunctionName", "Value": name}],
                Statistic="Sum",
                ComparisonOperator="GreaterThanOrEqualToThreshold",
                Threshold=1,
                Period=60,
                EvaluationPeriods=1,
                TreatMissingData="notBreaching",
                AlarmActions=[topic],
            )
        rule = " OR ".join(f'ALARM("{name}")' for name in self.names)
        cloudwatch.put_composite_alarm(AlarmName=self.over, AlarmRule=rule)

    def states(self) -> list[str]:
        found: dict[str, Any] = self.account.client("cloudwatch").describe_alarms(
            AlarmNames=[*self.names, self.over], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
        )
        alarms = [*found["MetricAlarms"], *found["CompositeAlarms"]]
        by_name = {alarm["AlarmName"]: alarm["StateValue"] for alarm in alarms}
        return [by_name[name] for name in (*self.names, self.over)]

    def mails(self) -> list[str]:
        answer = self.account.client("sqs").receive_message(QueueUrl=self.queue)
        bodies = [json.loads(each["Body"]) for each in answer.get("Messages", [])]
        return [json.loads(body["Message"])["AlarmName"] for body in bodies]


def test_an_alarm_rings_for_its_own_dimension_and_stops(
    account: LocalAccount, unique: Unique
) -> None:
    alarmed = Alarmed(account, unique)
    for name, number in zip(alarmed.names, (0, 1), strict=True):
        account.invoke(name, number)
    eventually(lambda: alarmed.states() == ["ALARM", "OK", "ALARM"])
    assert eventually(alarmed.mails) == [alarmed.names[0]]
    # One value is looked at for as many periods as the evaluation range has.
    eventually(lambda: alarmed.states() == ["OK", "OK", "OK"])


@pytest.mark.parametrize(("minutes", "state"), [(0, "ALARM"), (2880, "INSUFFICIENT_DATA")])
def test_an_alarm_that_warms_up_is_not_evaluated(
    account: LocalAccount, unique: Unique, minutes: int, state: str
) -> None:
    name = unique("silent")
    warm_up = {"WarmUpConfiguration": {"WarmUpPeriodDurationInMinutes": minutes}}
    account.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Namespace="AWS/Lambda",
        MetricName="Invocations",
        Statistic="Sum",
        ComparisonOperator="LessThanThreshold",
        Threshold=1,
        Period=60,
        EvaluationPeriods=1,
        TreatMissingData="breaching",
        **(warm_up if minutes else {}),
    )
    evaluated = account.count("alarms.evaluations")
    eventually(lambda: account.count("alarms.evaluations") > evaluated + 1)
    (alarm,) = account.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    assert alarm["StateValue"] == state

"""What a person should hear of, and the operations dashboard."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import policies
from components.collector import Collector
from components.delivery import Delivery
from components.monitoring.alarm import Alarm
from components.monitoring.alarms import alarms
from components.monitoring.metrics import Watched
from components.monitoring.operations_dashboard import dashboard_body
from components.names import health_alarm_name, operations_dashboard_name
from components.redrive import Redrive
from components.search import SearchDomain
from components.sentiment import SentimentTransform
from components.settings.settings import StackSettings


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    """What is watched, and who hears of it."""

    settings: StackSettings
    """Address of alarms, size of the volume, length of a window."""
    collector: Collector
    """The collector."""
    sentiment: SentimentTransform
    """The transform."""
    delivery: Delivery
    """The delivery stream."""
    redrive: Redrive
    """What sends again."""
    domain: SearchDomain
    """The search domain."""


class Monitoring(pulumi.ComponentResource):
    """Creates the alarms, a CloudWatch dashboard, and a topic that mails alarms when wanted.

    A composite alarm is in alarm while any alarm of trouble is. It mails nothing, for each of those
    says more: it is the one thing that a status page or somebody's own pager needs to look at.
    """

    dashboard_url: pulumi.Output[str]
    """Address of the operations dashboard in the AWS console."""
    told: str
    """Who is told when an alarm rings, in words."""

    def __init__(
        self, name: str, args: MonitoringArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tweets:monitoring:Monitoring", name, None, opts)
        settings = args.settings
        watched = pulumi.Output.all(
            account=aws.get_caller_identity_output().account_id,
            collector=args.collector.function.name,
            missed_windows=args.collector.schedule.dead_letters_name,
            redrive=args.redrive.function.name,
            missed_redrives=args.redrive.schedule.dead_letters_name,
            sentiment=args.sentiment.function.name,
            delivery_stream=args.delivery.stream_name,
            domain=args.domain.name,
        ).apply(lambda names: Watched(stack=settings.stack, region=settings.region, **names))
        actions = (
            [_mail_topic(name, settings.alarm_email, parent=self).arn]
            if settings.alarm_email
            else []
        )
        made = [
            (alarm, _metric_alarm(f"{name}-{alarm.name}", alarm, watched, actions, parent=self))
            for alarm in alarms(settings)
        ]
        of_trouble = [resource.name for alarm, resource in made if alarm.is_trouble]
        health = _health_alarm(f"{name}-not-well", settings.stack, of_trouble, parent=self)
        shown = pulumi.Output.all(health.arn, *(resource.arn for _, resource in made))
        dashboard = aws.cloudwatch.Dashboard(
            name,
            dashboard_name=operations_dashboard_name(settings.stack),
            dashboard_body=pulumi.Output.all(watched, shown).apply(
                lambda both: dashboard_body(*both)
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.dashboard_url = pulumi.Output.format(
            "https://{0}.console.aws.amazon.com/cloudwatch/home?region={0}#dashboards/dashboard/{1}",
            settings.region,
            dashboard.dashboard_name,
        )
        self.told = _told(settings.alarm_email)
        self.register_outputs({"dashboard_url": self.dashboard_url})


def _told(address: str) -> str:
    if address:
        return f"Mailed to {address}, once you confirmed the mail in which AWS asks for it."
    return (
        "Nobody is told when an alarm rings; it only shows on the operations dashboard. To be "
        "mailed: pulumi config set alarmEmail you@example.com"
    )


def _mail_topic(name: str, address: str, *, parent: pulumi.Resource) -> aws.sns.Topic:
    child = pulumi.ResourceOptions(parent=parent)
    topic = aws.sns.Topic(name, opts=child)
    aws.sns.TopicPolicy(
        name,
        arn=topic.arn,
        policy=policies.document(
            policies.alarm_topic,
            topic=topic.arn,
            account=aws.get_caller_identity_output().account_id,
        ),
        opts=child,
    )
    aws.sns.TopicSubscription(name, topic=topic.arn, protocol="email", endpoint=address, opts=child)
    return topic


def _health_alarm(
    name: str, stack: str, alarms: list[pulumi.Output[str]], *, parent: pulumi.Resource
) -> aws.cloudwatch.CompositeAlarm:
    return aws.cloudwatch.CompositeAlarm(
        name,
        alarm_name=health_alarm_name(stack),
        alarm_description="The pipeline is not well: at least one of its alarms of trouble rings, "
        "and says what happened and what to do.",
        alarm_rule=pulumi.Output.all(*alarms).apply(
            lambda names: " OR ".join(f'ALARM("{each}")' for each in names)
        ),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _metric_alarm(
    name: str,
    alarm: Alarm,
    watched: pulumi.Output[Watched],
    actions: list[pulumi.Output[str]],
    *,
    parent: pulumi.Resource,
) -> aws.cloudwatch.MetricAlarm:
    return aws.cloudwatch.MetricAlarm(
        name,
        alarm_description=alarm.description,
        namespace=alarm.namespace,
        metric_name=alarm.metric,
        dimensions=watched.apply(alarm.dimensions),
        statistic=alarm.statistic,
        comparison_operator=alarm.comparison,
        threshold=alarm.threshold,
        period=alarm.period_seconds,
        evaluation_periods=alarm.periods,
        datapoints_to_alarm=alarm.datapoints or None,
        treat_missing_data=alarm.no_data,
        warm_up_configuration=(
            {"warm_up_period_duration_in_minutes": alarm.warm_up_minutes}
            if alarm.warm_up_minutes
            else None
        ),
        alarm_actions=actions,
        ok_actions=actions,
        opts=pulumi.ResourceOptions(parent=parent),
    )

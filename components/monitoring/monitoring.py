"""What a person should hear of, and the operations dashboard."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.collector import Collector
from components.delivery import Delivery
from components.monitoring.alarm import Alarm
from components.monitoring.alarms import alarms
from components.monitoring.metrics import Watched
from components.monitoring.operations_dashboard import dashboard_body
from components.names import operations_dashboard_name
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
    """Creates the alarms, a CloudWatch dashboard, and a topic that mails alarms when wanted."""

    dashboard_url: pulumi.Output[str]
    """Address of the operations dashboard in the AWS console."""

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
        for alarm in alarms(settings):
            _metric_alarm(f"{name}-{alarm.name}", alarm, watched, actions, parent=self)
        dashboard = aws.cloudwatch.Dashboard(
            name,
            dashboard_name=operations_dashboard_name(settings.stack),
            dashboard_body=watched.apply(dashboard_body),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.dashboard_url = pulumi.Output.format(
            "https://{0}.console.aws.amazon.com/cloudwatch/home?region={0}#dashboards/dashboard/{1}",
            settings.region,
            dashboard.dashboard_name,
        )
        self.register_outputs({"dashboard_url": self.dashboard_url})


def _mail_topic(name: str, address: str, *, parent: pulumi.Resource) -> aws.sns.Topic:
    topic = aws.sns.Topic(name, opts=pulumi.ResourceOptions(parent=parent))
    aws.sns.TopicSubscription(
        name,
        topic=topic.arn,
        protocol="email",
        endpoint=address,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return topic


def _metric_alarm(
    name: str,
    alarm: Alarm,
    watched: pulumi.Output[Watched],
    actions: list[pulumi.Output[str]],
    *,
    parent: pulumi.Resource,
) -> None:
    aws.cloudwatch.MetricAlarm(
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

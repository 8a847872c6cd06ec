"""The alarms, as plain data: what is measured, when it is bad, and what to do then."""

from __future__ import annotations

from dataclasses import dataclass

from components.monitoring.metrics import (
    OWN_NAMESPACE,
    Dimensions,
    collector_metric,
    delivery_metric,
    domain_metric,
    own_metric,
)
from components.settings.settings import StackSettings

AT_LEAST = "GreaterThanOrEqualToThreshold"
LESS_THAN = "LessThanThreshold"
MORE_PERIODS_LOOKED_AT = 2
"""CloudWatch looks for data in more periods than it evaluates ("Configuring how CloudWatch alarms
treat missing data"); so long it takes to tell of data that is missing."""
SHORTEST_SECONDS_BETWEEN_STARTS = 300
"""Of a short window the start may be late, and Lambda's metric, by more than its whole length."""


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One CloudWatch metric alarm."""

    name: str
    description: str
    """What it means and what to do, for whoever reads the mail."""
    namespace: str
    metric: str
    dimensions: Dimensions
    statistic: str
    comparison: str = AT_LEAST
    threshold: float
    period_seconds: int = 300
    """A multiple of 60."""
    periods: int = 1
    no_data: str = "notBreaching"
    """What the absence of data means: notBreaching, breaching, or ignore (the state stays)."""
    warm_up_minutes: int = 0
    """For so long after it was made it is not evaluated, unless its metric is there sooner."""


def alarms(settings: StackSettings) -> tuple[Alarm, ...]:
    """Return all alarms of a stack."""
    return (*_collector_alarms(settings), *_delivery_alarms(), *_domain_alarms(settings))


def _collector_alarms(settings: StackSettings) -> tuple[Alarm, ...]:
    window_seconds = settings.window_minutes * 60
    # Lambda tells of a window when it has ended, by the time of its start.
    start_seconds = max(window_seconds, SHORTEST_SECONDS_BETWEEN_STARTS)
    unheard = start_seconds * (3 + MORE_PERIODS_LOOKED_AT) // 60
    return (
        Alarm(
            name="collector-errors",
            description="A stream window failed. Its log says why; the next window fills the gap.",
            namespace="AWS/Lambda",
            metric="Errors",
            dimensions=collector_metric,
            statistic="Sum",
            threshold=1,
            period_seconds=window_seconds,
        ),
        Alarm(
            name="no-window",
            description=f"No stream window has ended that began in the last {unheard} minutes. "
            "Look at the schedule, and at its queue of starts that came to nothing.",
            namespace="AWS/Lambda",
            metric="Invocations",
            dimensions=collector_metric,
            statistic="Sum",
            comparison=LESS_THAN,
            threshold=1,
            period_seconds=start_seconds,
            periods=3,
            no_data="breaching",
            warm_up_minutes=unheard,
        ),
        Alarm(
            name="windows-refused",
            description="Two stream windows in a row achieved nothing, or less than they should: "
            "X refused them (token, credits, rules, connection limit) or could not be reached, or "
            "Firehose took none of the posts. The windows' reports say why.",
            namespace=OWN_NAMESPACE,
            metric="WindowRefused",
            dimensions=own_metric("collector"),
            statistic="Maximum",
            threshold=1,
            period_seconds=window_seconds,
            periods=2,
        ),
        Alarm(
            name="gaps-dropped",
            description="Posts were missed and can't be searched for: the gap is older than 7 days,"
            " or X takes no search for a rule. A window's report names the time and, once a day, "
            "the rules.",
            namespace=OWN_NAMESPACE,
            metric="GapsDropped",
            dimensions=own_metric("collector"),
            statistic="Sum",
            threshold=1,
            period_seconds=window_seconds,
        ),
        Alarm(
            name="fields-missing",
            description="X no longer sends a field that every post had; it may have a new name. "
            "Posts under a new name themselves come late, by search. "
            "Look for a newer version of this project.",
            namespace=OWN_NAMESPACE,
            metric="FieldsNeverSeen",
            dimensions=own_metric("collector"),
            statistic="Maximum",
            threshold=1,
            no_data="ignore",
        ),
        Alarm(
            name="budget-80",
            description="80 % of the day's or month's budget of posts has been read.",
            namespace=OWN_NAMESPACE,
            metric="BudgetNearlyUsed",
            dimensions=own_metric("collector"),
            statistic="Maximum",
            threshold=1,
            no_data="ignore",
        ),
        Alarm(
            name="budget-100",
            description="The budget of posts is used up: nothing is read until the UTC day or "
            "month ends. Raise maxPostsPerDay or maxPostsPerMonth to read more.",
            namespace=OWN_NAMESPACE,
            metric="BudgetUsedUp",
            dimensions=own_metric("collector"),
            statistic="Maximum",
            threshold=1,
            no_data="ignore",
        ),
    )


def _delivery_alarms() -> tuple[Alarm, ...]:
    return (
        Alarm(
            name="delivery-late",
            description="Firehose holds posts that are more than 15 minutes old. Look at its "
            "log group and at the domain's status.",
            namespace="AWS/Firehose",
            metric="DeliveryToAmazonOpenSearchService.DataFreshness",
            dimensions=delivery_metric,
            statistic="Maximum",
            threshold=900,
            periods=2,
        ),
        Alarm(
            name="dead-records",
            description="Records that can't be indexed or analysed as they are, or that grew older "
            "than retentionDays, were put aside under dead/ in the failures bucket. Each says why; "
            'invoke the redrive function with {"dead": true} to send them again.',
            namespace=OWN_NAMESPACE,
            metric="RecordsDead",
            dimensions=own_metric("redrive"),
            statistic="Sum",
            threshold=1,
            period_seconds=3600,
        ),
        Alarm(
            name="records-waiting",
            description="Posts have waited for six hours to be indexed, so what keeps them out is "
            "no passing fault. The log of the redrive function counts what they failed of; they "
            "are sent again until it is mended, for as long as retentionDays.",
            namespace=OWN_NAMESPACE,
            metric="OldestWaitingSeconds",
            dimensions=own_metric("redrive"),
            statistic="Maximum",
            threshold=6 * 3600,
            period_seconds=3600,
        ),
        Alarm(
            name="objects-unreadable",
            description="Objects in the failures bucket were damaged, so nothing in them could be "
            "sent again. They lie whole under dead/; the log of the redrive function says why.",
            namespace=OWN_NAMESPACE,
            metric="ObjectsUnreadable",
            dimensions=own_metric("redrive"),
            statistic="Sum",
            threshold=1,
            period_seconds=3600,
        ),
    )


def _domain_alarms(settings: StackSettings) -> tuple[Alarm, ...]:
    quarter_of_volume_mib = settings.volume_gib * 1024 // 4
    return (
        Alarm(
            name="domain-red",
            description="The search domain is red: at least one index can't be read or written.",
            namespace="AWS/ES",
            metric="ClusterStatus.red",
            dimensions=domain_metric,
            statistic="Maximum",
            threshold=1,
            period_seconds=60,
        ),
        Alarm(
            name="domain-storage",
            description="Less than a quarter of a node's volume is free; at a fifth the domain "
            "takes no more posts. Raise volumeGib or lower retentionDays.",
            namespace="AWS/ES",
            metric="FreeStorageSpace",
            dimensions=domain_metric,
            statistic="Minimum",
            comparison=LESS_THAN,
            threshold=quarter_of_volume_mib,
        ),
        Alarm(
            name="domain-blocked",
            description="The search domain takes no writes: its volume or its memory is full. "
            "Failed posts wait in the failures bucket.",
            namespace="AWS/ES",
            metric="ClusterIndexWritesBlocked",
            dimensions=domain_metric,
            statistic="Maximum",
            threshold=1,
        ),
    )

"""Alarms of the failures bucket, and of the function that empties it."""

from __future__ import annotations

from components.monitoring.alarm import LESS_THAN, MORE_PERIODS_LOOKED_AT, Alarm
from components.monitoring.metrics import (
    MISSED_STARTS_SECONDS,
    OWN_NAMESPACE,
    missed_redrives_metric,
    own_metric,
    redrive_metric,
)

UNHEARD_HOURS = 2 + MORE_PERIODS_LOOKED_AT
"""Of two hours without a run."""


def redrive_alarms() -> tuple[Alarm, ...]:
    """Return the alarms of what failed: it is sent again every hour."""
    return (
        Alarm(
            name="no-redrive",
            description=f"The redrive function has not run for {UNHEARD_HOURS} hours, so what "
            "waits in the failures bucket is not sent again. Look at its schedule, and at its "
            "queue of starts that came to nothing.",
            namespace="AWS/Lambda",
            metric="Invocations",
            dimensions=redrive_metric,
            statistic="Sum",
            comparison=LESS_THAN,
            threshold=1,
            period_seconds=3600,
            periods=2,
            no_data="breaching",
            warm_up_minutes=60 * UNHEARD_HOURS,
        ),
        Alarm(
            name="redrive-errors",
            description="The redrive function failed, so what waits in the failures bucket was not "
            "sent again. Its log says why; the next run begins within an hour.",
            namespace="AWS/Lambda",
            metric="Errors",
            dimensions=redrive_metric,
            statistic="Sum",
            threshold=1,
            period_seconds=3600,
        ),
        Alarm(
            name="redrive-missed",
            description="A start of the redrive function came to nothing: the scheduler could not "
            "hand it over, Lambda had no concurrency left for it, or it failed. The message in its "
            "queue says why; the next start is an hour later.",
            namespace="AWS/SQS",
            metric="NumberOfMessagesSent",
            dimensions=missed_redrives_metric,
            statistic="Sum",
            threshold=1,
            period_seconds=MISSED_STARTS_SECONDS,
        ),
        Alarm(
            name="redrive-behind",
            description="Two runs of the redrive function in a row left objects that were due: "
            "Firehose or S3 refused them, or they are more than a run can send. The function's log "
            "names what was refused, and why; the next runs go on with the rest.",
            namespace=OWN_NAMESPACE,
            metric="ObjectsLeft",
            dimensions=own_metric("redrive"),
            statistic="Maximum",
            threshold=1,
            period_seconds=3600,
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
            description="Posts of more than six hours ago still wait to be indexed: what keeps "
            "them out may be no passing fault. The log of the redrive function counts what they "
            "failed of; they are sent again until it is mended, for as long as retentionDays.",
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

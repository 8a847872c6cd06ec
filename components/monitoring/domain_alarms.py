"""Alarms of the search domain ("Recommended CloudWatch alarms for Amazon OpenSearch Service").

Beside those, one for the requests it refuses ("Monitoring OpenSearch cluster metrics": 4xx).
"""

from __future__ import annotations

from components.monitoring.alarm import LESS_THAN, Alarm
from components.monitoring.metrics import domain_metric
from components.settings.settings import StackSettings


def domain_alarms(settings: StackSettings) -> tuple[Alarm, ...]:
    """Return the alarms of the domain."""
    quarter_of_volume_mib = settings.volume_gib * 1024 // 4
    return (
        Alarm(
            name="domain-red",
            description="The search domain is red: at least one index can't be read or written. "
            "Posts wait in the failures bucket. AWS's page on a red cluster status says how to "
            "bring the index back from the last hourly snapshot.",
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
            "Failed posts wait in the failures bucket. Raise volumeGib, lower retentionDays, or "
            "choose a larger instanceType.",
            namespace="AWS/ES",
            metric="ClusterIndexWritesBlocked",
            dimensions=domain_metric,
            statistic="Maximum",
            threshold=1,
        ),
        Alarm(
            name="domain-refuses",
            description="The search domain refused a hundred requests or more in each five minutes "
            "of a quarter of an hour. Somebody tries to get in, whom it keeps out, as its password "
            "can't be guessed; or a program of your own asks with another password than the "
            "domain's secret holds. Are they Firehose's, `delivery-failing` rings as well.",
            namespace="AWS/ES",
            metric="4xx",
            dimensions=domain_metric,
            statistic="Sum",
            threshold=100,
            periods=3,
            is_trouble=False,
        ),
    )

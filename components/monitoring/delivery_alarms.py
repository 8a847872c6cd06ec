"""Alarms of the way from Firehose into the search domain."""

from __future__ import annotations

from components.monitoring.alarm import Alarm
from components.monitoring.metrics import delivery_metric
from components.settings.settings import StackSettings

LATE_SECONDS = 900
"""Beside the two buffers that each post waits in, before the transform and before the index."""


def delivery_alarms(settings: StackSettings) -> tuple[Alarm, ...]:
    """Return the alarms of the transform and of the delivery."""
    late_seconds = LATE_SECONDS + 2 * settings.buffer_seconds
    return (
        Alarm(
            name="delivery-late",
            description=f"Firehose holds posts that are more than {late_seconds // 60} minutes "
            "old. Look at its log group and at the domain's status.",
            namespace="AWS/Firehose",
            metric="DeliveryToAmazonOpenSearchService.DataFreshness",
            dimensions=delivery_metric,
            statistic="Maximum",
            threshold=late_seconds,
            periods=2,
        ),
    )

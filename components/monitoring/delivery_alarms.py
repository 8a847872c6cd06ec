"""Alarms of the way from Firehose into the search domain.

Those that watch how the last posts fared ignore missing data: between rare posts nothing is tried,
so they ring until a post goes well. Else an outage would be told anew, and as over, with each post.
"""

from __future__ import annotations

from components.monitoring.alarm import LESS_THAN, Alarm
from components.monitoring.metrics import (
    OWN_NAMESPACE,
    delivery_metric,
    own_metric,
    sentiment_metric,
)
from components.settings.settings import StackSettings

LATE_SECONDS = 900
"""Beside the two buffers that each post waits in, before the transform and before the index."""
LEAST_SHARE_TAKEN = 0.5
"""Of the documents of one request, by the domain. Freshness alone tells nothing of an outage: after
five minutes Firehose gives up, and then holds no old posts."""
TRIES_OF_A_BATCH = 4
"""Firehose calls the transform again three times ("Data transformation failure handling")."""
SECONDS_OF_ALL_TRIES = 1800
"""Longer than they take when each of them runs into the transform's time-out."""
SECONDS_OF_TWO_BATCHES = 3600
"""A sum falls as soon as the first try leaves it: so long, the next rare batch has failed too."""


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
        Alarm(
            name="delivery-failing",
            description="For some minutes the search domain took hardly any of the documents that "
            "Firehose sent. They wait in the failures bucket and are sent again. Look at "
            "Firehose's log group and at the domain's status.",
            namespace="AWS/Firehose",
            metric="DeliveryToAmazonOpenSearchService.Success",
            dimensions=delivery_metric,
            statistic="Maximum",
            comparison=LESS_THAN,
            threshold=LEAST_SHARE_TAKEN,
            # A single refusal is no failing: a late version of an edited post is one.
            periods=3,
            datapoints=2,
            no_data="ignore",
        ),
        Alarm(
            name="transform-errors",
            description="The transform function failed as often as Firehose calls it for one "
            "batch, so its posts wait in the failures bucket, without a sentiment. The function's "
            "log says why; they are sent again.",
            namespace="AWS/Lambda",
            metric="Errors",
            dimensions=sentiment_metric,
            statistic="Sum",
            threshold=TRIES_OF_A_BATCH,
            period_seconds=SECONDS_OF_TWO_BATCHES,
        ),
        Alarm(
            name="transform-throttled",
            description="Lambda had no concurrency left for the transform as often as Firehose "
            "calls it for one batch, so its posts wait in the failures bucket. Ask AWS for more "
            "concurrent executions, or find what else uses them up.",
            namespace="AWS/Lambda",
            metric="Throttles",
            dimensions=sentiment_metric,
            statistic="Sum",
            threshold=TRIES_OF_A_BATCH,
            period_seconds=SECONDS_OF_ALL_TRIES,
        ),
        Alarm(
            name="comprehend-denied",
            description="Comprehend may not be called: the transform's role, or the account, may "
            "not use it in comprehendRegion. The function's log has AWS's own words. Posts wait in "
            "the failures bucket and are sent again.",
            namespace=OWN_NAMESPACE,
            metric="ComprehendDenied",
            dimensions=own_metric("sentiment"),
            statistic="Maximum",
            threshold=1,
            no_data="ignore",
        ),
        Alarm(
            name="posts-not-analysed",
            description="For half an hour at least half of the posts could not be analysed: "
            "Comprehend is away, or its quota is smaller than comprehendCallsPerSecond. The log of "
            "the transform function counts the reasons. Posts wait in the failures bucket and are "
            "sent again.",
            namespace=OWN_NAMESPACE,
            metric="PostsFailedShare",
            dimensions=own_metric("sentiment"),
            statistic="Average",
            threshold=50,
            period_seconds=900,
            periods=2,
            no_data="ignore",
        ),
    )

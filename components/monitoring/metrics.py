"""Where the metrics of each part of the pipeline are found in CloudWatch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

OWN_NAMESPACE = "TweetSentiment"
"""Of the metrics that our functions write into their logs."""


MISSED_STARTS_SECONDS = 1800
"""Of a queue that was idle SQS tells up to 15 minutes late ("Available CloudWatch metrics for
Amazon SQS"): an alarm that looks back less far may never see it."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """Physical names of what is watched."""

    stack: str
    region: str
    account: str
    collector: str
    """The collector's function."""
    missed_windows: str
    """The queue of its starts that came to nothing."""
    redrive: str
    """The redrive function."""
    missed_redrives: str
    """The queue of its starts that came to nothing."""
    sentiment: str
    """The transform's function."""
    delivery_stream: str
    domain: str


Dimensions = Callable[[Watched], dict[str, str]]


def own_metric(service: str) -> Dimensions:
    """Return the dimensions of a metric that one of our functions writes."""
    return lambda watched: {"service": service, "stack": watched.stack}


def domain_metric(watched: Watched) -> dict[str, str]:
    """Return the dimensions of the search domain's metrics."""
    return {"DomainName": watched.domain, "ClientId": watched.account}


def collector_metric(watched: Watched) -> dict[str, str]:
    """Return the dimensions of Lambda's metrics of the collector."""
    return {"FunctionName": watched.collector}


def redrive_metric(watched: Watched) -> dict[str, str]:
    """Return the dimensions of Lambda's metrics of the redrive function."""
    return {"FunctionName": watched.redrive}


def sentiment_metric(watched: Watched) -> dict[str, str]:
    """Return the dimensions of Lambda's metrics of the transform."""
    return {"FunctionName": watched.sentiment}


def missed_windows_metric(watched: Watched) -> dict[str, str]:
    """Return the dimensions of the metrics of the collector's queue."""
    return {"QueueName": watched.missed_windows}


def missed_redrives_metric(watched: Watched) -> dict[str, str]:
    """Return the dimensions of the metrics of the redrive function's queue."""
    return {"QueueName": watched.missed_redrives}


def delivery_metric(watched: Watched) -> dict[str, str]:
    """Return the dimensions of the delivery stream's metrics."""
    return {"DeliveryStreamName": watched.delivery_stream}

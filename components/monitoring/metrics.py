"""Where the metrics of each part of the pipeline are found in CloudWatch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

OWN_NAMESPACE = "TweetSentiment"
"""Of the metrics that our functions write into their logs."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """Physical names of what is watched."""

    stack: str
    region: str
    account: str
    collector: str
    """The collector's function."""
    missed_starts: str
    """The queue of starts that could not be delivered."""
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


def delivery_metric(watched: Watched) -> dict[str, str]:
    """Return the dimensions of the delivery stream's metrics."""
    return {"DeliveryStreamName": watched.delivery_stream}

"""The transform function as Lambda starts and calls it."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

from tests.loading import loaded_anew

ENVIRONMENT = {
    "STACK": "dev",
    "POWERTOOLS_SERVICE_NAME": "sentiment",
    "POWERTOOLS_METRICS_NAMESPACE": "TweetSentiment",
    "AWS_DEFAULT_REGION": "us-east-2",
    "COMPREHEND_REGION": "eu-west-1",
    "COMPREHEND_CALLS_PER_SECOND": "5",
}


@dataclass
class Context:
    function_name: str = "sentiment"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:sentiment"
    aws_request_id: str = "1"
    seconds_left: float = 300.0

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds_left * 1000)


def load() -> ModuleType:
    """Import the function as a cold start does."""
    return loaded_anew("sentiment.handler")

"""Loads the collector's functions as Lambda does, with AWS, X and the clock inside this process."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
import urllib3

from sandbox.simulation.firehose import delivery_stream
from shared.clock import SystemClock
from tests.loading import loaded_anew
from tests.unit.collector.setting import Setting

TOKEN = "AAAA%2Bsecret%3D"
ENVIRONMENT = {
    "STACK": "a-stack",
    "STATE_TABLE": "a-table",
    "DELIVERY_STREAM": "a-stream",
    "WINDOW_MINUTES": "3",
    "MAX_POSTS_PER_DAY": "40",
    "MAX_POSTS_PER_MONTH": "500",
    "EXPAND_AUTHORS": "false",
    "RECLAIM_CONNECTION": "false",
}


class Lambda:
    """`kept` is what came into the delivery stream that the environment names."""

    def __init__(self, setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
        self.setting = setting
        self._monkeypatch = monkeypatch
        setting.x.token = TOKEN
        self.kept, _ = delivery_stream(ENVIRONMENT["DELIVERY_STREAM"])
        secret = setting.aws.client("secretsmanager").create_secret(
            Name=f"token-{setting.table}", SecretString=f" {TOKEN}\n"
        )
        self.set(
            **ENVIRONMENT,
            POWERTOOLS_SERVICE_NAME="collector",
            POWERTOOLS_METRICS_NAMESPACE="TweetSentiment",
            X_API_URL=f"{setting.x.url}/",
            BEARER_TOKEN_SECRET_ARN=secret["ARN"],
        )
        self.set(STATE_TABLE=setting.table)
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", setting.aws.session())
        monkeypatch.setattr(SystemClock, "from_environment", lambda: setting.clock)
        pools = urllib3.poolmanager.pool_classes_by_scheme
        monkeypatch.setitem(pools, "http", setting.pool_class)

    def set(self, **environment: str) -> None:
        """Set variables before the function is loaded."""
        for name, value in environment.items():
            self._monkeypatch.setenv(name, value)

    def load(self, name: str) -> Any:
        """Import the function's module anew."""
        return loaded_anew(name)

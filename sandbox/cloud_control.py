"""Asks a running local cloud what happens inside it."""

from __future__ import annotations

from typing import Any

import requests

ANSWER_WITHIN_SECONDS = 30


class CloudControl:
    """The local cloud's own requests; raises requests.RequestException."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()

    def counters(self) -> dict[str, int]:
        """Return named counts, such as `comprehend.calls`."""
        counters: dict[str, int] = self._state()["counters"]
        return counters

    def errors(self) -> list[str]:
        """Return the errors of deliveries and schedules, and what IAM denied, each once."""
        return [f"{error['code']}: {error['message']}" for error in self._state()["errors"]]

    def idle(self) -> bool:
        """Tell whether Firehose holds no record, in a buffer or under way."""
        return not any(self._state()["waiting"].values())

    def metric_sum(self, name: str) -> int:
        """Return the sum of a metric of the project's functions over all of them."""
        sums: list[float] = [
            metric["sum"]
            for metric in self._state()["metrics"]
            if metric["namespace"] == "TweetSentiment" and metric["name"] == name
        ]
        return round(sum(sums))

    def _state(self) -> dict[str, Any]:
        answer = self._session.get(f"{self._url}/state", timeout=ANSWER_WITHIN_SECONDS)
        answer.raise_for_status()
        content: dict[str, Any] = answer.json()
        return content

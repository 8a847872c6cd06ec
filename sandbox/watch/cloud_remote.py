"""Asks a running local cloud what happens inside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

from sandbox.guard import TOKEN_HEADER

ANSWER_WITHIN_SECONDS = 30


class CloudRemote:
    """The local cloud's own requests; raises requests.RequestException.

    `token` is the control token of the run.
    """

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False  # the token is for loopback, not for a proxy
        self._session.headers[TOKEN_HEADER] = token

    def counters(self) -> dict[str, int]:
        """Return named counts, such as `comprehend.calls`."""
        counters: dict[str, int] = self._state()["counters"]
        return counters

    def errors(self) -> list[str]:
        """Return the errors of deliveries and schedules, and what IAM denied, each once."""
        return [f"{error['code']}: {error['message']}" for error in self._state()["errors"]]

    def allowed(self) -> list[list[str]]:
        """Return what IAM allowed: name of the role, action, ARN of the resource; each once."""
        allowed: list[list[str]] = self._get("uses")["allowed"]
        return allowed

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

    def accepted(self, after: int) -> list[str]:
        """Return the posts that Firehose took after the first so many, in order."""
        ids: list[str] = self._post("accepted", {"after": after})["ids"]
        return ids

    def order_faults(self, rates: Mapping[str, float], seed: int) -> None:
        """Let faults happen with these probabilities, instead of those before."""
        self._post("faults", {"rates": rates, "seed": seed})

    def heal(self) -> None:
        """End all faults."""
        self._post("heal", {})

    def kill(self, function: str) -> int:
        """Kill the running invocations of a function; return how many there were."""
        return int(self._post("kill", {"function": function})["killed"])

    def restart_index(self) -> None:
        """End the index that came along in good order, and start it again."""
        self._post("restart-index", {})

    def _post(self, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._session.post(f"{self._url}/{name}", json=body, timeout=ANSWER_WITHIN_SECONDS)
        answer.raise_for_status()
        content: dict[str, Any] = answer.json()
        return content

    def _state(self) -> dict[str, Any]:
        return self._get("state")

    def _get(self, name: str) -> dict[str, Any]:
        answer = self._session.get(f"{self._url}/{name}", timeout=ANSWER_WITHIN_SECONDS)
        answer.raise_for_status()
        content: dict[str, Any] = answer.json()
        return content

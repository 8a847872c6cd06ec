"""The deployed stack as a storm needs it: its pipeline, its state table, its schedule."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sandbox.deploy.cloud import Cloud
from sandbox.deploy.state import State
from sandbox.stack.local_cloud import LocalCloud
from sandbox.stack.pipeline import LOG_GROUP, Pipeline
from sandbox.storm.leaks import leaks_in_environments, leaks_in_logs
from sandbox.storm.state_table import TABLE, CollectorState

ENDINGS = "function."


class StormyStack:
    """What a storm reads and starts in a running local cloud."""

    def __init__(self, running: LocalCloud, cloud: Cloud, state: State) -> None:
        self._addresses = running.addresses
        self._cloud = cloud
        self._state = state
        self._secrets = {
            "bearer token": running.addresses.x_token,
            "password of Kibana": str(state.outputs["kibana_password"]),
        }
        table = next(resource.id for resource in state.resources if resource.type == TABLE)
        self.collector_state = CollectorState(cloud.client("dynamodb"), table)
        self._collector = str(state.outputs["collector_function"])
        self._event = self._event_of_schedule()

    def pipeline(self) -> Pipeline:
        """Return a new look at the pipeline, for what happens from now on."""
        return Pipeline(self._addresses, self._cloud, self._state)

    def start_window(self) -> None:
        """Start the collector as its schedule does."""
        self._cloud.client("lambda").invoke(
            FunctionName=self._collector, InvocationType="Event", Payload=self._event
        )

    def leaks(self, since_ms: int) -> tuple[str, ...]:
        """Return where a secret or a post's text was seen since then, each place once."""
        groups = [each.id for each in self._state.resources if each.type == LOG_GROUP]
        found = [
            *leaks_in_logs(self._cloud.client("logs"), groups, since_ms, self._secrets),
            *leaks_in_environments(self._cloud.client("lambda"), self._secrets),
        ]
        return tuple(dict.fromkeys(found))

    def _event_of_schedule(self) -> bytes:
        scheduler: Any = self._cloud.client("scheduler")
        for page in scheduler.get_paginator("list_schedules").paginate():
            for listed in page["Schedules"]:
                schedule = scheduler.get_schedule(Name=listed["Name"])
                if schedule["Target"]["Arn"].endswith(f":{self._collector}"):
                    return str(schedule["Target"]["Input"]).encode()
        raise LookupError(f"No schedule starts {self._collector}")


def endings(counters: dict[str, int]) -> Counter[str]:
    """Return how runs of functions ended, without the word that all of their names begin with."""
    return Counter(
        {
            name.removeprefix(ENDINGS): number
            for name, number in counters.items()
            if name.startswith(ENDINGS)
        }
    )

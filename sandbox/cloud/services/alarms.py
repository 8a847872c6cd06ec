"""CloudWatch's alarms by its documented rules, in place of ministack's.

ministack looks at no dimension and at no missing data, and only when something is put. What is
evaluated here is what the local cloud measures, not what programs put with PutMetricData.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from sandbox.cloud import emulator
from sandbox.cloud.alarms.datapoints import Sample
from sandbox.cloud.alarms.definition import MetricAlarm, metric_alarm
from sandbox.cloud.alarms.watch import AlarmWatch
from sandbox.cloud.context import Timed
from sandbox.cloud.settings import ACCOUNT, REGION

_MINUTE = 60.0
_WARM_UP = "WarmUpConfiguration"


class Alarms:
    """Evaluates all alarms once a minute of AWS, and lets those act that change."""

    def __init__(self, context: Timed) -> None:
        self._context = context
        self._watch = AlarmWatch(self._samples)
        self._service = emulator.module("services.cloudwatch")

    def install(self) -> None:
        """Keep what ministack forgets of an alarm, and let it evaluate none itself."""
        self._service._put_metric_alarm = _keeping_warm_up(self._service)
        self._service._evaluate_alarm = lambda _alarm: None

    def start(self) -> None:
        """Begin to evaluate."""
        self._context.clock.thread(self._run, "alarms").start()

    def _run(self) -> None:
        while True:
            self._context.clock.sleep(_MINUTE)
            with emulator.module("core.responses").request_scope(ACCOUNT, REGION):
                try:
                    self.evaluate()
                except Exception as error:  # an alarm that is not understood hides no other fault
                    self._context.counters.error("Sandbox.AlarmFault", repr(error))

    def evaluate(self) -> None:
        """Give every alarm the state that it has now."""
        records = self._records()
        now = self._context.clock.nominal(self._context.clock.now())
        self._watch.keep(records)
        for name, record in records.items():
            if rule := record.get("AlarmRule"):
                self._watch.put_composite(name, rule)
            elif record.get("MetricName"):
                self._watch.put(metric_alarm(record), now)
            self._watch.states[name] = record["StateValue"]
        self._context.counters.add("alarms.evaluations")
        told = len(self._watch.changes)
        self._watch.evaluate(now)
        for change in self._watch.changes[told:]:
            self._enter(records[change.alarm], change.state)

    def _records(self) -> dict[str, dict[str, Any]]:
        service = self._service
        return {**dict(service._alarms.items()), **dict(service._composite_alarms.items())}

    def _samples(self, alarm: MetricAlarm, since: float) -> list[Sample]:
        """Return samples in the time of AWS, which passes faster than the day's."""
        second = self._context.clock.nominal(1.0)
        found = self._context.metrics.samples(
            alarm.namespace, alarm.metric, alarm.dimensions, since / second
        )
        return [(measured_at * second, value) for measured_at, value in found]

    def _enter(self, record: dict[str, Any], state: str) -> None:
        before, reason = record["StateValue"], f"{record['AlarmName']} is evaluated as {state}"
        record["StateValue"], record["StateReason"] = state, reason
        record["StateUpdatedTimestamp"] = int(time.time())
        kind = "CompositeAlarm" if record.get("AlarmRule") else "MetricAlarm"
        self._service._record_history(record["AlarmName"], before, state, reason, kind)
        self._service._dispatch_alarm_actions(record, before, state, reason)
        self._context.counters.add(f"alarms.{state}")


def _keeping_warm_up(service: Any) -> Callable[..., Any]:
    inner = service._put_metric_alarm

    def put(params: Any, content: dict[str, Any], *form: Any) -> Any:
        answer = inner(params, content, *form)
        record = service._alarms.get(content.get("AlarmName"))
        if record is not None and content.get(_WARM_UP):
            record[_WARM_UP] = content[_WARM_UP]
        return answer

    return put

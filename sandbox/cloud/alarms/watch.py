"""All alarms of an account, evaluated once a minute."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field

from sandbox.cloud.alarms.composite import composite_state
from sandbox.cloud.alarms.datapoints import Sample, datapoints
from sandbox.cloud.alarms.definition import INSUFFICIENT_DATA, MetricAlarm
from sandbox.cloud.alarms.evaluation import is_warming_up, next_state

Samples = Callable[[MetricAlarm, float], Sequence[Sample]]
"""Returns the values of an alarm's metric that were measured since then."""


@dataclass(frozen=True)
class Change:
    """An alarm went into a state, at a time in seconds since 1970."""

    at: float
    alarm: str
    state: str


@dataclass
class AlarmWatch:
    """`states` has each alarm's by its name; `changes` lists what happened, in order.

    Whoever watches calls `evaluate` each minute: metric alarms with a period of a minute or more
    are evaluated so often ("Alarm evaluation"), composite alarms whenever a state changes.
    """

    samples: Samples
    states: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    _metric: dict[str, tuple[MetricAlarm, float]] = field(default_factory=dict)
    _composite: dict[str, str] = field(default_factory=dict)

    def put(self, alarm: MetricAlarm, now: float) -> None:
        """Make an alarm, or change it: its state stays, and it does not warm up again."""
        _, made_at = self._metric.get(alarm.name, (alarm, now))
        self._metric[alarm.name] = alarm, made_at
        self.states.setdefault(alarm.name, INSUFFICIENT_DATA)

    def put_composite(self, name: str, rule: str) -> None:
        """Make a composite alarm, or change it. Raises ValueError for an unknown rule."""
        composite_state(rule, {})
        self._composite[name] = rule
        self.states.setdefault(name, INSUFFICIENT_DATA)

    def keep(self, names: Container[str]) -> None:
        """Forget all alarms but these."""
        for kept in (self._metric, self._composite, self.states):
            for name in [name for name in kept if name not in names]:
                del kept[name]

    def evaluate(self, now: float) -> None:
        """Give every alarm the state that its metric has now."""
        for name, (alarm, made_at) in self._metric.items():
            self._enter(name, self._evaluated(alarm, made_at, now), now)
        for name, rule in self._composite.items():
            self._enter(name, composite_state(rule, self.states), now)

    def _evaluated(self, alarm: MetricAlarm, made_at: float, now: float) -> str:
        count = alarm.evaluation_range
        samples = self.samples(alarm, now - (count + 1) * alarm.period)
        if is_warming_up(alarm, samples, made_at, now):
            return INSUFFICIENT_DATA
        found = datapoints(samples, alarm.statistic, alarm.period, count, now)
        return next_state(alarm, found, self.states[alarm.name])

    def _enter(self, name: str, state: str, now: float) -> None:
        if self.states[name] != state:
            self.states[name] = state
            self.changes.append(Change(now, name, state))

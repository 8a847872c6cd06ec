"""CloudWatch metrics that can be read back: those of AWS, and those in the logs of functions."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sandbox.cloud import emulator

Key = tuple[str, str, tuple[tuple[str, str], ...]]


SAMPLES_KEPT = 5_000
"""Of each metric: what alarms look back at of the busiest, many times over."""


class Metrics:
    """Keeps values by namespace, name and dimensions; ministack's CloudWatch gets each.

    `now` is their time, in seconds since 1970.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._values: dict[Key, dict[str, Any]] = {}
        self._samples: dict[Key, deque[tuple[float, float]]] = {}
        self._lock = threading.Lock()

    def record(
        self,
        namespace: str,
        name: str,
        value: float,
        unit: str,
        dimensions: Mapping[str, str],
        at: float | None = None,
    ) -> None:
        """Record one value of a metric, of now unless it is of an earlier time."""
        measured_at = self._now() if at is None else at
        key = (namespace, name, tuple(sorted(dimensions.items())))
        with self._lock:
            known = self._values.setdefault(
                key, {"count": 0, "sum": 0.0, "minimum": value, "maximum": value, "last": value}
            )
            known["count"] += 1
            known["sum"] += value
            known["minimum"] = min(known["minimum"], value)
            known["maximum"] = max(known["maximum"], value)
            known["last"] = value
            kept = self._samples.setdefault(key, deque(maxlen=SAMPLES_KEPT))
            kept.append((measured_at, value))
        emulator.module("services.cloudwatch")._store_datum(
            *(namespace, name, dict(dimensions), measured_at, unit, value), None, None, None
        )

    def samples(
        self, namespace: str, name: str, dimensions: Mapping[str, str], since: float
    ) -> list[tuple[float, float]]:
        """Return (time, value) of what was measured since then, in order of its coming."""
        key = (namespace, name, tuple(sorted(dimensions.items())))
        with self._lock:
            return [sample for sample in self._samples.get(key, ()) if sample[0] >= since]

    def record_embedded(self, log_lines: Iterable[str]) -> None:
        """Record the metrics that are in log lines of CloudWatch's embedded metric format."""
        for namespace, name, value, unit, dimensions in embedded_metrics(log_lines):
            self.record(namespace, name, value, unit, dimensions)

    def snapshot(self) -> list[dict[str, Any]]:
        """Return [{namespace, name, dimensions, count, sum, minimum, maximum, last}]."""
        with self._lock:
            return [
                {"namespace": namespace, "name": name, "dimensions": dict(dimensions), **known}
                for (namespace, name, dimensions), known in sorted(self._values.items())
            ]


def embedded_metrics(
    log_lines: Iterable[str],
) -> Iterator[tuple[str, str, float, str, dict[str, str]]]:
    """Yield (namespace, name, value, unit, dimensions) of each metric in the lines.

    The format is CloudWatch's "Embedded metric format specification": a JSON object with the
    directives under `_aws.CloudWatchMetrics` and the values and dimensions as members of the root;
    a value may be a list of numbers. Lines of any other form are no metrics.
    """
    for line in log_lines:
        if '"_aws"' not in line:
            continue
        try:
            root = json.loads(line)
            directives = root["_aws"]["CloudWatchMetrics"]
        except (ValueError, KeyError, TypeError):
            continue
        for directive in directives:
            for names in directive.get("Dimensions") or [[]]:
                dimensions = {name: str(root[name]) for name in names if name in root}
                for metric in directive.get("Metrics", []):
                    for value in _numbers(root.get(metric["Name"])):
                        unit = metric.get("Unit", "None")
                        yield directive["Namespace"], metric["Name"], value, unit, dimensions


def _numbers(value: object) -> list[float]:
    values = value if isinstance(value, list) else [value]
    return [float(number) for number in values if isinstance(number, int | float)]

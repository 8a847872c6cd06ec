"""Values of a metric, summed up to one data point a period.

"Alarm evaluation window": periods slide with the minute of the evaluation, which is of a period of
14 minutes at 10:30 what came from 10:16 to 10:30, and at 10:31 what came from 10:17 to 10:31.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

Sample = tuple[float, float]
"""When it was measured, in seconds since 1970, and the value."""

Datapoints = list[float | None]
"""One for each period, the oldest first; None where nothing was measured."""

_MINUTE = 60.0
_STATISTICS: dict[str, Callable[[Sequence[float]], float]] = {
    "Average": lambda values: sum(values) / len(values),
    "Maximum": max,
    "Minimum": min,
    "SampleCount": len,
    "Sum": sum,
}


def datapoints(
    samples: Iterable[Sample], statistic: str, period: float, count: int, now: float
) -> Datapoints:
    """Return so many data points, the latest of which ends with the last whole minute."""
    end = now // _MINUTE * _MINUTE
    found: list[list[float]] = [[] for _ in range(count)]
    for measured_at, value in samples:
        periods_ago = math.ceil((end - measured_at) / period) - 1  # each includes its beginning
        if 0 <= periods_ago < count:
            found[count - 1 - periods_ago].append(value)
    summed_up = _STATISTICS[statistic]
    return [float(summed_up(values)) if values else None for values in found]

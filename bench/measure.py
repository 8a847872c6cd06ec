"""Measures things beside each other, so that a busy machine slows both alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

Measurement = Callable[[], float]


def interleaved(rounds: int, *measurements: Measurement) -> list[list[float]]:
    """Return the values of each measurement, taken in turns after one round that is not kept."""
    for measure in measurements:
        measure()
    taken = [[measure() for measure in measurements] for _ in range(rounds)]
    return [list(values) for values in zip(*taken, strict=True)]


def median_ratio(values: list[float], floors: list[float]) -> float:
    """Return the median of the ratios of each round."""
    return median(value / floor for value, floor in zip(values, floors, strict=True))


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU time, of all threads of this process, that the work took."""
    start = time.process_time()
    work()
    return time.process_time() - start


def wall_seconds(work: Callable[[], object]) -> float:
    """Return how long the work took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start

"""What a benchmark measures: a figure, held against its target."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured number. `at_most` or `at_least` is its target, if it has one.

    `beside` says in words what it was measured against, in the same run.
    """

    name: str
    value: float
    unit: str
    beside: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def target(self) -> str:
        """The target in words, or nothing."""
        if self.at_most is not None:
            return f"<= {self.at_most:g}"
        return "" if self.at_least is None else f">= {self.at_least:g}"

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None without a target."""
        if self.at_most is not None:
            return self.value <= self.at_most
        return None if self.at_least is None else self.value >= self.at_least


@dataclass(frozen=True)
class Options:
    """What the person asked for: rounds of each measurement, and real posts if there are any."""

    rounds: int = 5
    posts: Path | None = None


class SkippedError(Exception):
    """A benchmark cannot run here; the message is a sentence that says why."""


Benchmark = Callable[[Options], Iterable[Figure]]

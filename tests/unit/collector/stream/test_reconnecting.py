"""When a window connects again: X's "Handling disconnections", to the second."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from collector.timing import Timing
from sandbox.simulation.aws import Call
from tests.unit.collector.setting import Setting


def connects(setting: Setting, **more: Any) -> list[float]:
    """Run a window of two hours; returns when it asked X for the stream, in seconds."""
    asked: list[float] = []
    count = setting.x.count_request

    def note(name: str) -> None:
        if name == "connect":
            asked.append(setting.clock.monotonic())
        count(name)

    setting.x.count_request = note  # type: ignore[method-assign]
    setting.run(remaining=7_200.0, **more)
    return asked


def waits(asked: list[float]) -> list[float]:
    return [round(after - before, 6) for before, after in pairwise(asked)]

"""A clock that stands still until it is told to move."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any


class FakeClock:
    """Sleeping moves it on at once; `slept` lists every wait, in nominal seconds."""

    def __init__(self, now: float = 1_795_000_000.0, scale: float = 1.0) -> None:
        self._now = now
        self._monotonic = 0.0
        self._scale = scale
        self.slept: list[float] = []

    def advance(self, seconds: float) -> None:
        """Let so many nominal seconds pass."""
        self._monotonic += seconds
        self._now += seconds * self._scale

    def now(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.advance(max(0.0, seconds))

    def real(self, nominal_seconds: float) -> float:
        return nominal_seconds * self._scale

    def nominal(self, real_seconds: float) -> float:
        return real_seconds / self._scale

    def lock(self) -> AbstractContextManager[Any, Any]:
        return threading.Lock()

    def thread(self, target: Callable[[], None], name: str) -> FakeThread:
        return FakeThread(target)


class FakeThread:
    """Works when it is started, and has ended then."""

    def __init__(self, target: Callable[[], None]) -> None:
        self.start = target

    def is_alive(self) -> bool:
        return False

    def join(self, seconds: float | None = None) -> None:
        pass

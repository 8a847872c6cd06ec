"""What threads wait with. A clock makes these: tests have one that jumps while every thread waits.

Every wait is in nominal seconds (`shared.clock`); `real` turns them into the machine's.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

Real = Callable[[float], float]


class Event(Protocol):
    """A flag that threads wait for."""

    def is_set(self) -> bool:
        """Say whether it is set."""

    def set(self) -> None:
        """Set it, and wake who waits."""

    def clear(self) -> None:
        """Take it back."""

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is set or the time is over; says whether it is set."""


class Condition(AbstractContextManager[Any, None], Protocol):
    """A lock to enter, and changes under it to wait for."""

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is notified or the time is over; says whether it was notified."""

    def wait_for(self, holds: Callable[[], Any], seconds: float | None = None) -> Any:
        """Wait until `holds` or the time is over; returns what `holds` returned last."""

    def notify_all(self) -> None:
        """Wake who waits."""


class Thread(Protocol):
    """A thread that does not keep the process alive."""

    def start(self) -> None:
        """Begin."""

    def is_alive(self) -> bool:
        """Say whether it was started and has not ended."""

    def join(self, seconds: float | None = None) -> None:
        """Wait until it ended or the time is over."""


class Timer(Protocol):
    """A call that is made later, in a thread of its own."""

    def start(self) -> None:
        """Begin to count."""

    def cancel(self) -> None:
        """Let the call not be made, if it was not yet."""


class RealEvent(threading.Event):
    """Python's own event."""

    def __init__(self, real: Real) -> None:
        super().__init__()
        self._real = real

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is set or the time is over; says whether it is set."""
        return super().wait(None if seconds is None else self._real(seconds))


class RealCondition(threading.Condition):
    """Python's own condition, with a lock that is not to be entered twice by one thread."""

    def __init__(self, real: Real) -> None:
        super().__init__(threading.Lock())
        self._real = real

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is notified or the time is over; says whether it was notified."""
        return super().wait(None if seconds is None else self._real(seconds))

    def wait_for(self, holds: Callable[[], Any], seconds: float | None = None) -> Any:
        """Wait until `holds` or the time is over; returns what `holds` returned last."""
        end = None if seconds is None else time.monotonic() + self._real(seconds)
        while not (result := holds()):
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                break
            super().wait(left)
        return result


class RealThread(threading.Thread):
    """Python's own thread, which does not keep the process alive."""

    def __init__(self, real: Real, target: Callable[[], None], name: str) -> None:
        super().__init__(target=target, name=name, daemon=True)
        self._real = real

    def join(self, seconds: float | None = None) -> None:
        """Wait until it ended or the time is over."""
        super().join(None if seconds is None else self._real(seconds))

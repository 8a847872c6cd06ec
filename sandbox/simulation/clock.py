"""A clock that stands still while somebody works, and jumps when every thread waits.

It gives threads what they wait with, under the names that the functions and the stand-ins use, so
that both run by it unchanged. Hours pass in milliseconds, on a busy machine as on a quiet one.
"""

from __future__ import annotations

import math
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from sandbox.simulation.scheduler import LONGEST_TURN_SECONDS, HasFileno, Scheduler, Waiter

START = 1_795_000_000.0
"""2026-11-18 11:06:40 UTC, a Wednesday."""
SHORTEST_WAIT_SECONDS = 1e-6
"""So that a rest that rounding left over moves the time on, and is over."""


class JumpingClock:
    """Nominal seconds are its only ones; the thread that makes it takes part.

    That thread is told where another one is that does not end its turn for `longest_turn_seconds`
    of real time (`sandbox.simulation.scheduler.Stuck`), and a thread that takes no part that it may
    not wait here (`Foreign`).
    """

    def __init__(
        self, now: float = START, longest_turn_seconds: float = LONGEST_TURN_SECONDS
    ) -> None:
        self._start = now
        self._scheduler = Scheduler(longest_turn_seconds)

    def now(self) -> float:
        """Return the time of day in seconds since 1970 (UTC)."""
        return self._start + self._scheduler.elapsed

    def monotonic(self) -> float:
        """Return seconds since the clock was made."""
        return self._scheduler.elapsed

    def real(self, nominal_seconds: float) -> float:
        """Return the same: there is no other time."""
        return nominal_seconds

    def nominal(self, real_seconds: float) -> float:
        """Return the same: there is no other time."""
        return real_seconds

    def sleep(self, seconds: float) -> None:
        """Let others work for so many seconds."""
        self._scheduler.wait(Waiter(self.after(seconds)))

    def wait_for_sockets(
        self,
        readable: Sequence[HasFileno],
        writable: Sequence[HasFileno] = (),
        seconds: float | None = None,
    ) -> bool:
        """Wait until one of them can be used, was closed, or the time is over; says whether one."""
        waiter = Waiter(self.after(seconds), readable, writable)
        if not waiter.has_io():
            self._scheduler.wait(waiter)
        return waiter.has_io()

    def event(self) -> JumpingEvent:
        """Return an event that is not set."""
        return JumpingEvent(self.condition())

    def lock(self) -> JumpingLock:
        """Return a lock under which its holder may wait; not to be entered twice by one thread."""
        return JumpingLock(self._scheduler)

    def condition(self, lock: Any = None) -> JumpingCondition:
        """Return a condition, on a lock of its own or on one that is given."""
        return JumpingCondition(self, self._scheduler, lock or self.lock())

    def thread(self, target: Callable[[], None], name: str) -> JumpingThread:
        """Return a thread that is not started yet."""
        return JumpingThread(self, self._scheduler, target, name)

    def timer(self, seconds: float, call: Callable[[], None]) -> JumpingTimer:
        """Return a timer that is not started yet."""
        return JumpingTimer(self, self._scheduler, seconds, call)

    def after(self, seconds: float | None) -> float:
        """Return the `monotonic` time in so many seconds; infinity for None."""
        if seconds is None:
            return math.inf
        return self._scheduler.elapsed + (max(SHORTEST_WAIT_SECONDS, seconds) if seconds > 0 else 0)


class JumpingLock:
    """Handed over in the order in which threads came; who waits for it lets others work."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._guard = threading.Lock()
        self._held = False
        self._queue: deque[Waiter] = deque()

    def acquire(self) -> bool:
        """Take it, or wait until it is handed over."""
        with self._guard:
            if not self._held:
                self._held = True
                return True
            waiter = Waiter()
            self._queue.append(waiter)
        self._scheduler.wait(waiter)
        return True

    def release(self) -> None:
        """Hand it over to who waits longest."""
        with self._guard:
            if self._queue:
                self._scheduler.wake(self._queue.popleft())
            else:
                self._held = False

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


class JumpingCondition:
    """Changes under a lock that threads wait for."""

    def __init__(self, clock: JumpingClock, scheduler: Scheduler, lock: Any) -> None:
        self._clock = clock
        self._scheduler = scheduler
        self._lock = lock
        self._waiters: list[Waiter] = []

    def __enter__(self) -> Any:
        return self._lock.__enter__()

    def __exit__(self, *error: Any) -> None:
        self._lock.__exit__(*error)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is notified or the time is over; says whether it was notified."""
        waiter = Waiter(self._clock.after(seconds))
        self._waiters.append(waiter)
        self._lock.release()
        try:
            self._scheduler.wait(waiter)
        finally:
            self._lock.acquire()
        notified = waiter not in self._waiters
        if not notified:
            self._waiters.remove(waiter)
        return notified

    def wait_for(self, holds: Callable[[], Any], seconds: float | None = None) -> Any:
        """Wait until `holds` or the time is over; returns what `holds` returned last."""
        end = None if seconds is None else self._clock.monotonic() + seconds
        while not (result := holds()):
            left = None if end is None else end - self._clock.monotonic()
            if left is not None and left <= 0:
                break
            self.wait(left)
        return result

    def notify_all(self) -> None:
        """Wake who waits."""
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            self._scheduler.wake(waiter)


class JumpingEvent:
    """A flag that threads wait for."""

    def __init__(self, changed: JumpingCondition) -> None:
        self._changed = changed
        self._is_set = False

    def is_set(self) -> bool:
        """Say whether it is set."""
        return self._is_set

    def set(self) -> None:
        """Set it, and wake who waits."""
        with self._changed:
            self._is_set = True
            self._changed.notify_all()

    def clear(self) -> None:
        """Take it back."""
        self._is_set = False

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is set or the time is over; says whether it is set."""
        with self._changed:
            self._changed.wait_for(self.is_set, seconds)
            return self._is_set


class JumpingThread:
    """A thread that works in turn with the others."""

    def __init__(
        self, clock: JumpingClock, scheduler: Scheduler, target: Callable[[], None], name: str
    ) -> None:
        self._scheduler = scheduler
        self._target = target
        self._ended = clock.event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._turn = Waiter(thread=name, begin=self._thread.start)
        self._is_started = False

    def start(self) -> None:
        """Begin in its turn."""
        self._is_started = True
        self._scheduler.enter(self._turn)

    def is_alive(self) -> bool:
        """Say whether it was started and has not ended."""
        return self._is_started and not self._ended.is_set()

    def join(self, seconds: float | None = None) -> None:
        """Wait until it ended or the time is over."""
        self._ended.wait(seconds)

    def _run(self) -> None:
        self._scheduler.begin()
        try:
            self._target()
        except Exception:  # told before others go on
            told = (*sys.exc_info(), self._thread)
            threading.excepthook(threading.ExceptHookArgs(told))
        finally:
            self._ended.set()
            self._scheduler.leave()


class JumpingTimer(JumpingThread):
    """A call that is made later, in a thread of its own that there is not before."""

    def __init__(
        self, clock: JumpingClock, scheduler: Scheduler, seconds: float, call: Callable[[], None]
    ) -> None:
        super().__init__(clock, scheduler, call, "timer")
        self._clock = clock
        self._seconds = seconds
        self._is_cancelled = False

    def start(self) -> None:
        """Begin to count."""
        if not self._is_cancelled:
            self._turn.until = self._clock.after(self._seconds)
            self._scheduler.expect(self._turn)

    def cancel(self) -> None:
        """Let the call not be made, if it was not yet."""
        self._is_cancelled = True
        self._scheduler.forget(self._turn)

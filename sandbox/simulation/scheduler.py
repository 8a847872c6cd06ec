"""Runs threads one at a time, and lets time jump when all of them wait.

Every thread that takes part waits only through here, and one of them works at any moment. When it
waits, the next is chosen: who was woken first; else one whose sockets have something for it; else
the one whose time comes first, and the time is then. Nothing depends on how fast the machine is, or
on what else it does, and the same run happens again each time.
"""

from __future__ import annotations

import math
import select
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

_numbers = count()

LONGEST_TURN_SECONDS = 120.0
"""Of real time; none takes a hundredth of it on a busy machine."""


def _held() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


class Stuck(AssertionError):
    """Nothing could ever happen again.

    Every thread waits, and none of them for a time; or the one whose turn it is waits for something
    outside the clock's time.
    """


class Foreign(AssertionError):
    """A thread that takes no part wanted to wait: two would work at a time, and a turn be lost."""


class HasFileno(Protocol):
    """A socket, or whatever `select` takes."""

    def fileno(self) -> int:
        """Return its number; -1 once it is closed."""


@dataclass(eq=False, slots=True)
class Waiter:
    """One thread that waits: for a call of `wake`, for a time, or for one of its sockets.

    `begin` makes the thread, where there is none yet.
    """

    until: float = math.inf
    readable: Sequence[HasFileno] = ()
    writable: Sequence[HasFileno] = ()
    thread: str = field(default_factory=lambda: threading.current_thread().name)
    number: int = field(default_factory=lambda: next(_numbers))
    woken: bool = False
    stuck: bool = False
    begin: Callable[[], None] | None = None
    _silence: threading.Lock = field(default_factory=_held)

    def rest(self, seconds: float | None = None) -> bool:
        """Stand still until `go_on`, or for so many real seconds; says whether it may go on."""
        return self._silence.acquire(timeout=-1 if seconds is None else seconds)

    def go_on(self) -> None:
        """Let the thread work."""
        if self.begin is None:
            self._silence.release()
        else:
            self.begin()

    def has_io(self) -> bool:
        """Say whether one of its sockets can be used, or was closed."""
        if any(each.fileno() < 0 for each in (*self.readable, *self.writable)):
            return True
        return any(select.select(self.readable, self.writable, (), 0.0))


class Scheduler:
    """`elapsed` is the time in seconds; the thread that makes a scheduler is the first to work."""

    def __init__(self, longest_turn_seconds: float = LONGEST_TURN_SECONDS) -> None:
        self.elapsed = 0.0
        self._longest_turn_seconds = longest_turn_seconds
        self._turns = 0
        self._lock = threading.Lock()
        self._waiting: list[Waiter] = []
        self._ready: deque[Waiter] = deque()
        self._maker = self._works = threading.get_ident()
        self._taking_part = {self._maker}

    def wait(self, waiter: Waiter) -> None:
        """Let others work until the waiter is woken.

        Raises Stuck when that can't happen, Foreign when this thread takes no part.
        """
        if threading.get_ident() not in self._taking_part:
            raise Foreign(f"{waiter.thread} takes no part in this clock's time")
        with self._lock:
            if waiter.woken:
                return
            self._waiting.append(waiter)
            self._let_next_work()
        self._await_turn(waiter)
        if waiter.stuck:
            raise Stuck(f"{waiter.thread} waits for what can't come any more")

    def wake(self, waiter: Waiter) -> None:
        """Let a thread go on in its turn, or at once if it is only about to wait."""
        with self._lock:
            self._wake(waiter)

    def enter(self, waiter: Waiter) -> None:
        """Let a new thread begin in its turn."""
        with self._lock:
            self._ready.append(waiter)

    def expect(self, waiter: Waiter) -> None:
        """Let a new thread begin at its time."""
        with self._lock:
            self._waiting.append(waiter)

    def forget(self, waiter: Waiter) -> None:
        """Let a new thread not begin, if it has not."""
        with self._lock:
            if waiter in self._waiting:
                self._waiting.remove(waiter)

    def begin(self) -> None:
        """Let a new thread take part, which has just begun its turn."""
        self._works = threading.get_ident()
        self._taking_part.add(self._works)

    def leave(self) -> None:
        """End the thread that works now."""
        self._taking_part.remove(threading.get_ident())
        with self._lock:
            self._let_next_work()

    def _await_turn(self, waiter: Waiter) -> None:
        """Wait for it; only the maker looks for how long, since others outlive what they did."""
        is_maker = threading.get_ident() == self._maker
        turns = self._turns
        while not waiter.rest(self._longest_turn_seconds if is_maker else None):
            if self._turns == turns:
                raise Stuck(f"{waiter.thread} waits for another's turn to end: {self._turn()}")
            turns = self._turns
        self._works = threading.get_ident()

    def _turn(self) -> str:
        """Say what the thread that works is doing."""
        frame = sys._current_frames().get(self._works)
        return "".join(traceback.format_stack(frame, 8)) if frame else "that thread has ended"

    def _wake(self, waiter: Waiter) -> None:
        waiter.woken = True
        if waiter in self._waiting:
            self._waiting.remove(waiter)
            self._ready.append(waiter)

    def _let_next_work(self) -> None:
        if not (self._ready or self._wake_for_a_socket() or self._wake_for_a_time()):
            self._give_up()
        if self._ready:
            self._turns += 1
            self._ready.popleft().go_on()

    def _wake_for_a_socket(self) -> bool:
        having = (each for each in self._waiting if each.readable or each.writable)
        chosen = next((each for each in having if each.has_io()), None)
        if chosen is not None:
            self._wake(chosen)
        return chosen is not None

    def _wake_for_a_time(self) -> bool:
        chosen = min(self._waiting, key=lambda each: (each.until, each.number), default=None)
        if chosen is None or chosen.until == math.inf:
            return False
        self.elapsed = max(self.elapsed, chosen.until)
        self._wake(chosen)
        return True

    def _give_up(self) -> None:
        for waiter in list(self._waiting):
            waiter.stuck = True
            self._wake(waiter)

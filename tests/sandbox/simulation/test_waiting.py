"""Events, conditions, locks and timers of the clock that jumps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest

from sandbox.simulation.clock import JumpingClock


def beside(clock: JumpingClock, seconds: float, call: Callable[[], object]) -> None:
    """Call something later, in another thread."""

    def run() -> None:
        clock.sleep(seconds)
        call()

    clock.thread(run, "beside").start()


def test_an_event_wakes_whoever_waits_at_once(clock: JumpingClock) -> None:
    event = clock.event()
    woken: list[float] = []

    def wait() -> None:
        assert event.wait(100.0)
        woken.append(clock.monotonic())

    for name in ("one", "two"):
        clock.thread(wait, name).start()
    beside(clock, 5.0, event.set)
    assert event.wait()
    clock.sleep(0.0)
    assert woken == [5.0, 5.0]


def test_an_event_that_is_not_set_in_time_is_told(clock: JumpingClock) -> None:
    event = clock.event()
    beside(clock, 5.0, event.set)
    assert not event.is_set()
    assert not event.wait(4.0)
    assert clock.monotonic() == 4.0
    assert event.wait(4.0)
    assert clock.monotonic() == 5.0


def test_an_event_that_is_set_is_not_waited_for_until_it_is_taken_back(clock: JumpingClock) -> None:
    event = clock.event()
    event.set()
    assert event.is_set()
    assert event.wait()
    event.clear()
    assert not event.is_set()
    assert not event.wait(2.0)
    assert clock.monotonic() == 2.0


def test_an_event_of_no_time_is_only_looked_at(clock: JumpingClock) -> None:
    assert not clock.event().wait(0.0)
    assert clock.monotonic() == 0.0


def test_a_condition_says_whether_it_was_notified(clock: JumpingClock) -> None:
    changed = clock.condition()

    def notify() -> None:
        with changed:
            changed.notify_all()

    beside(clock, 5.0, notify)
    with changed:
        assert not changed.wait(3.0)
        assert clock.monotonic() == 3.0
        assert changed.wait(10.0)
        assert clock.monotonic() == 5.0
        assert not changed.wait(1.0), "an old notification is gone"


def test_a_condition_is_waited_for_until_it_holds(clock: JumpingClock) -> None:
    changed = clock.condition()
    numbers: list[int] = []

    def add() -> None:
        for number in range(5):
            clock.sleep(1.0)
            with changed:
                numbers.append(number)
                changed.notify_all()

    clock.thread(add, "adds").start()
    with changed:
        assert changed.wait_for(lambda: len(numbers) >= 3 and numbers, 60.0) == [0, 1, 2]
        assert clock.monotonic() == 3.0
        assert changed.wait_for(lambda: len(numbers) > 5, 10.0) is False
        assert clock.monotonic() == 13.0
        assert changed.wait_for(lambda: "at once") == "at once"


def test_who_waits_for_a_condition_lets_others_enter(clock: JumpingClock) -> None:
    changed = clock.condition()
    inside: list[float] = []

    def enter() -> None:
        with changed:
            inside.append(clock.monotonic())

    beside(clock, 1.0, enter)
    with changed:
        changed.wait(2.0)
        assert inside == [1.0]
        clock.sleep(5.0)
    beside(clock, 0.0, enter)
    clock.sleep(1.0)
    assert inside == [1.0, 7.0]


def test_after_its_wait_a_thread_is_alone_inside_again(clock: JumpingClock) -> None:
    changed = clock.condition()
    seen: list[str] = []

    def hold() -> None:
        with changed:
            changed.notify_all()
            clock.sleep(3.0)
            seen.append("notifier leaves")

    beside(clock, 1.0, hold)
    with changed:
        changed.wait()
        seen.append("waiter is back")
    assert seen == ["notifier leaves", "waiter is back"]


def test_two_conditions_can_share_a_lock(clock: JumpingClock) -> None:
    lock = clock.lock()
    changed = clock.condition(lock)
    inside: list[float] = []

    def enter() -> None:
        with changed:
            inside.append(clock.monotonic())

    with lock:
        clock.thread(enter, "enters").start()
        clock.sleep(2.0)
        assert inside == []
    clock.sleep(1.0)
    assert inside == [2.0]


def test_a_lock_is_handed_over_in_the_order_in_which_threads_came(clock: JumpingClock) -> None:
    lock = clock.lock()
    seen: list[tuple[int, float]] = []

    def enter(number: int) -> None:
        with lock:
            seen.append((number, clock.monotonic()))
            clock.sleep(1.0)

    with lock:
        for number in (3, 1, 2):
            clock.thread(partial(enter, number), f"{number}").start()
        clock.sleep(5.0)
        assert seen == []
    clock.sleep(10.0)
    assert seen == [(3, 5.0), (1, 6.0), (2, 7.0)]


def test_a_lock_that_is_left_by_an_error_is_free(clock: JumpingClock) -> None:
    lock = clock.lock()
    with pytest.raises(KeyError), lock:
        raise KeyError
    assert lock.acquire()
    lock.release()
    with lock:
        pass
    assert clock.monotonic() == 0.0


def test_a_timer_calls_once_in_its_time(clock: JumpingClock) -> None:
    called: list[float] = []
    timer = clock.timer(5.0, lambda: called.append(clock.monotonic()))
    clock.sleep(10.0)
    timer.start()
    clock.sleep(4.0)
    assert called == []
    clock.sleep(20.0)
    assert called == [15.0]
    timer.cancel()


def test_a_timer_that_was_cancelled_does_not_call(clock: JumpingClock) -> None:
    called: list[str] = []
    before, after = (clock.timer(5.0, partial(called.append, name)) for name in ("before", "after"))
    before.cancel()
    before.start()
    after.start()
    clock.sleep(4.0)
    after.cancel()
    clock.sleep(10.0)
    assert called == []


def test_a_timer_has_no_thread_before_its_time(clock: JumpingClock) -> None:
    """Each request to X has one, and almost all are cancelled."""
    before = threading.active_count()
    timers = [clock.timer(5.0, lambda: None) for _ in range(3)]
    for timer in timers:
        timer.start()
    clock.sleep(4.0)
    assert threading.active_count() == before

"""The machine's clock: durations are nominal, and every wait is handed on in real seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from shared.clock import SystemClock
from shared.waiting import RealCondition, RealEvent, RealThread

FAST = SystemClock(1e-6)
"""A nominal second is a millionth of one: no test waits for it."""
LONG = 100.0


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """What Python's own waiting was asked for; it waits for nothing."""
    asked: list[float | None] = []

    def note(_: object, seconds: float | None = None) -> bool:
        asked.append(seconds)
        return False

    monkeypatch.setattr(threading.Event, "wait", note)
    monkeypatch.setattr(threading.Condition, "wait", note)
    monkeypatch.setattr(threading.Thread, "join", note)
    monkeypatch.setattr(time, "sleep", lambda seconds: asked.append(seconds))
    return asked


def test_nominal_and_real_seconds_are_turned_into_each_other() -> None:
    clock = SystemClock(0.25)
    assert clock.real(8.0) == 2.0
    assert clock.nominal(2.0) == 8.0
    assert SystemClock().real(3.0) == SystemClock().nominal(3.0) == 3.0


def test_the_time_of_day_is_never_scaled_and_the_other_time_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    monkeypatch.setattr(time, "monotonic", lambda: 50.0)
    clock = SystemClock(0.25)
    assert clock.now() == 1000.0
    assert clock.monotonic() == 200.0


def test_the_scale_comes_from_the_environment_and_is_one_on_aws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TIME_SCALE", raising=False)
    assert SystemClock.from_environment().real(8.0) == 8.0
    monkeypatch.setenv("TIME_SCALE", "0.5")
    assert SystemClock.from_environment().real(8.0) == 4.0


@pytest.mark.parametrize(("seconds", "real"), [(8.0, 2.0), (0.0, 0.0), (-8.0, 0.0)])
def test_sleep_takes_nominal_seconds_and_never_less_than_none(
    waited: list[float | None], seconds: float, real: float
) -> None:
    SystemClock(0.25).sleep(seconds)
    assert waited == [real]


@pytest.mark.parametrize(("seconds", "real"), [(8.0, 2.0), (0.0, 0.0), (None, None)])
@pytest.mark.parametrize("kind", ["event", "condition", "thread"])
def test_every_wait_is_handed_on_in_real_seconds(
    waited: list[float | None], kind: str, seconds: float | None, real: float | None
) -> None:
    clock = SystemClock(0.25)
    waits: dict[str, Callable[[float | None], Any]] = {
        "event": RealEvent(clock.real).wait,
        "condition": RealCondition(clock.real).wait,
        "thread": RealThread(clock.real, lambda: None, "name").join,
    }
    waits[kind](seconds)
    assert waited == [real]


def test_a_condition_waits_for_what_is_left_and_gives_up_in_real_seconds(
    waited: list[float | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([100.0, 100.0, 101.5, 102.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(times))
    assert SystemClock(0.25).condition().wait_for(lambda: 0, 8.0) == 0
    assert waited == [2.0, 0.5]


def test_a_condition_without_an_end_waits_until_it_holds(waited: list[float | None]) -> None:
    answers = iter(["", "", "it holds"])
    assert SystemClock(0.25).condition().wait_for(lambda: next(answers)) == "it holds"
    assert waited == [None, None]


def test_a_condition_that_holds_is_not_waited_for(waited: list[float | None]) -> None:
    assert FAST.condition().wait_for(lambda: "now", 1.0) == "now"
    assert waited == []


def test_a_timer_is_set_in_real_seconds_and_does_not_keep_the_process_alive() -> None:
    for seconds, real in ((8.0, 2.0), (0.0, 0.0), (-8.0, 0.0)):
        timer = SystemClock(0.25).timer(seconds, lambda: None)
        assert isinstance(timer, threading.Timer)
        assert timer.interval == real
        assert timer.daemon


def test_a_timer_calls_and_a_cancelled_one_does_not() -> None:
    called = threading.Event()
    SystemClock().timer(0.0, called.set).start()
    assert called.wait(LONG)
    not_called = threading.Event()
    timer = SystemClock().timer(LONG, not_called.set)
    timer.start()
    timer.cancel()
    assert isinstance(timer, threading.Timer)
    timer.join(LONG)
    assert not not_called.is_set()


def test_a_thread_runs_under_its_name_and_does_not_keep_the_process_alive() -> None:
    found: list[threading.Thread] = []
    thread = SystemClock().thread(lambda: found.append(threading.current_thread()), "reader")
    assert not thread.is_alive()
    thread.start()
    thread.join(LONG)
    assert (found[0].name, found[0].daemon) == ("reader", True)
    assert not thread.is_alive()


def test_threads_wake_each_other_through_events_and_conditions() -> None:
    clock = SystemClock()
    changed, done = clock.condition(), clock.event()
    numbers: list[int] = []

    def add() -> None:
        with changed:
            numbers.append(1)
            changed.notify_all()

    thread = clock.thread(add, "adds")
    with changed:
        thread.start()
        assert changed.wait_for(lambda: numbers, LONG) == [1]
    done.set()
    assert done.wait(LONG)
    assert done.is_set()
    done.clear()
    assert not done.is_set()


@pytest.mark.parametrize("kind", ["event", "condition"])
def test_what_does_not_come_in_time_is_told(kind: str) -> None:
    if kind == "event":
        assert FAST.event().wait(1.0) is False
        return
    changed = FAST.condition()
    with changed:
        assert changed.wait(1.0) is False
        assert changed.wait_for(lambda: False, 1.0) is False


def test_a_lock_lets_one_in() -> None:
    clock = SystemClock()
    lock, inside = clock.lock(), []
    entered = clock.event()

    def enter() -> None:
        with lock:
            inside.append("other")
        entered.set()

    with lock:
        clock.thread(enter, "enters").start()
        inside.append("first")
    assert entered.wait(LONG)
    assert inside == ["first", "other"]

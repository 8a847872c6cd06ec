"""The clock stands still while somebody works, and jumps when every thread waits."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

import pytest

from sandbox.simulation.clock import SHORTEST_WAIT_SECONDS, START, JumpingClock
from sandbox.simulation.scheduler import Foreign, Stuck


def test_time_passes_only_by_waiting(clock: JumpingClock) -> None:
    assert (clock.now(), clock.monotonic()) == (START, 0.0)
    clock.sleep(3600.0)
    assert (clock.now(), clock.monotonic()) == (START + 3600.0, 3600.0)
    assert JumpingClock(now=7.0).now() == 7.0


def test_there_is_no_other_time(clock: JumpingClock) -> None:
    assert clock.real(7.5) == clock.nominal(7.5) == 7.5


@pytest.mark.parametrize("seconds", [0.0, -5.0])
def test_no_time_is_no_wait(clock: JumpingClock, seconds: float) -> None:
    clock.sleep(seconds)
    assert clock.monotonic() == 0.0
    assert clock.after(seconds) == 0.0


def test_the_shortest_wait_moves_the_time_on(clock: JumpingClock) -> None:
    clock.sleep(1e-30)
    assert clock.monotonic() == SHORTEST_WAIT_SECONDS
    assert clock.after(None) == math.inf


def test_threads_work_in_the_order_of_their_times(clock: JumpingClock) -> None:
    seen: list[tuple[str, float]] = []

    def work(name: str, pause: float) -> Callable[[], None]:
        def run() -> None:
            for _ in range(2):
                clock.sleep(pause)
                seen.append((name, clock.monotonic()))

        return run

    threads = [clock.thread(work(*each), each[0]) for each in (("a", 3.0), ("b", 2.0), ("c", 5.0))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [("b", 2.0), ("a", 3.0), ("b", 4.0), ("c", 5.0), ("a", 6.0), ("c", 10.0)]


def test_of_two_whose_time_comes_at_once_the_first_to_wait_goes_first(clock: JumpingClock) -> None:
    seen: list[int] = []

    def work(number: int) -> Callable[[], None]:
        def run() -> None:
            clock.sleep(1.0)
            seen.append(number)

        return run

    for number in range(5):
        clock.thread(work(number), f"{number}").start()
    clock.sleep(2.0)
    assert seen == [0, 1, 2, 3, 4]


def test_one_thread_works_at_a_time_and_begins_when_its_starter_waits(clock: JumpingClock) -> None:
    seen: list[str] = []
    thread = clock.thread(lambda: seen.append("thread"), "thread")
    assert not thread.is_alive()
    thread.start()
    assert thread.is_alive()
    time.sleep(0)  # the machine may switch threads; the clock does not
    assert seen == []
    seen.append("starter")
    thread.join()
    assert seen == ["starter", "thread"]
    assert not thread.is_alive()
    assert clock.monotonic() == 0.0


def test_a_thread_is_waited_for_as_long_as_one_wants(clock: JumpingClock) -> None:
    thread = clock.thread(lambda: clock.sleep(10.0), "sleeper")
    thread.start()
    thread.join(4.0)
    assert thread.is_alive()
    assert clock.monotonic() == 4.0
    thread.join()
    assert clock.monotonic() == 10.0
    thread.join()


def test_a_thread_does_not_keep_the_process_alive_and_has_its_name(clock: JumpingClock) -> None:
    found: list[threading.Thread] = []
    thread = clock.thread(lambda: found.append(threading.current_thread()), "by name")
    thread.start()
    thread.join()
    assert found[0].daemon
    assert found[0].name == "by name"


def test_a_thread_that_fails_is_told_before_the_others_go_on(
    clock: JumpingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []

    def note(failed: threading.ExceptHookArgs) -> None:
        told.append((str(failed.exc_value), str(failed.thread and failed.thread.name)))

    def fail() -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(threading, "excepthook", note)
    thread = clock.thread(fail, "fails")
    thread.start()
    thread.join()
    assert told == [("on purpose", "fails")]
    assert not thread.is_alive()
    clock.sleep(1.0)


def test_the_same_run_happens_again_each_time() -> None:
    def run() -> list[tuple[int, float]]:
        clock = JumpingClock()
        lock = clock.lock()
        seen: list[tuple[int, float]] = []

        def work(number: int) -> None:
            for step in range(5):
                clock.sleep((number * 7 + step * 3) % 5 + 0.1)
                with lock:
                    clock.sleep(0.3)
                    seen.append((number, clock.monotonic()))

        threads = [clock.thread(lambda n=n: work(n), f"{n}") for n in range(4)]  # type: ignore[misc]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return seen

    first = run()
    assert len(first) == 20
    assert all(run() == first for _ in range(5))


def test_when_nothing_can_happen_any_more_who_waits_is_told_by_name(clock: JumpingClock) -> None:
    told: list[str] = []

    def wait_for_ever() -> None:
        with pytest.raises(Stuck) as stuck:
            clock.event().wait()
        told.append(str(stuck.value))

    threads = [clock.thread(wait_for_ever, name) for name in ("reader", "writer")]
    for thread in threads:
        thread.start()
    with pytest.raises(Stuck, match=f"^{threading.current_thread().name} waits for what can't"):
        clock.event().wait()
    clock.sleep(1.0)
    assert told == [f"{name} waits for what can't come any more" for name in ("reader", "writer")]


def test_who_waits_for_a_thread_that_works_on_nothing_is_told_where_that_thread_is() -> None:
    clock = JumpingClock(longest_turn_seconds=0.01)
    answer = threading.Event()

    def wait_outside_the_time() -> None:
        answer.wait()

    clock.thread(wait_outside_the_time, "reader").start()
    with pytest.raises(Stuck, match=r"(?s)turn to end: .*answer\.wait\(\)"):
        clock.sleep(1.0)
    answer.set()


def test_a_thread_that_takes_no_part_can_not_wait(clock: JumpingClock) -> None:
    told: list[str] = []

    def wait() -> None:
        with pytest.raises(Foreign) as foreign:
            clock.sleep(1.0)
        told.append(str(foreign.value))

    other = threading.Thread(target=wait, name="other")
    other.start()
    other.join()
    assert told == ["other takes no part in this clock's time"]
    clock.sleep(1.0)
    assert clock.monotonic() == 1.0


def test_who_waits_for_a_time_is_not_stuck(clock: JumpingClock) -> None:
    waiting = clock.event()
    clock.timer(100.0, waiting.set).start()
    assert waiting.wait()
    assert clock.monotonic() == 100.0

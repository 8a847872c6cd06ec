from __future__ import annotations

import threading

from collector.state.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from collector.state.lease import Lease
from collector.state.table import StateTable
from collector.timing import Timing
from tests.fake_clock import FakeClock

TIMING = Timing()


def obtain(lease: Lease, clock: FakeClock, wait: float = 0.0) -> bool:
    return lease.obtain(window_seconds=840.0, give_up_at=clock.monotonic() + wait)


def test_of_twenty_windows_at_once_one_holds_the_lease(state: StateTable) -> None:
    won: list[int] = []

    def race(number: int) -> None:
        clock = FakeClock()
        if obtain(Lease(state, clock, TIMING, f"window-{number}"), clock):
            won.append(number)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_a_killed_windows_lease_frees_itself_and_the_fence_grows(state: StateTable) -> None:
    clock = FakeClock()
    killed, later = (Lease(state, clock, TIMING, name) for name in ("killed", "later"))
    assert obtain(killed, clock)
    clock.advance(800.0)
    assert obtain(later, clock)
    assert later.fence == killed.fence + 1
    assert not killed.keep()


def test_a_successor_is_seen_only_near_the_end_of_the_window(state: StateTable) -> None:
    clock = FakeClock()
    running, early, successor = (Lease(state, clock, TIMING, name) for name in "abc")
    assert obtain(running, clock)
    assert not obtain(early, clock, wait=600.0), "it would wait for too long"
    for _ in range(80):
        clock.advance(10.0)
        assert running.keep()
    assert not running.successor_waits
    assert not obtain(successor, clock, wait=0.0)
    clock.advance(1.0)
    assert running.keep()
    assert running.successor_waits
    running.release()
    assert obtain(successor, clock)


def test_a_successor_asks_more_often_once_the_window_may_hand_over(state: StateTable) -> None:
    clock = FakeClock()
    running, successor = (Lease(state, clock, TIMING, name) for name in "ab")
    assert obtain(running, clock)
    for _ in range(74):
        clock.advance(10.0)
        running.keep()
    assert not obtain(successor, clock, wait=20.0)
    early, late = clock.slept[0], clock.slept[-1]
    assert early >= 0.5, "it may wait so for a minute and a half, and each question is billed"
    assert late <= 0.1, "now nobody reads the stream until it asks"


def test_only_one_successor_waits(state: StateTable) -> None:
    clock = FakeClock()
    running, first, second = (Lease(state, clock, TIMING, name) for name in "abc")
    assert obtain(running, clock)
    for _ in range(80):
        clock.advance(10.0)
        running.keep()
    assert not obtain(first, clock, wait=3.0)
    slept = len(clock.slept)
    assert not obtain(second, clock, wait=60.0)
    assert len(clock.slept) == slept, "it leaves at once"
    running.release()
    assert not obtain(second, clock), "the successor comes first"
    assert obtain(first, clock)


def test_a_lease_that_can_not_be_renewed_counts_as_lost_before_it_expires(
    state: StateTable,
) -> None:
    clock = FakeClock()
    lease = Lease(state, clock, TIMING, "a")
    assert obtain(lease, clock)
    state.update("lease", "stream", "SET #owner = :other", {"other": "b"})
    clock.advance(TIMING.lease_renewal)
    assert not lease.keep()


def test_releasing_does_not_take_the_lease_from_its_next_owner(state: StateTable) -> None:
    clock = FakeClock()
    old, new = Lease(state, clock, TIMING, "old"), Lease(state, clock, TIMING, "new")
    assert obtain(old, clock)
    clock.advance(800.0)
    assert obtain(new, clock)
    old.release()
    assert new.keep()
    item = state.get("lease", "stream")
    assert item is not None
    assert item["owner"] == "new"


def test_the_checkpoint_never_goes_back_and_a_lost_window_can_not_move_it(
    state: StateTable,
) -> None:
    assert load_checkpoint(state) is None
    assert save_checkpoint(state, Checkpoint(100), fence=2)
    assert not save_checkpoint(state, Checkpoint(99), fence=2)
    assert not save_checkpoint(state, Checkpoint(200), fence=1)
    assert save_checkpoint(state, Checkpoint(150, paused=True), fence=3)
    assert load_checkpoint(state) == Checkpoint(150, paused=True)

"""One window holds the stream; it knows when it does not any more, before another can have it."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from collector.edges import client_config
from collector.state.lease import Lease
from collector.state.table import StateTable
from collector.timing import Timing
from tests.fake_clock import FakeClock
from tests.unit.collector.interventions import ANSWER_LOST, NEVER_SENT, always, at
from tests.unit.collector.setting import Setting

TIMING = Timing()
LASTS = TIMING.lease
TRUSTED = TIMING.lease - TIMING.lease_safety


def lease(setting: Setting, owner: str = "one") -> Lease:
    return Lease(setting.state(), setting.clock, TIMING, owner)


def obtain(wanted: Lease, setting: Setting, wait: float = 0.0) -> bool:
    give_up_at = setting.clock.monotonic() + wait
    return wanted.obtain(window_seconds=840.0, give_up_at=give_up_at)


def item(setting: Setting) -> dict[str, object]:
    found = setting.state().get("lease", "stream")
    assert found is not None
    return {name: value for name, value in found.items() if name not in ("kind", "id")}


def test_of_twenty_windows_at_once_one_holds_the_lease(setting: Setting) -> None:
    won: list[str] = []

    def race(owner: str) -> None:
        if obtain(lease(setting, owner), setting):
            won.append(owner)

    setting.aws.intervention = lambda _: setting.clock.sleep(0.01)  # each call lets others go on
    threads = [setting.clock.thread(partial(race, f"{n}"), f"{n}") for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert item(setting)["owner"] == won[0]


def test_what_stands_in_the_table_is_in_milliseconds_of_the_time_of_day(state: StateTable) -> None:
    clock = FakeClock(1_795_000_000.0, scale=0.5)
    obtained = Lease(state, clock, TIMING, "one")
    assert obtained.obtain(window_seconds=840.0, give_up_at=0.0)
    assert state.get("lease", "stream") == {
        "kind": "lease",
        "id": "stream",
        "owner": "one",
        "taken_from": "-",
        "fence": 1,
        "lives_until": 1_795_000_015_000,
        "handover_from": 1_795_000_375_000,
    }


def test_a_killed_windows_lease_is_free_when_it_ran_out_and_not_before(setting: Setting) -> None:
    killed, later = lease(setting, "killed"), lease(setting, "later")
    assert obtain(killed, setting)
    setting.clock.sleep(LASTS)
    assert not obtain(lease(setting, "too early"), setting)
    setting.clock.sleep(0.01)
    assert obtain(later, setting)
    assert (killed.fence, later.fence) == (1, 2)
    assert not killed.keep()
    assert later.keep()


def test_the_fence_grows_with_each_owner_and_over_a_release(setting: Setting) -> None:
    fences = []
    for owner in ("one", "two", "three"):
        held = lease(setting, owner)
        assert obtain(held, setting)
        fences.append(held.fence)
        held.release()
    assert fences == [1, 2, 3]
    assert item(setting) == {"fence": 3}


def test_a_window_whose_answer_got_lost_holds_its_lease(setting: Setting) -> None:
    setting.aws.intervention = at(1, ANSWER_LOST, "UpdateItem")
    held = lease(setting)
    assert obtain(held, setting)
    assert held.fence == item(setting)["fence"]
    setting.clock.sleep(TIMING.lease_renewal)
    assert held.keep()


def test_it_is_renewed_every_few_seconds_and_not_at_each_look(setting: Setting) -> None:
    held = lease(setting)
    assert obtain(held, setting)
    calls = len(setting.aws.calls)
    for _ in range(40):
        setting.clock.sleep(0.5)
        assert held.keep()
    assert len(setting.aws.calls) - calls == 20 / TIMING.lease_renewal
    renewed = setting.clock.now() * 1000
    assert item(setting)["lives_until"] == renewed + LASTS * 1000


def test_it_is_kept_as_long_as_the_table_answers(setting: Setting) -> None:
    held = lease(setting)
    assert obtain(held, setting)
    for _ in range(100):
        setting.clock.sleep(TRUSTED - 0.1)
        assert held.keep()
    assert not obtain(lease(setting, "other"), setting)


def test_a_lease_that_can_not_be_renewed_is_held_no_more_before_it_expires(
    setting: Setting,
) -> None:
    held = lease(setting)
    assert obtain(held, setting)
    setting.clock.sleep(TIMING.lease_renewal)
    assert held.keep()
    asked_at = setting.clock.monotonic()
    setting.aws.intervention = always(NEVER_SENT)
    while held.is_held:
        assert held.keep(), "nobody else has it"
        setting.clock.sleep(0.5)
    lost_at = setting.clock.monotonic()
    assert TRUSTED <= lost_at - asked_at < LASTS
    setting.aws.intervention = None
    setting.clock.sleep(asked_at + LASTS - 0.01 - setting.clock.monotonic())
    assert not obtain(lease(setting, "other"), setting), "nobody else had it meanwhile"


@pytest.mark.parametrize("renewals", [0, 1])
def test_it_is_trusted_from_when_it_was_asked_for_and_not_from_the_answer(
    setting: Setting, renewals: int
) -> None:
    setting.aws.intervention = lambda _: setting.clock.sleep(3.0)
    held = Lease(setting.state(patience=0.1), setting.clock, TIMING, "one")
    asked_at = setting.clock.monotonic()
    assert obtain(held, setting)
    for _ in range(renewals):
        setting.clock.sleep(TIMING.lease_renewal)
        asked_at = setting.clock.monotonic()
        assert held.keep()
    setting.aws.intervention = always(NEVER_SENT)
    while held.is_held:
        held.keep()
        setting.clock.sleep(0.25)
    assert TRUSTED <= setting.clock.monotonic() - asked_at < TRUSTED + 0.3


def test_a_renewal_that_takes_until_the_end_is_none(setting: Setting) -> None:
    held = lease(setting)
    assert obtain(held, setting)
    setting.clock.sleep(TRUSTED - 1.0)
    setting.aws.intervention = always(NEVER_SENT)
    assert held.keep()
    assert not held.is_held, "it asked for four seconds"


@pytest.mark.parametrize(("minutes", "pause_seconds"), [(1, 5.0), (45, 60.0)])
def test_a_lease_that_nobody_took_while_the_table_was_away_is_held_again(
    setting: Setting, minutes: int, pause_seconds: float
) -> None:
    held = lease(setting)
    assert obtain(held, setting)
    setting.aws.intervention = always(NEVER_SENT)
    end = setting.clock.monotonic() + minutes * 60
    while setting.clock.monotonic() < end:
        assert held.keep()
        setting.clock.sleep(pause_seconds)
    assert not held.is_held
    setting.aws.intervention = None
    assert held.keep()
    assert held.is_held


def test_the_time_to_notice_is_longer_than_the_longest_call_to_the_table() -> None:
    calls: Any = client_config(FakeClock())
    longest = TIMING.state_patience + calls.connect_timeout + calls.read_timeout
    assert TIMING.lease_notice >= longest + TIMING.tick


def test_who_takes_a_lease_that_ran_out_gives_its_owner_time_to_notice(setting: Setting) -> None:
    earlier, later = lease(setting, "earlier"), lease(setting, "later")
    assert obtain(earlier, setting)
    setting.clock.sleep(LASTS + 1)
    asked_at = setting.clock.monotonic()
    assert obtain(later, setting)
    assert setting.clock.monotonic() - asked_at == TIMING.lease_notice
    assert later.is_held
    assert not earlier.keep()
    assert not earlier.is_held


@pytest.mark.parametrize("same", [True, False], ids=["its own", "a released one"])
def test_who_takes_from_nobody_else_does_not_wait(setting: Setting, same: bool) -> None:
    """A function that is tried again has the same name."""
    earlier = lease(setting, "one")
    assert obtain(earlier, setting)
    setting.clock.sleep(LASTS + 1)
    if not same:
        earlier.release()
    asked_at = setting.clock.monotonic()
    assert obtain(lease(setting, "one" if same else "two"), setting)
    assert setting.clock.monotonic() == asked_at


@pytest.mark.parametrize("other", [{"owner": "two"}, {"fence": 2}], ids=["owner", "fence"])
def test_a_lease_that_another_has_is_lost_at_once_and_stays_lost(
    setting: Setting, other: dict[str, str | int]
) -> None:
    held = lease(setting)
    assert obtain(held, setting)
    (name,) = other
    setting.state().update("lease", "stream", f"SET #{name} = :{name}", other)
    until = item(setting)["lives_until"]
    setting.clock.sleep(TIMING.lease_renewal)
    assert not held.keep()
    assert not held.keep()
    assert item(setting)["lives_until"] == until, "what another has is not made longer"


@pytest.mark.parametrize("owner", ["new", "old"])
def test_releasing_does_not_take_the_lease_from_its_next_owner(
    setting: Setting, owner: str
) -> None:
    """A function that is tried again has the same name as the one that was killed."""
    old, new = lease(setting, "old"), lease(setting, owner)
    assert obtain(old, setting)
    setting.clock.sleep(LASTS + 1)
    assert obtain(new, setting)
    old.release()
    assert new.keep()
    assert item(setting)["owner"] == owner


def test_a_released_lease_is_free_at_once_and_no_longer_kept(setting: Setting) -> None:
    held = lease(setting)
    assert obtain(held, setting)
    held.release()
    assert not held.keep()
    assert obtain(lease(setting, "two"), setting)


def test_who_takes_a_lease_that_was_not_released_knows_it(setting: Setting) -> None:
    first, second, third = (lease(setting, name) for name in ("first", "second", "third"))
    assert obtain(first, setting)
    setting.clock.sleep(LASTS + 0.01)
    assert obtain(second, setting)
    assert obtain(second, setting), "again, as after trouble"
    second.release()
    assert obtain(third, setting)
    assert [each.took_over for each in (first, second, third)] == [False, True, False]

"""X's trouble is waited out for as long as a function has, and no longer."""

from __future__ import annotations

import pytest

from collector.rules.patience import FUNCTION_PATIENCE, Patience
from collector.timing import Timing
from collector.x.errors import XRefusedError
from collector.x.refusals import Cure, Refusal
from sandbox.simulation.clock import JumpingClock


def tries(patience: Patience, clock: JumpingClock, refused: Refusal, times: int) -> list[float]:
    """Return when a call was made that is refused so often; one that gives up raises."""
    began, made = clock.monotonic(), list[float]()

    def call() -> list[float]:
        made.append(round(clock.monotonic() - began, 3))
        if len(made) <= times:
            raise XRefusedError(refused)
        return made

    return patience.call(call)


def test_the_functions_patience_leaves_time_for_its_start_and_for_a_last_call() -> None:
    start, timeout = 5.0, 120.0  # the second in components/rules.py
    assert start + FUNCTION_PATIENCE + Timing().request_timeout <= timeout


def test_pauses_grow_up_to_eight_seconds() -> None:
    clock = JumpingClock()
    away = Refusal(Cure.RETRY, "server_error", "away")
    assert tries(Patience(clock, 60), clock, away, 6) == [0, 1, 3, 7, 15, 23, 31]


def test_a_limit_is_waited_for_until_a_second_after_its_reset() -> None:
    clock = JumpingClock()
    full = Refusal(Cure.WAIT, "rate_limited", "full", reset_at=clock.now() + 40)
    assert tries(Patience(clock, 60), clock, full, 1) == [0, 41]


@pytest.mark.parametrize(
    ("seconds", "reset_in", "cure"),
    [(40, 40, Cure.WAIT), (50, None, Cure.WAIT), (0, 0, Cure.RETRY), (90, 0, Cure.PERSON)],
)
def test_what_time_does_not_cure_is_not_waited_for(
    seconds: float, reset_in: float | None, cure: Cure
) -> None:
    clock = JumpingClock()
    reset_at = None if reset_in is None else clock.now() + reset_in
    with pytest.raises(XRefusedError):
        tries(Patience(clock, seconds), clock, Refusal(cure, "any", "any", reset_at), 1)
    assert clock.monotonic() == 0


@pytest.mark.parametrize(("whole", "part", "until"), [(90, 10, 7), (10, 90, 7), (10, 10, 7)])
def test_a_part_lasts_no_longer_than_the_whole(whole: float, part: float, until: float) -> None:
    clock = JumpingClock()
    away = Refusal(Cure.RETRY, "server_error", "away")
    with pytest.raises(XRefusedError):
        tries(Patience(clock, whole).part(part), clock, away, 99)
    assert clock.monotonic() == until

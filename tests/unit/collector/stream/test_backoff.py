"""How long the waits between connections are: X's "Handling disconnections"."""

from __future__ import annotations

from collector.stream.backoff import Backoff
from collector.timing import Timing
from collector.x.refusals import Cure


def test_lost_connections_are_tried_again_at_once_and_then_a_quarter_second_slower() -> None:
    backoff = Backoff(Timing())
    waits = [backoff.after_disconnect() for _ in range(70)]
    assert waits == [min(0.25 * number, 16.0) for number in range(70)]
    assert waits[63:66] == [15.75, 16.0, 16.0]


def test_an_x_in_trouble_is_given_twice_the_time_up_to_320_seconds() -> None:
    backoff = Backoff(Timing())
    waits = [backoff.after_refusal(Cure.RETRY) for _ in range(8)]
    assert waits == [5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 320.0]


def test_rate_limits_are_given_twice_the_time_up_to_their_window_of_15_minutes() -> None:
    for cure in (Cure.WAIT, Cure.FREE_SLOT):
        backoff = Backoff(Timing())
        waits = [backoff.after_refusal(cure) for _ in range(6)]
        assert waits == [60.0, 120.0, 240.0, 480.0, 900.0, 900.0]


def test_a_wait_is_never_shorter_than_xs_own_reset_nor_than_ours() -> None:
    backoff = Backoff(Timing())
    assert backoff.after_refusal(Cure.WAIT, reset_in=800.0) == 800.0
    assert backoff.after_refusal(Cure.WAIT, reset_in=119.0) == 120.0
    assert backoff.after_refusal(Cure.WAIT, reset_in=-5.0) == 240.0
    assert backoff.after_refusal(Cure.RETRY, reset_in=800.0) == 5.0


def test_a_healthy_connection_forgets_every_series() -> None:
    backoff = Backoff(Timing())
    for _ in range(3):
        backoff.after_disconnect()
        backoff.after_refusal(Cure.RETRY)
        backoff.after_refusal(Cure.WAIT)
    backoff.forget()
    assert backoff.after_disconnect() == 0.0
    assert backoff.after_refusal(Cure.RETRY) == 5.0
    assert backoff.after_refusal(Cure.WAIT) == 60.0

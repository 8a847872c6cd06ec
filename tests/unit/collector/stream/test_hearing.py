"""For how long X was not heard: what is beyond the longest silence of a healthy stream."""

from __future__ import annotations

from collector.stream.hearing import LONGEST_SILENCE, Hearing
from tests.fake_clock import FakeClock


def test_only_what_is_beyond_the_longest_silence_counts() -> None:
    clock = FakeClock()
    hearing = Hearing(clock)
    clock.advance(LONGEST_SILENCE)
    assert hearing.deaf_seconds() == 0
    clock.advance(7)
    assert hearing.deaf_seconds() == 7


def test_silences_add_up_over_the_whole_window_and_short_ones_take_nothing_off() -> None:
    clock = FakeClock()
    hearing = Hearing(clock)
    for beyond in (7, -20, 5):
        clock.advance(LONGEST_SILENCE + beyond)
        hearing.heard()
    assert hearing.deaf_seconds() == 12
    clock.advance(LONGEST_SILENCE + 3)
    assert hearing.deaf_seconds() == 15

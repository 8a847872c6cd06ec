"""How far the stream is known to be complete: connecting, heard, paused, settling."""

from __future__ import annotations

import pytest

from collector.gaps.coverage import Coverage
from collector.spans import Span
from collector.state.checkpoint import Checkpoint
from shared.snowflake import first_id_at
from tests.fake_clock import FakeClock
from tests.unit.collector.gaps.covered import TIMING, covering, in_nominal


def test_the_gap_of_a_killed_window_reaches_from_its_checkpoint_to_the_new_connection(
    clock: FakeClock,
) -> None:
    old = first_id_at(clock.now() - 300)
    coverage = Coverage(Checkpoint(old), clock, TIMING)
    coverage.connecting()
    clock.advance(1.0)
    assert coverage.connected() == Span(old + 1, in_nominal(clock, TIMING.connect_margin))


def test_the_gap_ends_later_when_rules_were_just_changed(clock: FakeClock) -> None:
    coverage = Coverage(Checkpoint(1), clock, TIMING)
    gap = coverage.connected(settling=20.0)
    assert gap == Span(2, in_nominal(clock, 20.0 + TIMING.connect_margin))


def test_nothing_is_missed_at_the_first_connection(clock: FakeClock) -> None:
    assert Coverage(None, clock, TIMING).connected() is None
    assert Coverage(None, clock, TIMING).missed_until_now() is None


def begun(coverage: Coverage) -> int:
    """Save where a window begins, and return the first id that it wants."""
    start = coverage.start()
    assert start is not None
    coverage.start_saved(start)
    return start.post_id + 1


def paused(clock: FakeClock) -> Coverage:
    return Coverage(Checkpoint(first_id_at(clock.now() - 9000), paused=True), clock, TIMING)


def test_after_a_pause_posts_are_wanted_from_where_the_window_began(clock: FakeClock) -> None:
    """However often it connects until X lets it in and the gap is written."""
    coverage = paused(clock)
    first_id = first_id_at(clock.now())
    clock.advance(3.0)
    assert begun(coverage) == first_id
    for _ in range(3):
        clock.advance(5.0)
        coverage.connecting()
        gap = coverage.connected(settling=20.0)
        assert gap == Span(first_id, in_nominal(clock, 20.0 + TIMING.connect_margin))
    coverage.covered_from(gap)
    assert gap is not None
    assert coverage.checkpoint_id == gap.last


@pytest.mark.parametrize("is_first", [True, False])
def test_a_window_that_began_and_heard_nothing_leaves_a_gap_before_the_next_pause(
    clock: FakeClock, *, is_first: bool
) -> None:
    """Or the checkpoint would stay where it began, and all of the pause be searched for."""
    coverage = Coverage(None, clock, TIMING) if is_first else paused(clock)
    first_id = begun(coverage)
    clock.advance(60.0)
    gap = coverage.missed_until_now()
    assert gap == Span(first_id, in_nominal(clock, TIMING.connect_margin))


def test_a_window_after_a_pause_that_had_no_budget_missed_nothing(clock: FakeClock) -> None:
    coverage = paused(clock)
    clock.advance(5.0)
    assert coverage.missed_until_now() is None


def test_what_was_missed_before_a_pause_is_not_missed_after_it_again(clock: FakeClock) -> None:
    """The gap that ends with a pause reaches a little beyond it."""
    before = in_nominal(clock, 1.0)
    coverage = Coverage(Checkpoint(before, paused=True), clock, TIMING)
    assert begun(coverage) == before + 1
    gap = coverage.connected()
    assert gap is not None
    assert gap.first == before + 1


def test_a_checkpoint_beyond_now_leaves_no_gap(clock: FakeClock) -> None:
    ahead = first_id_at(clock.now() + 60)
    coverage = Coverage(Checkpoint(ahead), clock, TIMING)
    assert coverage.connected() is None
    coverage.covered_from(None)
    assert coverage.checkpoint_id == ahead


def test_a_gap_that_could_not_be_written_is_there_at_the_next_try(clock: FakeClock) -> None:
    coverage = Coverage(Checkpoint(1), clock, TIMING)
    coverage.connecting()
    first = coverage.connected()
    clock.advance(10.0)
    second = coverage.connected()
    assert first is not None
    assert second == Span(2, in_nominal(clock, TIMING.connect_margin))
    assert second.last > first.last


def test_after_the_gap_the_checkpoint_is_its_end(clock: FakeClock) -> None:
    coverage = Coverage(Checkpoint(1), clock, TIMING)
    coverage.connecting()
    gap = coverage.connected()
    assert coverage.checkpoint_id == 1
    coverage.covered_from(gap)
    assert gap is not None
    assert coverage.checkpoint_id == gap.last


def test_the_first_window_begins_where_it_began_to_connect(clock: FakeClock) -> None:
    coverage = Coverage(None, clock, TIMING)
    assert coverage.checkpoint_id == 0
    clock.advance(50.0)
    coverage.connecting()
    began = first_id_at(clock.now())
    clock.advance(3.0)
    coverage.covered_from(coverage.connected())
    assert coverage.checkpoint_id == began


def test_a_window_that_never_connected_begins_where_it_was_made(clock: FakeClock) -> None:
    coverage = Coverage(None, clock, TIMING)
    began = first_id_at(clock.now())
    clock.advance(5.0)
    coverage.covered_from(None)
    assert coverage.checkpoint_id == began


def test_a_disconnect_after_a_pause_leaves_a_gap(clock: FakeClock) -> None:
    coverage = covering(clock)
    clock.advance(100.0)
    coverage.connecting()
    gap = coverage.connected()
    assert gap is not None
    assert gap.first == coverage.checkpoint_id + 1


def test_what_was_missed_before_a_pause_reaches_until_now(clock: FakeClock) -> None:
    coverage = covering(clock, Checkpoint(first_id_at(clock.now() - 60)))
    clock.advance(100.0)
    gap = coverage.missed_until_now()
    assert gap == Span(coverage.checkpoint_id + 1, in_nominal(clock, TIMING.connect_margin))


def test_a_silent_connection_is_covered_only_as_long_as_it_was_heard(clock: FakeClock) -> None:
    coverage = covering(clock)
    clock.advance(100)
    coverage.heard()
    reached = in_nominal(clock, -TIMING.stream_lag)
    clock.advance(500)
    assert coverage.advance(list) == coverage.checkpoint_id == reached


def test_a_connection_that_was_not_heard_moves_nothing(clock: FakeClock) -> None:
    coverage = covering(clock)
    before = coverage.checkpoint_id
    clock.advance(500)
    assert coverage.advance(list) == before


def test_lines_before_the_gap_is_written_do_not_move_the_checkpoint(clock: FakeClock) -> None:
    coverage = covering(clock)
    before = coverage.checkpoint_id
    coverage.connecting()
    clock.advance(1000)
    coverage.heard()
    assert coverage.advance(list) == before


def test_what_an_earlier_connection_heard_says_nothing_of_a_new_one(clock: FakeClock) -> None:
    coverage = covering(clock)
    clock.advance(100)
    coverage.heard()
    clock.advance(500)
    coverage.connecting()
    gap = coverage.connected()
    coverage.covered_from(gap)
    clock.advance(100)
    assert gap is not None
    assert coverage.advance(list) == gap.last


def test_a_line_before_the_first_connection_moves_nothing(clock: FakeClock) -> None:
    coverage = Coverage(Checkpoint(5), clock, TIMING)
    coverage.heard()
    assert coverage.advance(list) == 5


@pytest.mark.parametrize("paused_before", [None, 9000])
def test_where_the_first_window_and_one_after_a_pause_begin_is_to_be_saved_once(
    clock: FakeClock, paused_before: int | None
) -> None:
    checkpoint = None
    if paused_before is not None:
        checkpoint = Checkpoint(first_id_at(clock.now() - paused_before), paused=True)
    coverage = Coverage(checkpoint, clock, TIMING)
    start = Checkpoint(first_id_at(clock.now()) - 1)
    for _ in range(2):
        clock.advance(5.0)
        assert coverage.start() == start, "a window that could not save it tries again"
    coverage.start_saved(start)
    assert coverage.start() is None


def test_a_start_never_goes_back(clock: FakeClock) -> None:
    ahead = first_id_at(clock.now() + 60)
    assert Coverage(Checkpoint(ahead, paused=True), clock, TIMING).start() == Checkpoint(ahead)


def test_a_window_that_goes_on_from_a_checkpoint_saves_no_start(clock: FakeClock) -> None:
    assert Coverage(Checkpoint(1), clock, TIMING).start() is None
    assert covering(clock).start() is None

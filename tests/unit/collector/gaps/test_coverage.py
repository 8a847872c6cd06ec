from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collector.gaps.coverage import Coverage
from collector.posts.sink import Outgoing
from collector.spans import Span
from collector.state.checkpoint import Checkpoint
from collector.timing import Timing
from shared.snowflake import first_id_at, time_of_id
from tests.fake_clock import FakeClock

TIMING = Timing()


def connected(clock: FakeClock, checkpoint: Checkpoint | None = None) -> Coverage:
    coverage = Coverage(checkpoint, clock, TIMING)
    coverage.connecting()
    coverage.covered_from(coverage.connected())
    return coverage


def outgoing(post_id: int, received_at: float) -> Outgoing:
    return Outgoing(post_id, b"", received_at, from_stream=True)


@given(st.lists(st.tuples(st.floats(0.1, 40), st.floats(0, 25), st.booleans()), max_size=40))
def test_the_checkpoint_never_passes_an_unacknowledged_post_and_never_goes_back(
    steps: list[tuple[float, float, bool]],
) -> None:
    clock = FakeClock()
    coverage = connected(clock)
    waiting: list[Outgoing] = []
    last = coverage.checkpoint_id
    for pause, lag, acknowledge in steps:
        clock.advance(pause)
        waiting.append(outgoing(first_id_at(clock.now() - lag), clock.now()))
        coverage.heard()
        if acknowledge:
            waiting.clear()
        reached = coverage.advance(lambda: waiting)
        assert reached >= last
        behind = {gap.first for gap in coverage.behind(waiting)}
        assert all(item.post_id > reached or item.post_id in behind for item in waiting)
        last = reached


def test_the_gap_of_a_killed_window_reaches_from_its_checkpoint_to_the_new_connection() -> None:
    clock = FakeClock()
    old = first_id_at(clock.now() - 300)
    coverage = Coverage(Checkpoint(old), clock, TIMING)
    coverage.connecting()
    gap = coverage.connected()
    assert gap == Span(old + 1, first_id_at(clock.now() + TIMING.connect_margin))


def test_a_silent_connection_is_covered_only_as_long_as_it_was_heard() -> None:
    clock = FakeClock()
    coverage = connected(clock)
    clock.advance(100)
    coverage.heard()
    heard_at = clock.now()
    clock.advance(500)
    assert coverage.advance(list) == first_id_at(heard_at - TIMING.stream_lag)


def test_lines_before_the_gap_is_written_do_not_move_the_checkpoint() -> None:
    clock = FakeClock()
    coverage = connected(clock)
    before = coverage.checkpoint_id
    coverage.connecting()
    clock.advance(1000)
    coverage.heard()
    assert coverage.advance(list) == before


def test_nothing_is_missed_at_the_first_connection_and_after_a_pause() -> None:
    clock = FakeClock()
    assert Coverage(None, clock, TIMING).connected() is None
    paused = Coverage(Checkpoint(first_id_at(clock.now() - 9000), paused=True), clock, TIMING)
    assert paused.connected() is None


def test_a_damaged_line_opens_the_span_in_which_its_post_was_made_once() -> None:
    clock = FakeClock()
    coverage = connected(clock)
    coverage.damaged()
    clock.advance(10)
    coverage.damaged()
    gap = coverage.damaged_gap()
    assert gap is not None
    assert time_of_id(gap.first) <= clock.now() - 10 - TIMING.stream_lag + 0.001
    assert time_of_id(gap.last) >= clock.now()
    assert coverage.damaged_gap() is None


def test_the_gap_ends_later_when_rules_were_just_changed() -> None:
    clock = FakeClock()
    coverage = Coverage(Checkpoint(1), clock, TIMING)
    gap = coverage.connected(settling=20.0)
    assert gap is not None
    assert gap.last == first_id_at(clock.now() + 20.0 + TIMING.connect_margin)

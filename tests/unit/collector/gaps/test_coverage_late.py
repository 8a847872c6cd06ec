"""A reader that is behind says how far the stream may be incomplete."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collector.gaps.coverage import Coverage
from collector.posts.sink import Outgoing
from collector.state.checkpoint import Checkpoint
from shared.snowflake import first_id_at
from tests.fake_clock import FakeClock
from tests.unit.collector.gaps.covered import TIMING, covering

LAG = TIMING.stream_lag


@given(
    st.lists(st.tuples(st.floats(0, 40), st.floats(0, TIMING.stream_disorder)), max_size=30),
    st.lists(st.sampled_from([0.0, 1.0, 25.0, 90.0]), min_size=30, max_size=30),
)
def test_however_far_behind_the_reader_is_it_passes_no_post_that_was_not_read(
    posts: list[tuple[float, float]], seconds_each_takes: list[float]
) -> None:
    """A reader that waits for room or for the table reads late what X sent in time."""
    clock = FakeClock()
    coverage = covering(clock)
    sent, made_at = [], clock.now() + 1.0
    for pause, delay in posts:
        made_at += pause
        sent.append((made_at + delay, first_id_at(made_at)))
    unread = sorted(sent)
    for seconds in seconds_each_takes[: len(sent)]:
        sent_at, post_id = unread.pop(0)
        clock.advance(max(0.0, sent_at - clock.now()) + seconds)
        coverage.arrived(post_id)
        coverage.heard()
        for _ in range(2):  # as for a line that waited behind it and is no post
            reached = coverage.advance(list)
            assert not [each for _, each in unread if each <= reached]
            coverage.heard()


def test_what_was_late_once_holds_it_back_no_longer_than_until_a_post_is_in_time() -> None:
    clock = FakeClock()
    coverage = covering(clock)
    clock.advance(500)
    coverage.arrived(first_id_at(clock.now() - 100))
    coverage.heard()
    assert coverage.advance(list) == first_id_at(clock.now() - 100 - TIMING.stream_disorder)
    coverage.arrived(first_id_at(clock.now() - LAG + TIMING.stream_disorder))
    assert coverage.advance(list) == first_id_at(clock.now() - LAG)


def test_what_an_earlier_connection_brought_late_says_nothing_of_a_new_one() -> None:
    clock = FakeClock()
    coverage = covering(clock)
    coverage.arrived(first_id_at(clock.now() - 1000))
    coverage.connecting()
    coverage.covered_from(coverage.connected())
    clock.advance(100)
    coverage.heard()
    assert coverage.advance(list) == first_id_at(clock.now() - LAG)


def test_posts_read_after_it_was_told_what_is_on_its_way_are_not_passed() -> None:
    """The stream's thread goes on reading: what was late is on its way by then, and was not."""
    clock = FakeClock()
    coverage = covering(clock)
    clock.advance(1000)
    coverage.arrived(first_id_at(clock.now() - 600))
    coverage.heard()

    def unacknowledged() -> list[Outgoing]:
        coverage.arrived(first_id_at(clock.now() - 1))
        coverage.heard()
        return []

    late = 600 + TIMING.stream_disorder
    assert coverage.advance(unacknowledged) == first_id_at(clock.now() - late)


def test_posts_read_late_before_the_gap_is_written_hold_it_back_after_that() -> None:
    """X sends from the moment it answers, and the table may be slow for reader and gap alike."""
    clock = FakeClock()
    coverage = Coverage(Checkpoint(first_id_at(clock.now() - 60)), clock, TIMING)
    coverage.connecting()
    gap = coverage.connected()
    clock.advance(100)
    coverage.arrived(first_id_at(clock.now() - 100))
    coverage.covered_from(gap)
    coverage.heard()
    assert gap is not None
    assert coverage.advance(list) == gap.last


def test_what_was_left_unread_of_a_connection_is_not_passed_before_the_next_one() -> None:
    clock = FakeClock()
    coverage = covering(clock)
    clock.advance(500)
    coverage.arrived(first_id_at(clock.now() - 300))
    coverage.heard()
    clock.advance(10)
    coverage.connecting()
    assert coverage.advance(list) <= first_id_at(clock.now() - 310)

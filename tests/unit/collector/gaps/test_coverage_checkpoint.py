"""The checkpoint never passes a post that Firehose has not acknowledged, and never goes back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collector.gaps.coverage import Coverage
from collector.posts.sink import Outgoing
from collector.spans import Span
from collector.state.checkpoint import Checkpoint
from shared.snowflake import first_id_at
from tests.fake_clock import FakeClock
from tests.unit.collector.gaps.covered import TIMING, covering

LAG = TIMING.stream_lag


def outgoing(post_id: int, received_at: float, *, from_stream: bool = True) -> Outgoing:
    return Outgoing(post_id, b"", received_at, from_stream=from_stream)


@given(st.lists(st.tuples(st.floats(0.1, 40), st.floats(0, 25), st.booleans()), max_size=40))
def test_it_never_passes_an_unacknowledged_post_and_never_goes_back(
    steps: list[tuple[float, float, bool]],
) -> None:
    clock = FakeClock()
    coverage = covering(clock)
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


def test_it_stays_just_before_the_oldest_post_on_its_way() -> None:
    clock = FakeClock()
    coverage = covering(clock)
    clock.advance(100)
    made = first_id_at(clock.now() - LAG - 10)  # it came forty seconds late
    items = [outgoing(made + number, clock.now()) for number in (7, 0, 3)]
    coverage.heard()
    assert coverage.advance(lambda: items) == made - 1
    assert coverage.advance(lambda: items[:1]) == made + 6
    assert coverage.advance(list) == first_id_at(clock.now() - LAG)


def test_what_came_after_an_unacknowledged_post_may_be_incomplete_too() -> None:
    clock = FakeClock()
    coverage = covering(clock)
    clock.advance(100)
    received_at = clock.now()
    waiting = [outgoing(first_id_at(received_at - 1), received_at + later) for later in (5, 0, 9)]
    clock.advance(60)
    coverage.heard()
    assert coverage.advance(lambda: waiting) == first_id_at(received_at - LAG)


def test_what_search_found_does_not_hold_it_back() -> None:
    clock = FakeClock()
    coverage = covering(clock)
    clock.advance(100)
    coverage.heard()
    found = [outgoing(5, clock.now() - 90, from_stream=False)]
    assert coverage.advance(lambda: found) == first_id_at(clock.now() - LAG)
    assert coverage.behind(found) == []


def test_a_post_of_the_checkpoints_own_id_that_is_not_acknowledged_is_behind_it() -> None:
    clock = FakeClock()
    coverage = covering(clock)
    at = coverage.checkpoint_id
    waiting = [outgoing(post_id, clock.now()) for post_id in (at + 1, at, at - 5)]
    assert coverage.behind(waiting) == [Span(at, at), Span(at - 5, at - 5)]


def test_it_looks_at_what_is_on_its_way_after_it_saw_when_the_stream_was_heard() -> None:
    """A post that comes in between is not yet covered by what was heard."""
    clock = FakeClock()
    coverage = covering(clock)
    clock.advance(100)
    coverage.heard()
    heard_at = clock.now()

    def arriving() -> list[Outgoing]:
        clock.advance(50)
        coverage.heard()
        return []

    assert coverage.advance(arriving) == first_id_at(heard_at - LAG)


def test_what_may_be_missed_begins_after_what_was_saved_or_a_lag_ago() -> None:
    clock = FakeClock()
    saved = first_id_at(clock.now() - 100)
    coverage = Coverage(Checkpoint(saved), clock, TIMING)
    assert coverage.may_be_missed_from() == saved + 1
    coverage.covered_from(coverage.connected())
    assert coverage.checkpoint_id > saved
    assert coverage.may_be_missed_from() == saved + 1, "until it is written down"
    coverage.saved_id = coverage.checkpoint_id
    assert coverage.may_be_missed_from() == first_id_at(clock.now() - LAG)

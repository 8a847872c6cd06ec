"""Of a damaged line's post it is not known when it was made: what is searched for it."""

from __future__ import annotations

from collector.spans import Span
from shared.snowflake import first_id_at
from tests.fake_clock import FakeClock
from tests.unit.collector.gaps.covered import TIMING, covering, in_nominal


def test_a_damaged_line_opens_the_span_in_which_its_post_was_made_once(clock: FakeClock) -> None:
    coverage = covering(clock)
    assert coverage.damaged_gap() is None
    coverage.damaged()
    first = in_nominal(clock, -TIMING.stream_lag)
    for _ in range(2):
        clock.advance(10)
        coverage.damaged()
    assert coverage.damaged_gap() == Span(first, in_nominal(clock, TIMING.connect_margin))
    assert coverage.damaged_gap() is None


def test_a_damaged_line_among_late_ones_may_be_of_any_post_that_was_not_read(
    clock: FakeClock,
) -> None:
    coverage = covering(clock)
    clock.advance(1000)
    coverage.arrived(in_nominal(clock, -600))
    coverage.damaged()
    coverage.heard()
    gap = coverage.damaged_gap()
    assert gap is not None
    assert gap.first <= in_nominal(clock, -600 - TIMING.stream_disorder)


def test_a_damaged_line_after_a_post_with_an_odd_id_is_of_none_before_the_connection(
    clock: FakeClock,
) -> None:
    """Search would be asked for all that it reaches, and each of those posts would be paid."""
    coverage = covering(clock)
    connected = clock.now()
    clock.advance(600)
    coverage.arrived(8)
    coverage.damaged()
    gap = coverage.damaged_gap()
    assert gap is not None
    assert gap.first == first_id_at(connected - clock.real(TIMING.stream_lag))


def test_of_several_damaged_lines_each_may_be_of_a_post_as_late_as_those_beside_it(
    clock: FakeClock,
) -> None:
    coverage = covering(clock)
    clock.advance(1000)
    coverage.damaged()
    coverage.arrived(in_nominal(clock, -600))
    coverage.damaged()
    gap = coverage.damaged_gap()
    assert gap is not None
    assert gap.first <= in_nominal(clock, -600 - TIMING.stream_disorder)


def test_a_later_damaged_line_has_a_span_of_its_own(clock: FakeClock) -> None:
    coverage = covering(clock)
    coverage.damaged()
    coverage.damaged_gap()
    clock.advance(1000)
    coverage.damaged()
    gap = coverage.damaged_gap()
    assert gap is not None
    assert gap.first == in_nominal(clock, -TIMING.stream_lag)

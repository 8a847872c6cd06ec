from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from bench.windows.dark_time import Span, connected_share, dark_spans, spans_after

Parts = list[tuple[float, float]]
parts = st.lists(st.tuples(st.floats(0.1, 100), st.floats(0, 10)), min_size=1)


def connections_of(lengths: Parts) -> list[Span]:
    """Return connections of these lengths, each with dark of the second number after it."""
    spans = []
    at = 1000.0
    for connected, dark in [*lengths, (1.0, 0.0)]:
        spans.append(Span(at, at + connected))
        at += connected + dark
    return spans


@given(lengths=parts, chance=st.randoms())
def test_the_dark_is_what_lies_between_connections_in_any_order(
    lengths: Parts, chance: object
) -> None:
    connections = connections_of(lengths)
    shuffled = sorted(connections, key=lambda _: chance.random())  # type: ignore[attr-defined]
    dark = [span.seconds for span in dark_spans(shuffled)]
    assert all(
        math.isclose(found, made, abs_tol=1e-6)
        for found, (_, made) in zip(dark, lengths, strict=True)
    )


@given(lengths=parts)
def test_connected_and_dark_time_make_up_the_whole(lengths: Parts) -> None:
    connected = sum(length for length, _ in lengths)
    whole = connected + sum(dark for _, dark in lengths)
    assert math.isclose(connected_share(connections_of(lengths)), connected / whole, rel_tol=1e-6)


def test_connections_that_overlap_leave_no_dark_and_never_less_than_none() -> None:
    connections = [Span(0, 10), Span(5, 6), Span(9, 20), Span(21, 22)]
    assert [span.seconds for span in dark_spans(connections)] == [0, 0, 1]


def test_the_dark_after_a_window_begins_shortly_before_the_window_reports() -> None:
    dark = [Span(10, 11), Span(20, 21), Span(30, 31)]
    assert spans_after(dark, ends=[10.2, 31.5], within=1.0) == [Span(10, 11)]

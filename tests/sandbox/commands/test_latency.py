"""Latency is measured from a post's creation to the first search that finds it."""

from hypothesis import given
from hypothesis import strategies as st

from sandbox.watch.latency import note_found, percentile


def test_a_document_counts_when_it_is_found_first() -> None:
    seconds: dict[str, float] = {}
    document = {"id": "1", "created_at": "1970-01-01T00:01:40.000Z"}
    note_found(seconds, [document], 103.5)
    note_found(seconds, [document], 110.0)
    assert seconds == {"1": 3.5}


@given(st.lists(st.floats(0, 100), min_size=1), st.floats(1, 100))
def test_the_percentile_is_a_value_that_so_many_do_not_exceed(
    values: list[float], percent: float
) -> None:
    ordered = sorted(values)
    found = percentile(ordered, percent)
    assert found in ordered
    assert sum(value <= found for value in ordered) >= len(ordered) * percent / 100


def test_nothing_seen_has_no_percentile() -> None:
    assert percentile([], 50) is None

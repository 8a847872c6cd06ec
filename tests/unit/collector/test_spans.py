from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from collector.spans import (
    LARGEST_ID,
    Span,
    behind,
    fewer,
    inside,
    neighbours,
    within_reach,
    without,
)

gaps = st.builds(Span, st.integers(0, 40), st.integers(0, 40))


def ids(gap: Span) -> set[int]:
    return set(range(gap.first, gap.last + 1))


@given(gaps, st.lists(gaps, max_size=6))
@example(Span(0, 40), [Span(30, 10)])
@example(Span(10, 20), [Span(0, 10), Span(20, 30)])
@example(Span(10, 20), [Span(0, 9), Span(21, 30)])
def test_what_is_left_of_a_gap_is_exactly_what_the_others_do_not_hold(
    gap: Span, others: list[Span]
) -> None:
    left = without(gap, others)
    held = set().union(*(ids(other) for other in others)) if others else set()
    assert set().union(*(ids(part) for part in left)) == ids(gap) - held
    assert sum(len(ids(part)) for part in left) == len(ids(gap) - held), "no id twice"
    assert left == sorted(left)
    assert not any(part.is_empty for part in left)


@given(gaps, st.integers(0, 45))
@example(Span(10, 20), 20)
@example(Span(10, 20), 21)
@example(Span(10, 20), 10)
def test_the_parts_in_and_out_of_reach_make_up_the_gap(gap: Span, oldest: int) -> None:
    lost, reachable = within_reach(gap, oldest)
    assert ids(lost) | ids(reachable) == ids(gap)
    assert all(post_id < oldest for post_id in ids(lost))
    assert all(post_id >= oldest for post_id in ids(reachable))


@example([Span(5, 9), Span(10, 12)])
@example([Span(5, 9), Span(11, 12)])
@example([Span(5, 20), Span(6, 7), Span(21, 22)])
@given(st.lists(gaps.filter(lambda gap: not gap.is_empty), max_size=8))
def test_neighbours_hold_the_same_ids_and_groups_are_apart(some: list[Span]) -> None:
    groups = neighbours(some)
    assert sorted(gap for group in groups for gap in group) == sorted(some)
    spans = [range(group[0].first, max(gap.last for gap in group) + 1) for group in groups]
    for group, span in zip(groups, spans, strict=True):
        assert set().union(*(ids(gap) for gap in group)) == set(span)
    for one, next_one in pairwise(spans):
        assert one.stop < next_one.start


@given(st.lists(gaps.filter(lambda gap: not gap.is_empty), max_size=9), st.integers(-1, 9))
def test_groups_become_fewer_in_order_and_hold_the_same_gaps(some: list[Span], most: int) -> None:
    groups = neighbours(some)
    left = fewer(groups, most)
    assert len(left) == min(len(groups), max(1, most))
    assert [gap for group in left for gap in group] == [gap for group in groups for gap in group]
    assert fewer(groups, 99) == groups


def test_the_groups_that_lie_closest_are_put_together() -> None:
    one, two, three = [Span(1, 90), Span(2, 3)], [Span(92, 95)], [Span(100, 101)]
    assert fewer([one, two, three], 2) == [one + two, three]
    assert fewer([one, [Span(97, 98)], three], 2) == [one, [Span(97, 98), *three]]


def test_gaps_that_search_has_wholly_indexed_are_filled_oldest_first() -> None:
    open_gaps = [Span(50, 60), Span(10, 20), Span(5, 99)]
    assert behind(open_gaps, newest_id=70) == [Span(10, 20), Span(50, 60)]
    assert behind(open_gaps, newest_id=99) == sorted(open_gaps)
    assert behind(open_gaps, newest_id=9) == []


def test_the_largest_id_is_that_of_a_signed_number_of_64_bits() -> None:
    assert LARGEST_ID == 9_223_372_036_854_775_807


def test_the_ids_inside_gaps_include_their_ends() -> None:
    assert inside([1, 2, 5, 9, 10, 20, 21], [Span(2, 9), Span(20, 20), Span(5, 4)]) == [2, 5, 9, 20]
    assert inside([1], []) == []

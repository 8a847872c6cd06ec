"""What went out lately is known; the oldest is forgotten first."""

from __future__ import annotations

from collector.posts.remembered import RememberedPosts
from collector.spans import Span


def test_the_oldest_is_forgotten_beyond_the_capacity() -> None:
    remembered = RememberedPosts(capacity=3)
    for post_id in (5, 9, 1, 7):
        remembered.add(post_id)
    assert [post_id in remembered for post_id in (5, 9, 1, 7)] == [False, True, True, True]
    assert len(remembered) == 3


def test_a_post_remembered_twice_takes_one_place() -> None:
    remembered = RememberedPosts(capacity=2)
    for post_id in (5, 5, 9):
        remembered.add(post_id)
    assert len(remembered) == 2
    assert 5 in remembered


def test_it_holds_minutes_of_the_busiest_stream() -> None:
    """X delivers at most 250 posts a second, and a handover reaches back half a minute."""
    remembered = RememberedPosts()
    for post_id in range(50_001):
        remembered.add(post_id)
    assert len(remembered) == 50_000 >= 250 * 30 * 2
    assert 0 not in remembered


def test_what_search_may_find_again_lies_inside_the_gaps() -> None:
    remembered = RememberedPosts()
    for post_id in (9, 10, 15, 20, 21, 40):
        remembered.add(post_id)
    assert remembered.inside([Span(10, 20), Span(40, 50)]) == [10, 15, 20, 40]
    assert remembered.inside(iter([Span(1, 9), Span(21, 21)])) == [9, 21]
    assert remembered.inside([]) == []

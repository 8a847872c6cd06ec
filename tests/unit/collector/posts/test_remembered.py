"""What went out lately is known; the oldest is forgotten first."""

from __future__ import annotations

from collector.posts.remembered import RememberedPosts


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


def test_what_may_be_found_again_is_told_from_an_id_on() -> None:
    remembered = RememberedPosts()
    for post_id in (9, 40, 15, 20):
        remembered.add(post_id)
    assert remembered.since(15) == [40, 15, 20]
    assert remembered.since(41) == []


def test_it_knows_from_where_on_it_forgot_nothing() -> None:
    remembered = RememberedPosts(capacity=2)
    for post_id in (5, 9, 9):
        remembered.add(post_id)
    assert (remembered.complete_from, remembered.added) == (0, 2)
    remembered.add(7)
    assert (remembered.complete_from, remembered.added) == (6, 3)
    remembered.misses_up_to(3)
    assert remembered.complete_from == 6
    remembered.misses_up_to(6)
    assert remembered.complete_from == 7

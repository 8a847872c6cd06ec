"""A gap is in the table before it counts as open, and out of it only when its ids are elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from collector.gaps.store import GapStore
from collector.posts.remembered import RememberedPosts
from collector.spans import Span
from collector.state.table import StateUnavailableError
from tests.unit.collector.interventions import THROTTLED, PowerCut, always
from tests.unit.collector.setting import Setting

LARGEST_ID = 2**63 - 1


def store(setting: Setting) -> GapStore:
    """Return one that knows what the table holds."""
    loaded = GapStore(setting.state(), setting.clock)
    loaded.load()
    return loaded


@pytest.fixture
def gaps(setting: Setting) -> GapStore:
    return GapStore(setting.state(), setting.clock)


def test_a_later_window_finds_what_is_open_oldest_first(setting: Setting, gaps: GapStore) -> None:
    opened = [Span(LARGEST_ID - 1, LARGEST_ID), Span(5, 9), Span(100, 200), Span(20, 20)]
    for gap in opened:
        gaps.open(gap)
    assert gaps.all_open() == store(setting).all_open() == sorted(opened)
    assert gaps.opened == 4
    assert store(setting).opened == 0


def test_ids_sort_by_age_in_the_table(setting: Setting, gaps: GapStore) -> None:
    for gap in (Span(LARGEST_ID, LARGEST_ID), Span(9, 10), Span(100, 200)):
        gaps.open(gap)
    items = setting.state().query("gap")
    assert [item["first"] for item in items] == [9, 100, LARGEST_ID]
    assert items[0]["id"] == "0000000000000000009-0000000000000000010"


def test_overlapping_gaps_are_opened_once(setting: Setting, gaps: GapStore) -> None:
    gaps.open(Span(10, 20))
    gaps.open(Span(5, 30))
    gaps.open(Span(6, 29))
    assert gaps.all_open() == [Span(5, 9), Span(10, 20), Span(21, 30)]
    assert store(setting).all_open() == gaps.all_open()
    assert gaps.opened == 3


def test_loading_keeps_what_is_open_already(setting: Setting, gaps: GapStore) -> None:
    store(setting).open(Span(1, 2))
    gaps.open(Span(5, 6))
    gaps.load()
    assert gaps.all_open() == [Span(1, 2), Span(5, 6)]


@pytest.mark.parametrize("how", ["close", "drop"])
def test_a_gap_that_is_done_with_is_gone_and_counted(
    setting: Setting, gaps: GapStore, how: str
) -> None:
    for gap in (Span(1, 2), Span(5, 6)):
        gaps.open(gap)
    getattr(gaps, how)(Span(1, 2))
    assert gaps.all_open() == store(setting).all_open() == [Span(5, 6)]
    assert (gaps.closed, gaps.dropped) == ((1, 0) if how == "close" else (0, 1))


def test_what_is_left_takes_the_place_of_a_gap(setting: Setting, gaps: GapStore) -> None:
    gaps.open(Span(1, 100))
    gaps.trim(Span(1, 100), Span(40, 100))
    assert gaps.all_open() == store(setting).all_open() == [Span(40, 100)]
    assert (gaps.opened, gaps.closed, gaps.dropped) == (1, 0, 1)


def test_a_gap_of_which_all_is_left_stays(setting: Setting, gaps: GapStore) -> None:
    gaps.open(Span(1, 100))
    gaps.trim(Span(1, 100), Span(1, 100))
    assert gaps.all_open() == store(setting).all_open() == [Span(1, 100)]


@pytest.mark.parametrize(("newest", "joined"), [(20, Span(1, 20)), (19, None), (9, None)])
def test_neighbours_become_one_up_to_what_search_has_indexed(
    setting: Setting, gaps: GapStore, newest: int, joined: Span | None
) -> None:
    """What is filled must not reach beyond."""
    parts = [Span(1, 10), Span(11, 20)]
    for gap in (*parts, Span(21, 30)):
        gaps.open(gap)
    gaps.join(newest, most=9)
    assert gaps.all_open() == [*([joined] if joined else parts), Span(21, 30)]
    assert store(setting).all_open() == gaps.all_open()


def test_joining_counts_those_that_went_into_another_as_closed(
    setting: Setting, gaps: GapStore
) -> None:
    for gap in (Span(1, 10), Span(11, 20), Span(21, 30), Span(40, 50)):
        gaps.open(gap)
    writes = len(setting.aws.calls)
    gaps.join(100, most=9)
    assert gaps.all_open() == store(setting).all_open() == [Span(1, 30), Span(40, 50)]
    assert gaps.closed == 2
    gaps.join(100, most=9)
    assert gaps.closed == 2
    assert len(setting.aws.calls) - writes == 4 + 1, "nothing more is written"


def test_of_too_many_gaps_those_that_lie_closest_become_one(
    setting: Setting, gaps: GapStore
) -> None:
    opened = [Span(1, 10), Span(20, 30), Span(35, 50), Span(60, 61), Span(90, 99)]
    for gap in opened:
        gaps.open(gap)
    gaps.join(95, most=4)
    assert gaps.all_open() == opened, "the last one is not ready, and does not count"
    gaps.join(95, most=2)
    assert gaps.all_open() == [Span(1, 50), Span(60, 61), Span(90, 99)]
    gaps.join(100, most=0)
    assert gaps.all_open() == store(setting).all_open() == [Span(1, 99)]
    assert gaps.closed == 4


def test_no_gaps_are_joined_across_posts_that_may_be_sent_and_forgotten(setting: Setting) -> None:
    sent = RememberedPosts()
    sent.misses_up_to(19)
    gaps = GapStore(setting.state(), setting.clock, sent)
    early, between = [Span(1, 5), Span(6, 10)], [Span(15, 17), Span(18, 25)]
    for gap in (*early, *between, Span(30, 40), Span(60, 61)):
        gaps.open(gap)
    gaps.join(100, most=1)
    assert gaps.all_open() == [Span(1, 10), Span(15, 25), Span(30, 61)]


def test_a_gap_that_is_searched_in_part_is_not_joined(setting: Setting, gaps: GapStore) -> None:
    for gap in (Span(1, 10), Span(11, 20), Span(21, 30)):
        gaps.open(gap)
    gaps.advance(Span(1, 10), "abc", 5)
    gaps.join(100, most=1)
    assert gaps.all_open() == [Span(1, 10), Span(11, 30)]


def test_how_far_queries_have_come_is_known_to_later_windows_once_it_is_saved(
    setting: Setting, gaps: GapStore
) -> None:
    gaps.open(Span(1, 1000))
    gaps.open(Span(2000, 3000))
    assert gaps.searched(Span(1, 1000)) == {}
    gaps.advance(Span(1, 1000), "abc", 0)
    gaps.advance(Span(1, 1000), "def", LARGEST_ID)
    gaps.advance(Span(2000, 3000), "abc", 2500)
    assert store(setting).searched(Span(1, 1000)) == {}
    gaps.save()
    writes = len(setting.aws.calls)
    gaps.save()
    assert len(setting.aws.calls) == writes, "nothing more is written"
    later = store(setting)
    for known in (gaps, later):
        assert known.searched(Span(1, 1000)) == {"abc": 0, "def": LARGEST_ID}
        assert known.searched(Span(2000, 3000)) == {"abc": 2500}
    later.advance(Span(1, 1000), "def", 7)
    later.trim(Span(1, 1000), Span(4, 1000))
    assert store(setting).searched(Span(4, 1000)) == {"abc": 0, "def": 7}


def test_what_could_not_be_saved_is_saved_later(setting: Setting, gaps: GapStore) -> None:
    gaps.open(Span(1, 1000))
    gaps.advance(Span(1, 1000), "abc", 5)
    setting.aws.intervention = always(THROTTLED)
    with pytest.raises(StateUnavailableError):
        gaps.save()
    setting.aws.intervention = None
    gaps.save()
    assert store(setting).searched(Span(1, 1000)) == {"abc": 5}


def test_a_gap_that_could_not_be_written_is_not_open(setting: Setting, gaps: GapStore) -> None:
    setting.aws.intervention = always(THROTTLED)
    with pytest.raises(StateUnavailableError):
        gaps.open(Span(1, 10))
    assert gaps.all_open() == []
    assert gaps.opened == 0
    setting.aws.intervention = None
    gaps.open(Span(1, 10))
    assert store(setting).all_open() == [Span(1, 10)]


@pytest.mark.parametrize("how", ["close", "drop"])
def test_a_gap_that_could_not_be_removed_stays_open(
    setting: Setting, gaps: GapStore, how: str
) -> None:
    gaps.open(Span(1, 10))
    setting.aws.intervention = always(THROTTLED)
    with pytest.raises(StateUnavailableError):
        getattr(gaps, how)(Span(1, 10))
    assert gaps.all_open() == [Span(1, 10)]
    assert (gaps.closed, gaps.dropped) == (0, 0)


def test_two_threads_do_not_write_one_gap_twice(setting: Setting, gaps: GapStore) -> None:
    setting.aws.intervention = lambda _: setting.clock.sleep(0.1)
    threads = [setting.clock.thread(lambda: gaps.open(Span(1, 10)), "opens") for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gaps.opened == 1


CHANGES: dict[str, tuple[Callable[[GapStore], None], set[int]]] = {
    "join": (lambda gaps: gaps.join(100, most=9), set(range(1, 31))),
    "trim": (lambda gaps: gaps.trim(Span(1, 10), Span(4, 10)), set(range(4, 31))),
    "open": (lambda gaps: gaps.open(Span(1, 60)), set(range(1, 31))),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("at_write", range(1, 6))
def test_killed_before_any_write_no_id_that_is_needed_is_in_no_gap(
    setting: Setting, gaps: GapStore, change: str, at_write: int
) -> None:
    for gap in (Span(1, 10), Span(11, 20), Span(21, 30)):
        gaps.open(gap)
    setting.aws.intervention = cut = PowerCut(at_write)
    make, needed = CHANGES[change]
    try:
        make(gaps)
    except StateUnavailableError:
        assert cut.happened
    in_memory = gaps.all_open()
    setting.aws.intervention = None
    in_table = store(setting).all_open()
    for held in (in_memory, in_table):
        ids = {post_id for gap in held for post_id in range(gap.first, gap.last + 1)}
        assert needed <= ids
    assert set(in_memory) <= set(in_table), "in the table before it counts as open"
    if at_write == 5:
        assert not cut.happened, "every write was tried"

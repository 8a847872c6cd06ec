from __future__ import annotations

import threading
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.state.spend import Spend, periods
from collector.state.table import StateTable
from tests.fake_clock import FakeClock

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC).timestamp()


def test_two_windows_at_once_never_read_more_than_the_budget(state: StateTable) -> None:
    clock = FakeClock(NOON)
    windows = [Spend(state, clock, per_day=333, per_month=10_000) for _ in range(2)]

    def read(window: Spend) -> None:
        while window.take_one():
            pass

    threads = [threading.Thread(target=read, args=(window,)) for window in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(window.posts_read for window in windows) == 333
    assert all(window.is_used_up() for window in windows)
    assert windows[0].posts_read_today == 333


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.one_of(st.just(None), st.tuples(st.integers(1, 100), st.integers(0, 110))), max_size=25
    ),
    per_day=st.integers(0, 250),
    day=st.integers(1, 3000),
)
def test_reads_never_exceed_the_budget_by_more_than_one_page(
    state: StateTable, steps: list[tuple[int, int] | None], per_day: int, day: int
) -> None:
    clock = FakeClock(NOON + day * 86_400)
    spend = Spend(state, clock, per_day, per_month=10**9)
    read = 0
    state.delete("spend", periods(clock.now(), 1, 1)[0].item_id)
    for step in steps:
        if step is None:
            read += spend.take_one()
            continue
        granted = spend.reserve_page(step[0])
        if granted:
            assert read < per_day, "no read when the budget is used up"
            found = min(step[1], max(10, granted))
            spend.settle_page(granted, found)
            read += found
    spend.give_back()
    assert spend.posts_read == spend.posts_read_today == read
    assert read <= per_day + 10


def test_the_months_budget_holds_across_days(state: StateTable) -> None:
    clock = FakeClock(NOON - 86_400 * 2)
    read = 0
    for _ in range(3):
        spend = Spend(state, clock, per_day=40, per_month=100)
        while spend.take_one():
            read += 1
        spend.give_back()
        clock.advance(86_400)
    assert read == 100


def test_the_budget_renews_at_midnight_in_the_middle_of_a_window(state: StateTable) -> None:
    clock = FakeClock(NOON)
    spend = Spend(state, clock, per_day=30, per_month=1000)
    while spend.take_one():
        pass
    clock.advance(12 * 3600)
    assert spend.take_one()
    spend.give_back()
    assert (spend.posts_read, spend.posts_read_today) == (31, 1)


def test_what_a_window_did_not_read_is_given_back(state: StateTable) -> None:
    clock = FakeClock(NOON)
    spend = Spend(state, clock, per_day=100, per_month=1000)
    assert spend.take_one()
    spend.give_back()
    later = Spend(state, clock, per_day=100, per_month=1000)
    later.read_counters()
    assert (later.posts_read_today, later.posts_read_this_month) == (1, 1)


def test_days_and_months_are_those_of_utc() -> None:
    day, month = periods(NOON, 1, 2)
    assert (day.item_id, month.item_id) == ("2026-11-30", "2026-11")
    assert day.ends_at == month.ends_at == datetime(2026, 12, 1, tzinfo=UTC).timestamp()

"""The budget renews at midnight and at the first of the month, UTC, in the middle of a window."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from collector.state.budget import Budget
from collector.state.counters import KEPT_DAYS
from collector.state.days import periods
from collector.state.spend import Spend
from tests.unit.collector.interventions import THROTTLED, always
from tests.unit.collector.setting import Setting

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC).timestamp()
DAY = 86_400.0


@pytest.fixture
def at_noon(setting: Setting) -> Setting:
    """The last day of a month."""
    setting.clock.sleep(NOON - setting.clock.now())
    return setting


def spend(setting: Setting, per_day: int = 1000, per_month: int = 20_000) -> Spend:
    return Spend(Budget(setting.state(), setting.clock, per_day, per_month), setting.clock)


def counted(setting: Setting) -> dict[str, int]:
    return {str(item["id"]): int(item["posts"]) for item in setting.state().query("spend")}


def read_all(window: Spend) -> int:
    read = 0
    while window.take_one():
        read += 1
    return read


def test_days_and_months_are_those_of_utc() -> None:
    day, month = periods(NOON, 1, 2)
    assert (day.item_id, month.item_id) == ("2026-11-30", "2026-11")
    assert (day.limit, month.limit) == (1, 2)
    assert day.ends_at == month.ends_at == datetime(2026, 12, 1, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("moment", "day_ends", "month_ends"),
    [
        ((2026, 1, 31, 23, 59, 59), (2026, 2, 1), (2026, 2, 1)),
        ((2026, 2, 1, 0, 0, 0), (2026, 2, 2), (2026, 3, 1)),
        ((2026, 12, 31, 0, 0, 0), (2027, 1, 1), (2027, 1, 1)),
        ((2028, 2, 28, 12, 0, 0), (2028, 2, 29), (2028, 3, 1)),
    ],
)
def test_days_and_months_end_where_the_calendar_says(
    moment: tuple[int, int, int, int, int, int],
    day_ends: tuple[int, int, int],
    month_ends: tuple[int, int, int],
) -> None:
    now = datetime(*moment, tzinfo=UTC).timestamp()
    ends = [period.ends_at for period in periods(now, 1, 1)]
    assert ends == [datetime(*end, tzinfo=UTC).timestamp() for end in (day_ends, month_ends)]


def test_the_months_budget_holds_across_days(at_noon: Setting) -> None:
    clock = at_noon.clock
    clock.sleep(NOON + 5 * DAY - clock.now())
    read = []
    for _ in range(3):
        window = spend(at_noon, per_day=40, per_month=100)
        read.append(read_all(window))
        window.give_back()
        clock.sleep(DAY)
    assert read == [40, 40, 20]


def test_the_days_budget_renews_at_midnight_in_the_middle_of_a_window(at_noon: Setting) -> None:
    window = spend(at_noon, per_day=30, per_month=1000)
    assert read_all(window) == 30
    at_noon.clock.sleep(0.5 * DAY - 0.5)
    assert window.is_used_up()
    at_noon.clock.sleep(0.5)
    assert not window.is_used_up()
    assert window.take_one()
    window.give_back()
    assert (window.posts_read, window.posts_read_today) == (31, 1)


def test_the_day_turns_in_the_middle_of_a_month_too(at_noon: Setting) -> None:
    at_noon.clock.sleep(5 * DAY)
    window = spend(at_noon, per_day=30, per_month=1000)
    assert read_all(window) == 30
    at_noon.clock.sleep(0.5 * DAY)
    assert window.take_one()
    assert (window.posts_read_today, window.posts_read_this_month) == (1, 31)


def test_the_months_budget_renews_in_the_middle_of_a_window(at_noon: Setting) -> None:
    window = spend(at_noon, per_day=1000, per_month=20)
    assert read_all(window) == 20
    at_noon.clock.sleep(0.5 * DAY)
    assert read_all(window) == 20
    assert (window.posts_read, window.posts_read_this_month) == (40, 20)


@pytest.mark.parametrize("call", ["take_one", "is_used_up", "reserve_page", "begin"])
def test_what_was_set_aside_yesterday_is_given_back_to_yesterday(
    at_noon: Setting, call: str
) -> None:
    window = spend(at_noon)
    for _ in range(3):
        assert window.take_one()
    at_noon.clock.sleep(0.5 * DAY)
    calls = {"reserve_page": lambda: window.reserve_page(100)}
    calls.get(call, getattr(window, call))()
    yesterday = {"2026-11-30": 3, "2026-11": 3}
    today = {"take_one": 2, "is_used_up": 2, "reserve_page": 100}.get(call)
    assert counted(at_noon) == yesterday | (
        {"2026-12-01": today, "2026-12": today} if today else {}
    )


def test_a_page_asked_for_before_midnight_is_settled_after_it(at_noon: Setting) -> None:
    window = spend(at_noon)
    first, second = window.reserve_page(100), window.reserve_page(100)
    at_noon.clock.sleep(0.5 * DAY)
    window.settle_page(first, range(60))
    assert window.take_one()
    assert counted(at_noon) == dict.fromkeys(("2026-11-30", "2026-11"), 160) | dict.fromkeys(
        ("2026-12-01", "2026-12"), 1
    )
    window.settle_page(second, range(130))
    assert counted(at_noon)["2026-11"] == 130, "60 of them were in the first page"
    assert counted(at_noon)["2026-12"] == 1


@pytest.mark.parametrize("wakes_first", [True, False])
def test_a_page_under_way_at_midnight_counts_once_on_the_day_on_which_it_was_asked_for(
    at_noon: Setting, wakes_first: bool
) -> None:
    window = spend(at_noon)
    assert all(window.take_one(post_id) for post_id in (1, 2, 3))
    grant = window.reserve_page(10)
    at_noon.clock.sleep(0.5 * DAY)
    if wakes_first:
        assert window.take_one(3)
    window.settle_page(grant, [1, 2, 3, 4, 5])
    expected = {"2026-11-30": 5, "2026-11": 5}
    assert window.posts_read == 5 + wakes_first
    assert all(window.take_one(post_id) for post_id in (3, 4, 3, 4))
    window.give_back()
    assert counted(at_noon) == expected | {"2026-12-01": 2, "2026-12": 2}
    assert {int(item.get("set_aside", 0)) for item in at_noon.state().query("spend")} == {0}


def test_a_page_counts_though_the_table_is_away_at_midnight(at_noon: Setting) -> None:
    window = spend(at_noon)
    grant = window.reserve_page(10)
    at_noon.clock.sleep(0.5 * DAY)
    at_noon.aws.intervention = always(THROTTLED)
    window.settle_page(grant, [1, 2, 3])
    at_noon.aws.intervention = None
    window.give_back()
    assert counted(at_noon) == {"2026-11-30": 3, "2026-11": 3}


def test_a_page_under_way_at_midnight_with_too_many_posts_counts_whole(at_noon: Setting) -> None:
    window = spend(at_noon)
    grant = window.reserve_page(3)
    at_noon.clock.sleep(0.5 * DAY)
    window.settle_page(grant, range(10))
    window.give_back()
    assert counted(at_noon) == {"2026-11-30": 10, "2026-11": 10}


def test_what_was_read_before_midnight_is_not_set_aside_any_more_after_it(
    at_noon: Setting,
) -> None:
    window = spend(at_noon)
    assert all(window.take_one(post_id) for post_id in (1, 2, 3))
    at_noon.clock.sleep(0.5 * DAY)
    assert window.take_one(4)
    yesterday = at_noon.state().get("spend", "2026-11-30") or {}
    assert (yesterday["posts"], yesterday["set_aside"]) == (3, 0)


def test_what_was_read_is_kept_for_two_months_after_its_period_and_not_for_ever(
    at_noon: Setting,
) -> None:
    assert spend(at_noon).take_one()
    for item in at_noon.state().query("spend"):
        assert item["expires_at"] == NOON + 0.5 * DAY + KEPT_DAYS * DAY
    assert 31 < KEPT_DAYS < 100

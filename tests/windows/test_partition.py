"""The state table is away from one window only: another takes its lease, and both may read."""

from __future__ import annotations

from typing import Any

import pytest

from collector.gaps.search import SMALLEST_PAGE
from collector.posts.remembered import RememberedPosts
from collector.report import GOOD_OUTCOMES, WindowReport
from collector.timing import Timing
from sandbox.simulation.aws import Call, InProcessAws, NoAnswer
from tests.unit.collector.interventions import NEVER_SENT
from tests.unit.collector.setting import Setting
from tests.windows.test_counts_once import PLENTY, counted


def parted(
    setting: Setting, away: tuple[float, float], second_at: float, **more: Any
) -> dict[str, WindowReport]:
    """Run two windows in processes of their own; from the first one the table is away."""
    began = setting.clock.monotonic()

    def see(call: Call) -> NoAnswer | None:
        is_away = away[0] <= setting.clock.monotonic() - began < away[1]
        return NEVER_SENT if call.service == "dynamodb" and is_away else None

    reports: dict[str, WindowReport] = {}
    more = {**PLENTY, "remaining": 865.0, **more}
    first = setting.start(reports, "first", aws=InProcessAws(see), **more)
    setting.clock.sleep(second_at)
    setting.remembered = RememberedPosts()
    second = setting.start(reports, "second", aws=InProcessAws(), **more)
    for thread in (first, second):
        thread.join()
    return reports


@pytest.mark.parametrize(
    ("away", "second_at", "every", "per_day"),
    [
        ((18, 80), 55, 0.06, 700),
        ((18, 80), 55, 0.3, 300),
        ((25, 260), 62, 0.1, 900),
        ((12, 66), 50, 0.02, 5000),
    ],
)
def test_two_windows_that_know_nothing_of_each_other_read_no_more_than_the_budget(
    setting: Setting, away: tuple[float, float], second_at: float, every: float, per_day: int
) -> None:
    setting.publish_every(every, int(240 / every))
    reports = parted(setting, away, second_at, max_posts_per_day=per_day)
    assert min(report.posts_read for report in reports.values()) > per_day / 10
    assert len(set(setting.delivered)) <= per_day + SMALLEST_PAGE
    assert counted(setting) == {len(set(setting.delivered))}, "nothing is left out"


def test_a_window_does_not_connect_for_posts_that_it_may_not_read(setting: Setting) -> None:
    setting.publish_every(0.1, 2700)
    reports = parted(setting, (22, 290), 59, max_posts_per_day=800)
    assert reports["second"].connections <= 2
    assert setting.x.state()["reads"] <= 800 + 2 * 100, "what both found, and the last of each"


@pytest.mark.parametrize(("away", "every"), [((21, 78), 0.07), ((21, 330), 0.5)])
def test_what_an_overtaken_window_read_counts_once_and_all_of_it(
    setting: Setting, away: tuple[float, float], every: float
) -> None:
    """Some of it its successor found by search, too, before or after it knew of that."""
    ids = setting.publish_every(every, int(280 / every))
    reports = parted(setting, away, 57)
    assert reports["first"].outcome == "lease_lost"
    assert sorted(set(setting.delivered)) == ids
    assert counted(setting) == {len(ids)}
    assert setting.state().query("bill") == []


def test_a_window_that_hears_at_its_very_end_that_it_was_overtaken_leaves_its_bill(
    setting: Setting,
) -> None:
    """Its successor does not find again what it read: what is not told would not count."""
    ids = setting.publish_every(1.0, 70)
    reports = parted(setting, (30, 85), 62, remaining=100.0, timing=Timing(search_lag=1_000.0))
    assert reports["first"].outcome == "deadline"
    assert reports["first"].posts_read == len(ids)
    assert sorted(setting.delivered) == ids
    assert counted(setting) == {len(ids)}
    assert setting.state().query("bill") == []


def test_when_the_overtaken_window_is_over_the_other_one_may_read_the_rest(
    setting: Setting,
) -> None:
    ids = setting.publish_every(1.0, 260)
    reports = parted(setting, (20, 10_000), 56, max_posts_per_day=300, remaining=400.0)
    assert reports["second"].outcome not in GOOD_OUTCOMES, "it was deaf for most of its time"
    last = setting.run(owner="last", remaining=200.0, **{**PLENTY, "max_posts_per_day": 300})
    assert last.outcome == "deadline"
    assert sorted(set(setting.delivered)) == ids
    assert counted(setting) == {len(ids)}

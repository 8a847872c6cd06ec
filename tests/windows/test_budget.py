"""Reading ends with the budget, and nothing is lost that was wanted."""

from __future__ import annotations

from typing import Any

import pytest

from collector.state.table import StateTable
from sandbox.simulation.aws import Call, Refused
from shared.snowflake import first_id_at
from tests.unit.collector.interventions import kind_of
from tests.unit.collector.setting import Setting


def checkpoint(state: StateTable) -> dict[str, Any]:
    return state.get("checkpoint", "stream") or {}


@pytest.mark.parametrize("limit", ["max_posts_per_day", "max_posts_per_month"])
def test_reading_stops_when_the_budget_is_used_up_and_no_later_window_reads(
    setting: Setting, limit: str
) -> None:
    setting.publish_every(0.1, 100)
    limits: dict[str, Any] = {limit: 50}
    first = setting.run(**limits)
    second = setting.run(owner="two", **limits)

    assert first.outcome == second.outcome == "budget_used_up"
    assert first.reason == "The budget of posts is used up."
    assert second.reason == "The budget of posts is used up until it renews."
    assert (first.posts_read, second.posts_read) == (50, 0)
    assert len(setting.delivered) == 50
    assert second.posts_read_today == second.posts_read_this_month == 50
    used = first.share_of_day if limit.endswith("day") else first.share_of_month
    assert (used, first.estimated_spend_usd) == (1.0, 0.25)
    assert setting.requests("connect") == 1
    assert setting.requests("GET rules") == 1, "without a budget X is not even asked"
    assert setting.is_closed()


def test_what_came_while_the_budget_was_used_up_is_not_searched_for(
    setting: Setting, state: StateTable
) -> None:
    paused_at = {"post_id": first_id_at(setting.clock.now() - 60), "paused": True, "fence": 1}
    state.put("lease", "stream", {"fence": 1})
    state.put("checkpoint", "stream", paused_at)
    unwanted = setting.publish()
    setting.clock.sleep(30)
    report = setting.run()

    assert unwanted not in setting.delivered
    assert checkpoint(state)["paused"] is False
    assert (report.gaps.opened, report.gaps.open, report.posts_from_search) == (1, 0, 0)


def test_what_comes_from_the_window_after_a_pause_on_is_wanted_while_it_still_connects(
    setting: Setting, state: StateTable
) -> None:
    state.put("lease", "stream", {"fence": 1})
    paused_at = {"post_id": first_id_at(setting.clock.now() - 60), "paused": True, "fence": 1}
    state.put("checkpoint", "stream", paused_at)
    setting.road.seconds_to_connect = 4.0
    unwanted = setting.publish()
    setting.clock.sleep(1)
    wanted = setting.publish_every(0.5, 20)
    report = setting.run()

    assert unwanted not in setting.delivered
    assert sorted(setting.delivered) == wanted
    assert 0 < report.posts_from_search < 20
    assert (report.gaps.opened, report.gaps.open) == (1, 0)


def test_a_pause_is_marked_and_what_came_before_it_is_a_gap(
    setting: Setting, state: StateTable
) -> None:
    setting.publish_every(1, 60)
    report = setting.run(max_posts_per_day=30)
    ends_at = first_id_at(setting.clock.now() + 2)

    assert report.outcome == "budget_used_up"
    (gap,) = state.query("gap")
    first_received = setting.delivered[0]
    assert int(gap["first"]) <= first_received, "the lag of the stream is not over"
    assert int(gap["last"]) == ends_at
    assert checkpoint(state) == {
        "kind": "checkpoint",
        "id": "stream",
        "post_id": ends_at,
        "paused": True,
        "fence": 1,
    }
    assert (report.gaps.opened, report.gaps.open) == (1, 1)


def test_what_was_missed_before_a_pause_is_found_when_the_budget_renews(
    setting: Setting,
) -> None:
    """At 30 posts a window is cut off; what X sent just before, and did not arrive, is wanted."""
    setting.order({"kind": "clean_end", "after_posts": 29})
    setting.publish_every(1, 31)
    setting.run(max_posts_per_day=30)
    setting.clock.sleep(10)
    unwanted = setting.publish()
    setting.clock.sleep(86_400)
    report = setting.run(owner="two", max_posts_per_day=100)

    assert unwanted not in setting.delivered
    assert len(set(setting.delivered)) == len(setting.delivered) == 31
    assert (report.gaps.closed, report.gaps.open) == (3, 0), "two, and since this window began"


def test_a_window_without_budget_that_knows_no_gap_opens_none_and_stays_paused(
    setting: Setting, state: StateTable
) -> None:
    setting.publish_every(1, 40)
    setting.run(max_posts_per_day=30)
    before = checkpoint(state)
    gaps = state.query("gap")
    setting.clock.sleep(600)
    setting.run(owner="two", max_posts_per_day=30)
    after = checkpoint(state)

    assert after == {**before, "fence": 2}
    assert state.query("gap") == gaps


@pytest.mark.parametrize(
    ("during", "per_day", "stops"),
    [((10.0, 40.0), 100, True), ((10.0, 12.0), 100, False), ((10.0, 40.0), 1000, False)],
)
def test_a_budget_that_can_not_be_asked_for_stops_reading_at_half_and_loses_nothing(
    setting: Setting, during: tuple[float, float], per_day: int, stops: bool
) -> None:
    def throttled(call: Call) -> Refused | None:
        if kind_of(call) == "spend" and during[0] <= setting.clock.monotonic() < during[1]:
            return Refused("ThrottlingException")
        return None

    setting.aws.intervention = throttled
    ids = setting.publish_later(11, 60)
    report = setting.run(remaining=200.0, max_posts_per_day=per_day)

    assert (report.disconnect_reasons["state unavailable"] >= 1) == stops
    assert report.outcome == "deadline"
    assert sorted(setting.delivered) == ids

"""A window that lost X for most of its time says so; one whose trouble passed does not."""

from __future__ import annotations

import pytest

from tests.unit.collector.setting import Setting
from tests.windows.achieved import FOR_EVER, is_told, lose_x, succeeded


@pytest.mark.parametrize("after", [0.5, 3, 30])
def test_a_window_that_was_succeeded_at_once_is_no_failure(setting: Setting, after: float) -> None:
    report = succeeded(setting, after)
    assert (report.outcome, report.reason) == ("handed_over", "")


def test_a_young_connection_after_a_broken_one_is_no_failure(setting: Setting) -> None:
    setting.order({"kind": "reset"})
    report = succeeded(setting, after=6)
    assert (report.outcome, report.disconnects) == ("handed_over", 1)


@pytest.mark.parametrize("kind", ["no_answer", "reset"])
def test_a_young_window_whose_connections_all_broke_is_a_failure(
    setting: Setting, kind: str
) -> None:
    setting.order(*[{"kind": kind}] * FOR_EVER)
    assert succeeded(setting, after=6).outcome == "unreachable"


@pytest.mark.parametrize("kind", ["no_answer", "unavailable", "clean_end", "reset"])
def test_trouble_that_passed_is_no_failure(setting: Setting, kind: str) -> None:
    setting.order(*[{"kind": kind}] * 3)
    report = setting.run(remaining=200.0)
    assert (report.outcome, report.reason, report.disconnects) == ("deadline", "", 3)


@pytest.mark.parametrize("lost_after", [200, 330])
def test_trouble_in_the_lesser_part_of_a_window_is_no_failure(
    setting: Setting, lost_after: float
) -> None:
    ids = setting.publish_later(10, 3)
    lose_x(setting, lost_after)
    report = setting.run(remaining=400.0)
    assert setting.delivered == ids
    assert report.outcome == "deadline"


@pytest.mark.parametrize("posts", [0, 4])
@pytest.mark.parametrize(
    ("remaining", "lost_after"), [(865.0, 25), (865.0, 300), (400.0, 45), (200.0, 30)]
)
def test_a_window_that_lost_x_for_most_of_its_time(
    setting: Setting, posts: int, remaining: float, lost_after: float
) -> None:
    setting.publish_later(10, posts)
    lose_x(setting, lost_after)
    report = setting.run(remaining=remaining)
    assert (report.outcome, report.sent) == ("unreachable", posts)
    assert report.reason.endswith("s X was not heard: X could not be reached in time.")
    assert is_told(report)


@pytest.mark.parametrize("kind", ["no_answer", "hang", "reset", "clean_end"])
def test_a_window_whose_later_connections_all_broke(setting: Setting, kind: str) -> None:
    """The one keep-alive came in the first 21 s. X may limit how often it is called."""
    setting.later(21, lambda: setting.order(*[{"kind": kind}] * FOR_EVER))
    setting.later(22, setting.road.break_all)
    report = setting.run(remaining=700.0)
    assert report.outcome in ("unreachable", "rate_limited")
    assert is_told(report)


@pytest.mark.parametrize("after", [300, 790])
def test_a_window_that_lost_x_until_it_was_succeeded(setting: Setting, after: float) -> None:
    lose_x(setting, 25)
    assert succeeded(setting, after).outcome == "unreachable"


@pytest.mark.parametrize(("every", "outcome"), [(300, "deadline"), (22, "unreachable")])
def test_connections_that_break_now_and_then_are_judged_by_the_time_they_took(
    setting: Setting, every: float, outcome: str
) -> None:
    def lose_for_a_while() -> None:
        setting.road.is_closed = True
        setting.road.break_all()
        setting.later(100, lambda: setattr(setting.road, "is_closed", False))
        setting.later(100 + every, lose_for_a_while)

    setting.later(25, lose_for_a_while)
    assert setting.run(remaining=300.0).outcome == outcome

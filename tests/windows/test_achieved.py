"""A window that handed on hardly any of what it read says so; one with some trouble does not."""

from __future__ import annotations

import math

import pytest

from collector.settings import Rule
from sandbox.simulation.aws import Refused
from tests.unit.collector.interventions import UNAVAILABLE, always, between
from tests.unit.collector.setting import Setting, hexed
from tests.windows.achieved import SUN, is_told


@pytest.mark.parametrize("posts", [1, 7, 30])
@pytest.mark.parametrize("budget", [10**6, 30])
def test_a_window_of_which_firehose_took_nothing(setting: Setting, posts: int, budget: int) -> None:
    setting.aws.intervention = always(UNAVAILABLE, "PutRecordBatch")
    setting.publish_later(10, posts)
    report = setting.run(max_posts_per_day=budget)
    assert (report.outcome, report.sent) == ("delivery_refused", 0)
    assert report.reason == f"Firehose took none of the {posts} posts that were handed to it."
    assert is_told(report)


def test_a_used_up_budget_is_still_a_pause_when_firehose_took_nothing(setting: Setting) -> None:
    setting.aws.intervention = always(UNAVAILABLE, "PutRecordBatch")
    setting.publish_later(10, 9)
    setting.run(max_posts_per_day=8)
    saved = setting.state().get("checkpoint", "stream")
    assert saved is not None
    assert saved["paused"]


@pytest.mark.parametrize("number", [1, 12])
def test_a_window_whose_posts_our_own_code_could_not_handle(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """However its last connection ended."""

    def fail(*_: object, **__: object) -> None:
        raise KeyError

    for room in ("stream.intake", "gaps.pages"):
        monkeypatch.setattr(f"collector.{room}.record_of", fail)
    setting.publish_later(30, number)
    setting.later(60, setting.road.break_all)
    report = setting.run()
    assert (report.outcome, report.sent) == ("line_failed", 0)
    assert report.reason == "A line could not be handled: KeyError."


def test_a_window_without_some_of_its_rules(setting: Setting) -> None:
    setting.publish_later(10, 3)
    report = setting.run(rules=[SUN, Rule("links", "has:links")])
    assert (report.outcome, report.sent) == ("rules_refused", 3)
    assert report.reason == "X did not take all the rules; the warnings say why."
    assert report.warnings[0].startswith("A rule was refused: keyword 'links'")
    assert is_told(report)


def test_a_window_whose_new_rules_do_not_fit_goes_on_with_the_old_ones(setting: Setting) -> None:
    setting.hold_rules({"value": "sun", "tag": "tweet-sentiment/dev/sun"}, {"value": "cats"})
    setting.x.settings.rule_cap = 3
    setting.publish_later(10, 3)
    report = setting.run(rules=[SUN, Rule("moon", "moon"), Rule("rain", "rain")])
    assert (report.outcome, report.sent) == ("rules_refused", 3)
    assert [rule["value"] for rule in setting.x.state()["rules"]] == ["sun", "cats"]
    assert "allows this app 3 rules, but 3 are wanted beside 1" in report.warnings[0]


@pytest.mark.parametrize("number", [3, 60])
def test_a_window_whose_lines_were_mostly_damaged(setting: Setting, number: int) -> None:
    """Keep-alives come between them."""
    line = hexed({"data": {"text": "a post without an id"}})
    for _ in range(number):
        setting.order({"kind": "raw", "line": line})
    report = setting.run(remaining=300.0)
    assert (report.outcome, report.bad_lines, report.sent) == ("lines_damaged", number, 0)
    assert report.reason == f"{number} lines can't be read, and 0 posts can."
    assert is_told(report)


@pytest.mark.parametrize(("number", "posts"), [(2, 0), (20, 20)])
def test_a_few_damaged_lines_are_no_failure(setting: Setting, number: int, posts: int) -> None:
    setting.publish_later(10, posts)
    setting.order(*[{"kind": "raw", "line": hexed(b'{"data":{"id":')}] * number)
    report = setting.run(remaining=300.0)
    assert (report.outcome, report.bad_lines, report.sent) == ("deadline", number, posts)


@pytest.mark.parametrize("seconds_between", [18, 100])
def test_a_window_whose_budget_could_not_be_asked_for(
    setting: Setting, seconds_between: float
) -> None:
    throttled = Refused("ThrottlingException", 400)
    setting.aws.intervention = between(setting.clock, 4, math.inf, throttled, "TransactWriteItems")
    setting.publish_every(seconds_between, 160)
    report = setting.run(remaining=865.0, max_posts_per_day=4)
    assert (report.outcome, report.sent) == ("state_unavailable", 2)
    assert is_told(report)


@pytest.mark.parametrize("from_second", [30, 500])
def test_a_budget_that_could_not_be_asked_for_at_times_is_no_failure(
    setting: Setting, from_second: float
) -> None:
    throttled = Refused("ThrottlingException", 400)
    setting.aws.intervention = between(
        setting.clock, from_second, from_second + 40, throttled, "TransactWriteItems"
    )
    setting.publish_every(5, 160)
    report = setting.run(remaining=865.0)
    assert (report.outcome, report.sent > 100) == ("deadline", True)


def test_a_firehose_that_took_a_part_is_no_failure(setting: Setting) -> None:
    setting.aws.intervention = between(setting.clock, 30, math.inf, UNAVAILABLE, "PutRecordBatch")
    setting.publish_every(5, 12)
    report = setting.run(remaining=100.0)
    assert report.sent > 0
    assert report.unacknowledged > 0
    assert report.outcome == "deadline"


def test_a_pause_for_the_budget_is_no_failure(setting: Setting) -> None:
    setting.publish_later(10, 3)
    first = setting.run(max_posts_per_day=2)
    second = setting.run(owner="two", max_posts_per_day=2)
    assert [first.outcome, second.outcome] == ["budget_used_up"] * 2
    assert second.connections == 0


def test_a_window_of_which_firehose_took_one_post_and_then_none(setting: Setting) -> None:
    setting.aws.intervention = between(setting.clock, 15, math.inf, UNAVAILABLE, "PutRecordBatch")
    setting.publish_later(10, 1)
    setting.publish_later(20, 60)
    report = setting.run(remaining=200.0)
    assert (report.outcome, report.sent) == ("delivery_refused", 1)
    assert report.reason == "Firehose took 1 of the 61 posts that were handed to it."
    assert is_told(report)

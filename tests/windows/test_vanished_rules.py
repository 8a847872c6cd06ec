"""Rules that somebody takes from X while a window runs: what they would have brought is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from collector.report import WindowReport
from collector.rules.reconcile import reconcile, remove_all
from collector.settings import Rule
from collector.timing import Timing
from sandbox.simulation.aws import Call, Refused
from sandbox.x_api.answers import Answer
from shared.snowflake import time_of_id
from tests.unit.collector.interventions import THROTTLED
from tests.unit.collector.setting import RULES, TOKEN, Setting, hexed
from tests.windows.achieved import is_told

MOON = Rule("moon", "moon -is:retweet")
BOTH = [*RULES, MOON]
OURS = "tweet-sentiment/dev/"
OTHER = "tweet-sentiment/other/"


def take_off(setting: Setting, *rules: Rule) -> None:
    """Delete rules at X by hand."""
    values = {rule.value for rule in rules}
    ids = [rule["id"] for rule in setting.x.state()["rules"] if rule["value"] in values]
    setting.x.answer("POST rules", {}, {"delete": {"ids": ids}}, "")


def begin(setting: Setting, rules: Iterable[Rule], seconds: float = 100.0) -> Any:
    """Run one window to its end and let another one run for so long."""
    setting.run(owner="zero", remaining=60.0, rules=rules)
    reports: dict[str, WindowReport] = {}
    window = setting.start(reports, "one", remaining=400.0, rules=rules)
    setting.wait_until_connected()
    setting.clock.sleep(seconds)

    def end() -> WindowReport:
        window.join()
        return reports["one"]

    return end


def publish(setting: Setting, number: int, *texts: str) -> dict[str, list[int]]:
    """Publish each text so many times, every ten seconds; returns the ids by text."""
    ids: dict[str, list[int]] = {text: [] for text in texts}
    for _ in range(number):
        setting.clock.sleep(10)
        for text in texts:
            ids[text].append(setting.publish(text))
    return ids


def warnings_of(report: WindowReport) -> list[str]:
    return [words for words in report.warnings if "had to be added" in words]


@pytest.mark.parametrize("seconds", [5.0, 100.0])
def test_what_was_posted_while_a_rule_was_away_is_searched_for_and_told(
    setting: Setting, seconds: float
) -> None:
    end = begin(setting, BOTH, seconds)
    take_off(setting, MOON)
    ids = publish(setting, 10, "sun", "moon")
    assert end().outcome == "deadline"
    report = setting.run(owner="two", remaining=200.0, rules=BOTH)

    assert sorted(setting.delivered) == sorted(ids["sun"] + ids["moon"])
    assert (report.rules["added"], report.gaps.open, report.gaps.closed >= 1) == (1, 0, True)
    (warning,) = warnings_of(report)
    assert warning.startswith("Rules that X had before were gone and had to be added again: 'moon'")
    third = setting.run(owner="three", remaining=200.0, rules=BOTH)
    assert (third.gaps.opened, warnings_of(third)) == (1, [])


def test_a_window_that_x_did_not_tell_its_rules_forgets_none(setting: Setting) -> None:
    """What it can't ask for, the window before it has seen: it may be gone for the next one."""
    setting.run(owner="zero", remaining=60.0, rules=BOTH)
    setting.order(*[{"kind": "unavailable", "where": "rules"}] * 2)
    reports: dict[str, WindowReport] = {}
    window = setting.start(reports, "one", remaining=60.0, rules=BOTH)
    setting.wait_until_connected()
    take_off(setting, MOON)
    ids = publish(setting, 3, "moon")
    window.join()
    assert any("were not checked" in words for words in reports["one"].warnings)
    report = setting.run(owner="two", remaining=200.0, rules=BOTH)
    assert len(warnings_of(report)) == 1
    assert set(ids["moon"]) <= set(setting.delivered)


def test_a_rule_that_goes_before_a_window_looked_again(setting: Setting) -> None:
    """It had come with that very window."""
    reports: dict[str, WindowReport] = {}
    window = setting.start(reports, "one", remaining=100.0, rules=BOTH)
    setting.clock.sleep(20)
    take_off(setting, MOON)
    ids = publish(setting, 3, "moon")
    window.join()
    setting.run(owner="two", remaining=200.0, rules=BOTH)
    assert sorted(setting.delivered) == ids["moon"]


def test_the_gap_begins_half_a_minute_before_x_was_seen_to_have_the_rule(
    setting: Setting,
) -> None:
    """What was posted just before may have been on its way; windows look once a minute."""
    begin(setting, BOTH, 150.0)()
    take_off(setting, MOON)
    seen = setting.state().get("rules", "seen")
    closed = setting.clock.now()
    assert seen is not None
    assert closed - 25 - 60 - 1 < int(seen["at"]) / 1000
    setting.run(owner="two", rules=BOTH, timing=Timing(search_lag=1_000.0))
    first, *_ = setting.state().query("gap")
    assert time_of_id(int(first["first"])) == pytest.approx(int(seen["at"]) / 1000 - 30, abs=0.002)


def test_rules_that_up_replaced_while_a_window_ran_are_not_gone(setting: Setting) -> None:
    setting.later(50, lambda: reconcile(setting.edges().rules_api(TOKEN), [MOON], OURS))
    report = setting.run()
    assert report.outcome == "deadline"
    assert [rule["value"] for rule in setting.x.state()["rules"]] == [MOON.value]


def test_posts_of_the_rules_that_stayed_count_and_go_out_once(setting: Setting) -> None:
    end = begin(setting, BOTH)
    take_off(setting, MOON)
    ids = publish(setting, 10, "sun", "moon")
    read = end().posts_read
    setting.remembered = type(setting.remembered)()
    report = setting.run(owner="two", remaining=200.0, rules=BOTH)
    assert len(setting.delivered) == len(ids["sun"] + ids["moon"])
    assert (read, report.posts_read) == (10, 10)


def test_a_rule_of_another_stack_that_served_ours_goes_with_that_stack(setting: Setting) -> None:
    setting.hold_rules({"value": RULES[0].value, "tag": f"{OTHER}sun"})
    end = begin(setting, RULES)
    remove_all(setting.edges().rules_api(TOKEN), OTHER)
    ids = publish(setting, 20, "sun")
    first = end()
    setting.run(owner="two", remaining=200.0)
    assert sorted(setting.delivered) == ids["sun"]
    assert first.outcome == "no_rules"
    assert first.reason.startswith("X had none of the rules any more")
    assert is_told(first)


@pytest.mark.parametrize("remaining", [78.0, 100.0])
def test_one_wrong_answer_at_a_windows_last_look_is_no_alarm(
    setting: Setting, remaining: float
) -> None:
    """The window that ends at once can't ask again, the other one can."""
    empty = {
        "kind": "answer",
        "where": "rules",
        "status": 200,
        "line": hexed({"meta": {"result_count": 0}}),
    }
    setting.later(50, lambda: setting.order(empty))
    report = setting.run(remaining=remaining)
    assert setting.x.state()["faults"] == {"answer": 1}
    assert (report.outcome, is_told(report)) == ("deadline", False)


def test_new_keywords_and_the_first_window_open_no_gap(setting: Setting) -> None:
    first = setting.run()
    second = setting.run(owner="two", rules=BOTH)
    assert (first.gaps.opened, second.gaps.opened) == (0, 1)
    assert warnings_of(first) == warnings_of(second) == []


def test_a_keyword_that_up_removed_is_not_missed(setting: Setting) -> None:
    end = begin(setting, BOTH)
    take_off(setting, MOON)
    end()
    report = setting.run(owner="two")
    again = setting.run(owner="three", rules=BOTH)
    assert (report.gaps.opened, again.gaps.opened) == (1, 1)
    assert warnings_of(report) == warnings_of(again) == []


def test_a_rule_that_came_while_a_window_ran_is_missed_too(setting: Setting) -> None:
    end = begin(setting, RULES)
    setting.hold_rules({"value": MOON.value, "tag": "tweet-sentiment/dev/moon"})
    setting.clock.sleep(100)
    take_off(setting, MOON)
    ids = publish(setting, 5, "moon")
    end()
    setting.run(owner="two", remaining=200.0, rules=BOTH)
    assert sorted(setting.delivered) == ids["moon"]


def test_a_rule_that_x_does_not_take_again_is_searched_for_until_it_does(setting: Setting) -> None:
    end = begin(setting, BOTH)
    take_off(setting, MOON)
    setting.x.settings.rule_cap = 1
    ids = publish(setting, 5, "moon")["moon"]
    end()
    for owner in ("two", "three"):
        running: dict[str, WindowReport] = {}
        window = setting.start(running, owner, remaining=200.0, rules=BOTH)
        ids += publish(setting, 5, "moon")["moon"]
        window.join()
        assert running[owner].outcome == "rules_refused"
    setting.x.settings.rule_cap = 5
    report = setting.run(owner="four", remaining=200.0, rules=BOTH)
    assert sorted(setting.delivered) == ids
    assert (report.outcome, report.gaps.open) == ("deadline", 0)


def test_a_window_that_dies_when_it_added_a_rule_again_leaves_the_gap(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = begin(setting, BOTH)
    take_off(setting, MOON)
    ids = publish(setting, 5, "moon")["moon"]
    end()
    opened: list[int] = []
    answer = setting.x.answer

    def note(name: str, query: Mapping[str, str], body: object, path: str) -> Answer:
        if name == "POST rules":
            opened.append(len(setting.state().query("gap")))
        return answer(name, query, body, path)

    monkeypatch.setattr(setting.x, "answer", note)
    setting.run(owner="two", remaining=200.0, rules=BOTH)
    assert opened == [1]
    assert sorted(setting.delivered) == ids


def test_a_gap_that_the_state_table_does_not_take_at_once_is_written_later(
    setting: Setting,
) -> None:
    end = begin(setting, BOTH)
    take_off(setting, MOON)
    ids = publish(setting, 5, "moon")["moon"]
    end()
    until = setting.clock.monotonic() + 13.0

    def refuse(call: Call) -> Refused | None:
        is_gap = call.operation == "PutItem" and call.body["Item"]["kind"]["S"] == "gap"
        return THROTTLED if is_gap and setting.clock.monotonic() < until else None

    setting.aws.intervention = refuse
    report = setting.run(owner="two", remaining=200.0, rules=BOTH)
    assert (sorted(setting.delivered), report.gaps.open) == (ids, 0)


def test_what_was_posted_while_the_budget_was_used_up_is_not_wanted(setting: Setting) -> None:
    setting.run(owner="zero", remaining=100.0, rules=BOTH)
    setting.publish_later(10, 3)
    paused = setting.run(owner="one", remaining=100.0, rules=BOTH, max_posts_per_day=2)
    take_off(setting, MOON)
    publish(setting, 5, "moon")
    setting.clock.sleep(0.001)  # what comes in its first millisecond is the window's
    setting.run(owner="two", remaining=100.0, rules=BOTH)
    assert paused.outcome == "budget_used_up"
    assert {record["text"] for record in setting.kept.records()} == {"good sun"}

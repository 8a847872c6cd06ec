"""Windows that `pulumi up` overtakes: they start with the rules of before when X has the new ones.

They undo what the rules step did; the first window with the new rules searches for what that lost.
"""

from __future__ import annotations

import pytest

from collector.report import WindowReport
from collector.rules.reconcile import reconcile
from collector.settings import Rule
from tests.unit.collector.setting import RULES, TOKEN, Setting

WIND = Rule("wind", "wind -is:retweet")
PREFIX = "tweet-sentiment/dev/"


def deploy(setting: Setting, *rules: Rule) -> None:
    """Do what the rules step of `pulumi up` does."""
    reconcile(setting.edges().rules_api(TOKEN), rules, PREFIX)


def run_while_posted(setting: Setting, owner: str, text: str) -> tuple[WindowReport, list[int]]:
    """Run a window with the rules of before; returns its report and what was published beside."""
    reports: dict[str, WindowReport] = {}
    window = setting.start(reports, owner, remaining=300.0)
    setting.wait_until_connected()
    setting.clock.sleep(5)
    ids = []
    for _ in range(10):
        setting.clock.sleep(20)
        ids.append(setting.publish(text))
    window.join()
    return reports[owner], ids


@pytest.mark.parametrize("windows", [1, 3])
@pytest.mark.parametrize("new", [[WIND], [*RULES, WIND]])
def test_what_windows_lost_that_up_overtook_is_searched_for_and_told(
    setting: Setting, windows: int, new: list[Rule]
) -> None:
    """As many as start while a domain is changed in the same `up`."""
    setting.run(owner="zero")
    deploy(setting, *new)
    ids = []
    for number in range(windows):
        report, published = run_while_posted(setting, f"old {number}", "wind")
        assert report.rules["removed"] == (1 if number == 0 else 0)
        ids += published
    report = setting.run(owner="new", remaining=300.0, rules=new)
    assert sorted(setting.delivered) == ids
    assert report.gaps.open == 0
    assert report.warnings[0].startswith(
        "Rules that X had before were gone and had to be added again: 'wind'"
    )
    last = setting.run(owner="last", rules=new)
    assert (last.gaps.opened, last.warnings) == (1, [])


def test_a_keyword_that_comes_long_after_a_window_took_off_its_rule_opens_no_gap(
    setting: Setting,
) -> None:
    setting.run(owner="zero")
    deploy(setting, *RULES, WIND)
    assert setting.run(owner="one").rules["removed"] == 1
    setting.clock.sleep(4 * 3600)
    setting.run(owner="two")
    report = setting.run(owner="three", rules=[*RULES, WIND])
    assert (report.rules["added"], report.warnings) == (1, [])


def test_what_such_a_window_lost_counts_and_goes_out_once(setting: Setting) -> None:
    setting.run(owner="zero")
    deploy(setting, *RULES, WIND)
    run_while_posted(setting, "old", "wind and sun")
    setting.remembered = type(setting.remembered)()
    report = setting.run(owner="new", remaining=300.0, rules=[*RULES, WIND])
    assert (len(setting.delivered), report.posts_read) == (10, 0)

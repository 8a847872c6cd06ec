"""Rules that `pulumi up`, a person or another program changes at X while a window runs."""

from __future__ import annotations

import pytest

from collector.report import WindowReport
from collector.rules.reconcile import reconcile
from collector.settings import Rule
from tests.unit.collector.setting import RULES, TOKEN, Setting

WIND = Rule("wind", "wind -is:retweet")
BOTH = [*RULES, WIND]
PREFIX = "tweet-sentiment/dev/"


def deploy(setting: Setting, *rules: Rule) -> None:
    """Do what the rules step of `pulumi up` does."""
    reconcile(setting.edges().rules_api(TOKEN), rules, PREFIX)


def lose_ten_seconds(setting: Setting, *texts: str) -> list[int]:
    """Break the stream for some seconds, and publish each text then; returns the ids."""
    setting.order({"kind": "operational_disconnect"}, *[{"kind": "unavailable"}] * 2)
    setting.clock.sleep(1)
    ids = [setting.publish(text) for text in texts]
    setting.clock.sleep(1)
    return ids


@pytest.mark.parametrize("number", [1, 3])
def test_a_keyword_that_comes_while_a_window_runs_is_searched_for_in_its_gaps(
    setting: Setting, number: int
) -> None:
    reports: dict[str, WindowReport] = {}
    window = setting.start(reports, "one", remaining=400.0)
    setting.wait_until_connected()
    setting.clock.sleep(60)
    new = [Rule(f"wind{each}", f"wind{each} -is:retweet") for each in range(number)]
    deploy(setting, *RULES, *new)
    setting.clock.sleep(30)
    ids = lose_ten_seconds(setting, "good sun", *(f"good {rule.tag}" for rule in new))
    window.join()

    assert sorted(setting.delivered) == ids
    assert reports["one"].gaps.open == 0
    assert {record["text"]: record["matched"] for record in setting.kept.records()} == {
        f"good {tag}": [tag] for tag in ["sun", *(rule.tag for rule in new)]
    }
    assert setting.requests("GET search") == 1, "all in one query"


def test_a_keyword_that_comes_between_gaps_of_a_window_begins_no_search_anew(
    setting: Setting,
) -> None:
    reports: dict[str, WindowReport] = {}
    window = setting.start(reports, "one", remaining=600.0)
    setting.wait_until_connected()
    setting.clock.sleep(60)
    before = lose_ten_seconds(setting, "good sun", "good wind")
    setting.clock.sleep(60)
    deploy(setting, *RULES, WIND)
    setting.clock.sleep(30)
    after = lose_ten_seconds(setting, "sun again", "wind again")
    window.join()

    assert sorted(setting.delivered) == [before[0], *after]
    assert reports["one"].warnings == []
    assert setting.requests("GET search") == 3, "one, then one of the old and one of the new"
    assert setting.x.state()["reads"] == 3

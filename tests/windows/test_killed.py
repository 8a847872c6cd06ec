"""A window that dies anywhere leaves nothing behind that a later one does not find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from collector.posts.remembered import RememberedPosts
from collector.report import WindowReport
from collector.spans import LARGEST_ID
from collector.timing import Timing
from sandbox.simulation.aws import Call, InProcessAws, Refused
from shared.snowflake import first_id_at
from tests.unit.collector.interventions import UNAVAILABLE, WRITES, kind_of
from tests.unit.collector.setting import RULES, Setting, hexed

QUICK = Timing(stream_lag=1.0, search_lag=3.0, checkpoint_interval=2.0, lease_notice=1.0)


class Killer:
    """Kills a process right after its n-th write to the state table; renewals do not count.

    Whichever of its threads then asks AWS for anything waits for ever: the process is gone.
    """

    def __init__(self, setting: Setting, at: int) -> None:
        self.writes: list[str] = []
        self.saved: list[int] = []
        self.paused_at = LARGEST_ID
        self.refuses_firehose = False
        self._at = at
        self._for_ever = setting.clock.event()

    @property
    def has_killed(self) -> bool:
        return len(self.writes) >= self._at

    def __call__(self, call: Call) -> Refused | None:
        if self.has_killed:
            self._for_ever.wait()
        if call.operation in WRITES:
            kind = kind_of(call)
            if not (kind == "lease" and self.writes):
                self.writes.append(f"{call.operation} {kind}")
            if kind == "checkpoint":
                values = call.body["ExpressionAttributeValues"]
                self.saved.append(int(values[":post_id"]["N"]))
                if values[":paused"]["BOOL"]:
                    self.paused_at = self.saved[-1]
        if call.service == "firehose" and self.refuses_firehose:
            return UNAVAILABLE
        return None


def a_gap_a_disconnect_and_a_damaged_line(setting: Setting, killer: Killer) -> dict[str, Any]:
    setting.order(
        {"kind": "operational_disconnect", "after_posts": 3},
        {"kind": "raw", "line": hexed(b"damaged")},
    )
    setting.clock.sleep(3)
    return {}


def a_budget_that_is_used_up(setting: Setting, killer: Killer) -> dict[str, Any]:
    return {"max_posts_per_day": 10}


def a_firehose_that_goes_away(setting: Setting, killer: Killer) -> dict[str, Any]:
    def refuse() -> None:
        killer.refuses_firehose = True

    setting.order({"kind": "out_of_order", "after_posts": 5, "posts": 4})
    setting.later(4, refuse)
    return {}


STORIES = [
    a_gap_a_disconnect_and_a_damaged_line,
    a_budget_that_is_used_up,
    a_firehose_that_goes_away,
]


@pytest.mark.parametrize("story", STORIES)
def test_a_window_killed_after_any_of_its_writes_loses_no_post(
    story: Callable[[Setting, Killer], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.gaps.pages.LARGEST_PAGE", 10)
    at, ended = 0, False
    while not ended:
        at += 1
        setting = Setting()
        ended = killed_and_followed(setting, at, story)
        setting.close()
    assert at >= 10, "so many moments to die in"


def killed_and_followed(
    setting: Setting, at: int, story: Callable[[Setting, Killer], dict[str, Any]]
) -> bool:
    """Kill a window at one of its writes, run the next, and look; True when it had no such."""
    setting.x.settings.search_lag_seconds = 2
    (rule,) = RULES
    setting.hold_rules({"value": rule.value, "tag": f"tweet-sentiment/dev/{rule.tag}"})
    before = {"post_id": first_id_at(setting.clock.now()) - 1, "fence": 0}
    setting.state().put("checkpoint", "stream", before)
    killer = Killer(setting, at)
    ids = setting.publish_every(0.5, 16)
    more = story(setting, killer)
    reports: dict[str, WindowReport] = {}
    aws = InProcessAws(killer)
    setting.start(reports, "one", remaining=15.0, timing=QUICK, aws=aws, **more)
    while not (killer.has_killed or reports):
        setting.clock.sleep(0.5)
    setting.road.break_all()
    setting.remembered = RememberedPosts()
    setting.clock.sleep(31)
    setting.run(owner="two", remaining=12.0, timing=QUICK)

    where = f"killed after write {at}: {killer.writes[-1]}"
    wanted = {post_id for post_id in ids if post_id <= killer.paused_at}
    assert wanted <= set(setting.delivered), where
    assert killer.saved == sorted(killer.saved), where
    state = setting.x.state()
    aws.close()
    assert (state["max_concurrent"], state["overlaps"]) == (1, 0), where
    return bool(reports)

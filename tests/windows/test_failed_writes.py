"""Any single write may fail for a while, done or not, when all others succeed."""

from __future__ import annotations

from contextlib import suppress

import pytest

from collector.posts.remembered import RememberedPosts
from collector.state.table import StateUnavailableError
from collector.timing import Timing
from sandbox.simulation.aws import Call, NoAnswer
from shared.snowflake import first_id_at
from tests.unit.collector.interventions import ANSWER_LOST, NEVER_SENT, WRITES, kind_of
from tests.unit.collector.setting import RULES, Setting, hexed

QUICK = Timing(stream_lag=12.0, search_lag=14.0, checkpoint_interval=2.0, lease_notice=1.0)
"""The lag is longer than what a call to the table keeps the stream waiting, as it is on AWS."""
LASTS_SECONDS = 6.0


class Trouble:
    """The n-th write and all of its kind fail for six seconds; the first may be done all the same.

    Renewals of the lease do not count.
    """

    def __init__(self, setting: Setting, at: int, first: NoAnswer) -> None:
        self._clock = setting.clock
        self._at = at
        self._first = first
        self._until = 0.0
        self.write = ""
        self.writes = 0

    def __call__(self, call: Call) -> NoAnswer | None:
        write = f"{call.operation} {kind_of(call)}" if call.operation in WRITES else ""
        if not write or (write.endswith(" lease") and self.writes):
            return None
        self.writes += 1
        if self.writes == self._at:
            self.write, self._until = write, self._clock.monotonic() + LASTS_SECONDS
            return self._first
        is_on = write == self.write and self._clock.monotonic() < self._until
        return NEVER_SENT if is_on else None


@pytest.mark.parametrize("first", [NEVER_SENT, ANSWER_LOST], ids=["not done", "done"])
@pytest.mark.parametrize("ends", [False, True], ids=["goes on", "ends"])
def test_whichever_write_fails_each_post_is_delivered_and_counts_once(
    first: NoAnswer, ends: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.gaps.pages.LARGEST_PAGE", 10)
    at, happened = 0, True
    while happened:
        at += 1
        setting = Setting()
        happened = troubled_and_followed(setting, at, first, ends=ends)
        setting.close()
    assert at >= 10, "so many writes"


def troubled_and_followed(setting: Setting, at: int, first: NoAnswer, *, ends: bool) -> bool:
    """Let one write of a window fail, run the next, and look; False when it had no such write."""
    setting.x.settings.search_lag_seconds = 10
    (rule,) = RULES
    setting.hold_rules({"value": rule.value, "tag": f"tweet-sentiment/dev/{rule.tag}"})
    before = {"post_id": first_id_at(setting.clock.now()) - 1, "fence": 0}
    setting.state().put("checkpoint", "stream", before)
    ids = setting.publish_every(0.5, 16)
    setting.order(
        {"kind": "operational_disconnect", "after_posts": 3},
        {"kind": "raw", "line": hexed(b"damaged")},
    )
    trouble = Trouble(setting, at, first)
    setting.aws.intervention = trouble
    with suppress(StateUnavailableError):  # a short window that can't begin in time
        setting.run(owner="one", remaining=15.0 if ends else 60.0, timing=QUICK)
    setting.aws.intervention = None
    setting.remembered = RememberedPosts()
    setting.clock.sleep(31)
    setting.run(owner="two", remaining=45.0, timing=QUICK)

    where = f"write {at} failed: {trouble.write}"
    assert sorted(set(setting.delivered)) == ids, where
    counted = {int(item["posts"]) for item in setting.state().query("spend")}
    assert counted == {len(ids)}, where
    assert setting.x.state()["overlaps"] == 0, where
    return bool(trouble.write)

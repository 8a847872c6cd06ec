"""A window writes down where it begins to want posts before it connects: who comes next knows."""

from __future__ import annotations

import pytest

from collector.posts.remembered import RememberedPosts
from sandbox.simulation.aws import Call, Refused
from shared.snowflake import first_id_at
from tests.unit.collector.setting import Setting


def away_while_it_connects(setting: Setting) -> None:
    """The state table goes away before X has let the window in, until it has ended."""
    setting.road.seconds_to_connect = 4.0
    since = setting.clock.monotonic() + 6.0  # it asked for the rules over a connection of its own

    def away(call: Call) -> Refused | None:
        is_away = call.service == "dynamodb" and setting.clock.monotonic() >= since
        return Refused("ThrottlingException") if is_away else None

    setting.aws.intervention = away


@pytest.mark.parametrize("is_paused", [False, True], ids=["first ever", "after a pause"])
def test_what_came_after_a_window_that_could_not_write_any_more_is_found(
    setting: Setting, *, is_paused: bool
) -> None:
    if is_paused:
        before = first_id_at(setting.clock.now() - 60)
        setting.state().put("lease", "stream", {"fence": 1})
        paused = {"post_id": before, "paused": True, "fence": 1}
        setting.state().put("checkpoint", "stream", paused)
    unwanted = setting.publish()
    setting.clock.sleep(1)
    away_while_it_connects(setting)
    ids = setting.publish_every(1.0, 150)
    first = setting.run()
    assert first.posts_from_stream > 0
    setting.aws.intervention = None
    setting.clock.sleep(60)
    setting.remembered = RememberedPosts()
    report = setting.run(owner="two", remaining=200.0)
    assert sorted(set(setting.delivered)) == ids
    assert unwanted not in setting.delivered
    assert report.gaps.open == 0


def test_a_window_that_can_not_write_where_it_begins_does_not_connect(setting: Setting) -> None:
    """Posts that it read would be followed by some that nobody knows to be missed."""

    def refuse(call: Call) -> Refused | None:
        is_checkpoint = call.body.get("Key", {}).get("kind", {}).get("S") == "checkpoint"
        is_written = call.operation == "UpdateItem" and is_checkpoint
        return Refused("ThrottlingException") if is_written else None

    setting.publish_every(1.0, 50)
    setting.aws.intervention = refuse
    setting.run()
    assert setting.requests("connect") == 0
    assert setting.delivered == []


def test_where_the_first_window_ever_began_is_written_down_at_once(setting: Setting) -> None:
    """Killed before, it would leave no gap, and what it had not sent would be lost."""
    setting.start({}, "first")
    setting.wait_until_connected()
    setting.clock.sleep(0.6)
    assert setting.state().get("checkpoint", "stream") is not None
